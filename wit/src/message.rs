//! The interface `message`.

use std::cell::RefCell;

use centerscape_smtp_core::message as core;

use crate::Component;
use crate::bindings::exports::centerscape::smtp::message::{
    Attachment, Draft, DraftPreview, Envelope, Guest, GuestMessage, Message as MessageHandle,
    Problem, Settings, Stamp,
};
use crate::convert::{Convert, stamp_from};

impl Guest for Component {
    type Message = Message;

    fn parse_draft(json: String, attachments: Vec<Attachment>) -> Result<Draft, Vec<Problem>> {
        core::Draft::parse(&json, attachments.convert()).convert()
    }

    fn parse_stamp(json: String) -> Result<Stamp, Vec<Problem>> {
        core::Stamp::parse(&json).convert()
    }

    fn preview(settings: Settings, draft: Draft) -> Result<DraftPreview, Vec<Problem>> {
        let draft: core::Draft = draft.convert();
        draft.preview(&settings.convert()).convert()
    }
}

/// The resource `message`.
pub struct Message(RefCell<core::Message>);

impl Message {
    /// The message itself, taken out of its resource to be sent.
    #[cfg(not(feature = "dialog"))]
    pub fn into_inner(self) -> core::Message {
        self.0.into_inner()
    }
}

impl Convert<MessageHandle> for core::Message {
    fn convert(self) -> MessageHandle {
        MessageHandle::new(Message(RefCell::new(self)))
    }
}

impl GuestMessage for Message {
    fn build(
        settings: Settings,
        draft: Draft,
        stamp: Stamp,
    ) -> Result<MessageHandle, Vec<Problem>> {
        stamp_from(stamp)
            .and_then(|stamp| core::Message::build(&settings.convert(), draft.convert(), &stamp))
            .convert()
    }

    fn envelope(&self) -> Envelope {
        self.0.borrow().envelope().clone().convert()
    }

    fn size(&self) -> u64 {
        self.0.borrow().size()
    }

    fn is_8bit(&self) -> bool {
        self.0.borrow().is_8bit()
    }

    fn warnings(&self) -> Vec<Problem> {
        self.0.borrow().warnings().to_vec().convert()
    }

    fn next_chunk(&self, max: u32) -> Vec<u8> {
        read_chunk(&mut self.0.borrow_mut(), max as usize)
    }

    fn rewind(&self) {
        self.0.borrow_mut().rewind();
    }
}

/// The next bytes of a message, at most `max`; never more memory than there are bytes in the whole message.
pub fn read_chunk(message: &mut core::Message, max: usize) -> Vec<u8> {
    let whole = usize::try_from(message.size()).unwrap_or(usize::MAX);
    let mut chunk = vec![0; max.min(whole)];
    let length = message.read_chunk(&mut chunk);
    chunk.truncate(length);
    chunk
}
