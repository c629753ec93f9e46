//! Messages.

use std::ffi::c_char;
use std::slice;

use centerscape_smtp_core::message::{Attachment, Stamp};

use crate::failure::{Failure, Status};
use crate::objects::MessageObject;
use crate::operations::message;

use super::error::cs_smtp_error;
use super::handle::{self, number};
use super::input::{self, CStruct, VersionedStruct};
use super::settings::cs_smtp_settings;
use super::text::cs_smtp_text;
use super::{answer, run};

/// An envelope and the bytes of a mail. One call at a time: a second thread's gets `CS_SMTP_STATUS_CONCURRENT_CALL`.
pub struct cs_smtp_message {
    _opaque: [u8; 0],
}

/// A file that goes with a message. It is copied; the memory is the caller's. Its size has no limit but memory: a server has one, which
/// the report tells.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct cs_smtp_attachment {
    /// `sizeof(cs_smtp_attachment)`
    pub struct_size: usize,
    /// Its name, without a path.
    pub file_name: *const c_char,
    /// The number of bytes of `file_name`.
    pub file_name_length: usize,
    /// Its media type, such as `application/pdf`.
    pub media_type: *const c_char,
    /// The number of bytes of `media_type`.
    pub media_type_length: usize,
    /// The id by which HTML refers to it, `cid:<id>`; NULL for an ordinary attachment.
    pub content_id: *const c_char,
    /// The number of bytes of `content_id`.
    pub content_id_length: usize,
    /// Its bytes.
    pub data: *const u8,
    /// The number of its bytes.
    pub data_length: usize,
}

unsafe impl CStruct for cs_smtp_attachment {}

unsafe impl VersionedStruct for cs_smtp_attachment {
    const NAME: &'static str = "cs_smtp_attachment";
    const FIRST_SIZE: usize = 72;
}

/// What a message would otherwise sample. Used for one message only.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct cs_smtp_stamp {
    /// `sizeof(cs_smtp_stamp)`
    pub struct_size: usize,
    /// The instant, in seconds since 1970-01-01 UTC.
    pub unix_seconds: i64,
    /// The offset of local time from UTC in minutes, for the Date header; at most 14 hours either way.
    pub offset_minutes: i32,
    /// Bytes from a secure random source, fresh for each message.
    pub entropy: *const u8,
    /// The number of bytes of `entropy`: `CS_SMTP_ENTROPY_LENGTH`.
    pub entropy_length: usize,
    /// The domain of the Message-ID; that of the From address where it is empty.
    pub domain: *const c_char,
    /// The number of bytes of `domain`.
    pub domain_length: usize,
}

unsafe impl CStruct for cs_smtp_stamp {}

unsafe impl VersionedStruct for cs_smtp_stamp {
    const NAME: &'static str = "cs_smtp_stamp";
    const FIRST_SIZE: usize = 56;
}

/// Copies of the attachments that are pointed to.
///
/// # Safety
/// As the conventions of the header say.
unsafe fn attachments(
    first: *const cs_smtp_attachment,
    count: usize,
) -> Result<Vec<Attachment>, Failure> {
    unsafe {
        let given = input::structures(first, count, "attachments")?;
        given.iter().map(|one| attachment(one)).collect()
    }
}

unsafe fn attachment(given: &cs_smtp_attachment) -> Result<Attachment, Failure> {
    unsafe {
        let file_name = input::text(given.file_name, given.file_name_length, "file_name")?;
        let media_type = input::text(given.media_type, given.media_type_length, "media_type")?;
        let content_id =
            input::optional_text(given.content_id, given.content_id_length, "content_id")?;
        let data = input::bytes(given.data, given.data_length, "data")?;
        let mut copy = Vec::new();
        copy.try_reserve_exact(data.len())
            .map_err(|_| Failure::argument("There is no memory for a copy of `data`."))?;
        copy.extend_from_slice(data);
        Ok(Attachment {
            file_name: file_name.to_owned(),
            media_type: media_type.to_owned(),
            content_id: content_id.map(str::to_owned),
            data: copy,
        })
    }
}

