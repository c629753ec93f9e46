//! Messages, and the files that go with them.

use centerscape_smtp_core::message::{Attachment, Draft, Message, Stamp};
use centerscape_smtp_core::{entropy, problem, settings::Settings};

use crate::failure::Failure;
use crate::objects::{self, Exclusive, Handle, MessageObject, with, with_slot, within};

/// An empty file, with room for `capacity` bytes.
///
/// # Errors
/// There is not so much memory.
pub fn file_new(capacity: u64) -> Result<Handle, Failure> {
    let mut bytes = Vec::<u8>::new();
    usize::try_from(capacity)
        .ok()
        .and_then(|capacity| bytes.try_reserve_exact(capacity).ok())
        .ok_or_else(|| Failure::argument("There is no memory for a file of this size."))?;
    Ok(objects::insert_exclusive(bytes))
}

/// Adds bytes to a file.
///
/// # Errors
/// The handle is invalid, or there is not so much memory.
pub fn file_append(file: Handle, more: &[u8]) -> Result<(), Failure> {
    with(file, |bytes: &mut Vec<u8>| {
        bytes
            .try_reserve(more.len())
            .map_err(|_| Failure::argument("There is no memory for a file of this size."))?;
        bytes.extend_from_slice(more);
        Ok(())
    })
}

/// The bytes of a file, whose handle ends with it.
///
/// # Errors
/// The handle is invalid.
pub fn file_take(file: Handle) -> Result<Vec<u8>, Failure> {
    let object = objects::get::<Exclusive<Vec<u8>>>(file)?;
    let bytes = with_slot(&object, |slot| {
        slot.take().ok_or_else(objects::invalid_handle)
    })?;
    // Another thread may have freed the handle meanwhile: the bytes are here all the same.
    let _ = objects::free(file);
    Ok(bytes)
}

/// A stamp of its parts; `entropy` has 32 bytes.
///
/// # Errors
/// The entropy has another length.
pub fn stamp(
    unix_seconds: i64,
    offset_minutes: i32,
    entropy: &[u8],
    domain: &str,
) -> Result<Stamp, Failure> {
    Ok(Stamp {
        unix_seconds,
        // What does not fit is as far out of range as what does: core says so.
        offset_minutes: i16::try_from(offset_minutes).unwrap_or(i16::MAX),
        entropy: entropy::from_slice(entropy)?,
        domain: domain.to_owned(),
    })
}

/// Builds a message.
///
/// # Errors
/// The problems of the draft, the stamp and the settings' From address.
pub fn build(
    settings: Handle,
    draft: &str,
    attachments: Vec<Attachment>,
    stamp: &Stamp,
) -> Result<Handle, Failure> {
    let settings = objects::get::<Settings>(settings)?;
    let draft = Draft::parse(draft, attachments)?;
    let message = Message::build(&settings, draft, stamp)?;
    Ok(objects::insert(MessageObject::from(message)))
}

/// What a person will see of a draft, as JSON.
///
/// # Errors
/// The problems of the draft and the settings' From address.
pub fn preview(
    settings: Handle,
    draft: &str,
    attachments: Vec<Attachment>,
) -> Result<String, Failure> {
    let settings = objects::get::<Settings>(settings)?;
    let draft = Draft::parse(draft, attachments)?;
    Ok(draft.preview(&settings)?.to_json())
}

/// Calls a function of a message.
fn on<R>(message: Handle, call: impl FnOnce(&mut Message) -> R) -> Result<R, Failure> {
    within(&objects::get::<MessageObject>(message)?.place, |message| {
        Ok(call(message))
    })
}

/// The exact number of bytes.
///
/// # Errors
/// The handle is invalid.
pub fn size(message: Handle) -> Result<u64, Failure> {
    on(message, |message| message.size())
}

/// Whether bytes above 127 occur.
///
/// # Errors
/// The handle is invalid.
pub fn is_8bit(message: Handle) -> Result<bool, Failure> {
    on(message, |message| message.is_8bit())
}

/// The envelope as JSON.
///
/// # Errors
/// The handle is invalid.
pub fn envelope(message: Handle) -> Result<String, Failure> {
    on(message, |message| message.envelope().to_json())
}

/// What was changed so that the message can be sent, as JSON.
///
/// # Errors
/// The handle is invalid.
pub fn warnings(message: Handle) -> Result<String, Failure> {
    on(message, |message| problem::to_json(message.warnings()))
}

/// Writes the next bytes into `buffer` and says how many; 0 at the end.
///
/// # Errors
/// The handle is invalid.
pub fn read(message: Handle, buffer: &mut [u8]) -> Result<usize, Failure> {
    on(message, |message| message.read_chunk(buffer))
}

/// Starts over with the first byte.
///
/// # Errors
/// The handle is invalid.
pub fn rewind(message: Handle) -> Result<(), Failure> {
    on(message, Message::rewind)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::failure::Status;

    #[test]
    fn an_offset_that_no_clock_has_is_a_problem_of_the_input() {
        let settings = objects::insert(Settings::default());
        let draft = r#"{"to":["ops@example.com"],"subject":"A","text":"B"}"#;
        for offset in [15 * 60, 40_000, i32::MIN, i32::MAX] {
            let stamp = stamp(0, offset, &[7; 32], "").unwrap();
            let failure = build(settings, draft, Vec::new(), &stamp).unwrap_err();
            assert_eq!(failure.status, Status::InvalidInput, "{offset}");
        }
        objects::free(settings).unwrap();
    }
}