/// The stamp that is pointed to.
///
/// # Safety
/// As the conventions of the header say.
pub(super) unsafe fn stamp(given: *const cs_smtp_stamp) -> Result<Stamp, Failure> {
    unsafe {
        let given = input::structure(given, "stamp")?;
        let entropy = input::bytes(given.entropy, given.entropy_length, "entropy")?;
        let domain = input::text(given.domain, given.domain_length, "domain")?;
        message::stamp(given.unix_seconds, given.offset_minutes, entropy, domain)
    }
}

/// Builds a message of a draft in JSON and its attachments. Put into `*message`, to be freed. The settings give the sender; where there are no
/// attachments, they are NULL and 0.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the draft, the attachments, the stamp and the From address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_build(
    settings: *const cs_smtp_settings,
    draft: *const c_char,
    draft_length: usize,
    attachments: *const cs_smtp_attachment,
    attachment_count: usize,
    stamp: *const cs_smtp_stamp,
    message: *mut *mut cs_smtp_message,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "message", message, || {
            let draft = input::text(draft, draft_length, "draft")?;
            let files = self::attachments(attachments, attachment_count)?;
            message::build(number(settings), draft, files, &self::stamp(stamp)?)
        })
    }
}

/// What a person will see of a draft in a mail client, as JSON in `*preview`, to be freed: `{"sender":..,"subject":..,"text":..,"html":..,"warnings":[..]}`,
/// with `null` for a text that there is not. It is what `cs_smtp_message_build` would put into the message. Show the HTML where no script runs.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the draft, the attachments and the From address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_preview(
    settings: *const cs_smtp_settings,
    draft: *const c_char,
    draft_length: usize,
    attachments: *const cs_smtp_attachment,
    attachment_count: usize,
    preview: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "preview", preview, || {
            let draft = input::text(draft, draft_length, "draft")?;
            let files = self::attachments(attachments, attachment_count)?;
            message::preview(number(settings), draft, files)
        })
    }
}

/// The exact number of bytes of the message, in `*size`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_size(
    message: *const cs_smtp_message,
    size: *mut u64,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "size", size, || message::size(number(message))) }
}

/// Whether bytes above 127 occur in the message, in `*is_8bit`: for `BODY=8BITMIME`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_is_8bit(
    message: *const cs_smtp_message,
    is_8bit: *mut bool,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "is_8bit", is_8bit, || {
            message::is_8bit(number(message))
        })
    }
}

/// Who the message goes from and to, as JSON in `*json`, to be freed: `{"sender":..,"recipients":[..],"smtputf8":..}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_envelope(
    message: *const cs_smtp_message,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "json", json, || message::envelope(number(message))) }
}

/// What was changed so that the message can be sent, as JSON in `*json`, to be freed: `{"problems":[..]}`, warnings only, each with the field
/// that it is about. They tell of controls and overlong text of a device, and of a file of a type that mail cannot carry, and hold nothing of the
/// text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_warnings(
    message: *const cs_smtp_message,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "json", json, || message::warnings(number(message))) }
}

/// Writes the next bytes of the message into `buffer`, which takes `capacity` of them, and their number into `*length`. Less than the buffer
/// takes comes only at the end, and 0 after it. The bytes do not depend on the sizes of the buffers.
///
/// `CS_SMTP_STATUS_INVALID_ARGUMENT`: also where `capacity` is 0, since the answer would look like the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_read(
    message: *mut cs_smtp_message,
    buffer: *mut u8,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "length", length, || {
            if capacity == 0 {
                return Err(Failure::argument("`capacity` is 0."));
            }
            input::check_extent(buffer.addr(), capacity, "buffer")?;
            let buffer = slice::from_raw_parts_mut(buffer, capacity);
            message::read(number(message), buffer)
        })
    }
}

/// Starts over: the next `cs_smtp_message_read` begins with the first byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_message_rewind(
    message: *mut cs_smtp_message,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { run(error, || message::rewind(number(message))) }
}

/// Frees a message. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`, also where a session has taken the message.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_message_free(message: *mut cs_smtp_message) -> Status {
    handle::free::<MessageObject>(number(message))
}
