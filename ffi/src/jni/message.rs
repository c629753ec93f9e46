//! Messages, and the files that go with them.

use centerscape_smtp_core::message::Attachment;
use jni::Env;
use jni::objects::{JByteArray, JLongArray};
use jni::sys::{jboolean, jbyte, jint, jlong};

use super::entry::natives;
use super::thrown::Thrown;
use super::values::{Arrays, Bytes, count, elements, numbers, text};
use crate::failure::Failure;
use crate::objects::Handle;
use crate::operations::message;

/// How much of an array crosses at once, over a piece of memory that the processor has at hand.
const PIECE: usize = 16 * 1024;

/// How many texts an attachment has.
const TEXTS: usize = 3;

natives! {
    fn file_new(env, capacity: jlong) -> Handle {
        let capacity = u64::try_from(capacity)
            .map_err(|_| Failure::argument("The size of a file is negative."))?;
        message::file_new(capacity)?
    }

    fn file_append(env, file: Handle, memory: &'local mut [u8], length: jint) {
        message::file_append(file, first(memory, length)?)?;
    }

    fn file_append_array(env, file: Handle, array: JByteArray<'local>, offset: jint, length: jint) {
        let mut left = part(env, &array, offset, length)?;
        let mut offset = offset;
        let mut piece = [0; PIECE];
        while left > 0 {
            let piece = piece.get_mut(..left.min(PIECE)).unwrap_or_default();
            array.get_region(env, offset, signed(piece))?;
            message::file_append(file, piece)?;
            left -= piece.len();
            offset += count(piece.len());
        }
    }

    fn message_build(env, settings: Handle, draft: String, attachment_texts: Arrays<'local>,
            files: JLongArray<'local>, unix_seconds: jlong, offset_minutes: jint, entropy: Bytes,
            domain: String) -> Handle {
        let stamp = message::stamp(unix_seconds, offset_minutes, &entropy, &domain)?;
        let attachments = attachments(env, &attachment_texts, &files)?;
        message::build(settings, &draft, attachments, &stamp)?
    }

    fn message_preview(env, settings: Handle, draft: String, attachment_texts: Arrays<'local>,
            files: JLongArray<'local>) -> String {
        let attachments = attachments(env, &attachment_texts, &files)?;
        message::preview(settings, &draft, attachments)?
    }

    fn message_size(env, message: Handle) -> jlong {
        jlong::try_from(message::size(message)?).unwrap_or(jlong::MAX)
    }

    fn message_is8bit(env, message: Handle) -> jboolean {
        message::is_8bit(message)?
    }

    fn message_envelope(env, message: Handle) -> String {
        message::envelope(message)?
    }

    fn message_warnings(env, message: Handle) -> String {
        message::warnings(message)?
    }

    fn message_read(env, message: Handle, into: JByteArray<'local>, offset: jint, length: jint) -> jint {
        let length = part(env, &into, offset, length)?;
        // Most messages are small: no more is prepared than is asked for.
        let mut piece = vec![0; length.min(PIECE)];
        let mut done = 0;
        while done < length {
            let piece = piece.get_mut(..(length - done).min(PIECE)).unwrap_or_default();
            let read = message::read(message, piece)?;
            let at = offset.saturating_add(count(done));
            into.set_region(env, at, signed(piece.get_mut(..read).unwrap_or_default()))?;
            done += read;
            if read < piece.len() {
                break;
            }
        }
        count(done)
    }

    fn message_rewind(env, message: Handle) {
        message::rewind(message)?;
    }
}

/// The attachments, whose files' handles end here.
fn attachments(
    env: &mut Env<'_>,
    texts: &Arrays<'_>,
    files: &JLongArray<'_>,
) -> Result<Vec<Attachment>, Thrown> {
    let texts = elements(env, texts)?;
    let files = numbers(env, files)?;
    let (texts, []) = texts.as_chunks::<TEXTS>() else {
        return Err(Failure::argument("An attachment has three texts.").into());
    };
    if texts.len() != files.len() {
        return Err(Failure::argument("An attachment has three texts.").into());
    }
    let attachments = texts.iter().zip(files);
    let attachments = attachments.map(|(texts, file)| attachment(texts, file.cast_unsigned()));
    Ok(attachments.collect::<Result<_, _>>()?)
}

fn attachment(texts: &[Option<Bytes>; TEXTS], file: Handle) -> Result<Attachment, Failure> {
    let [Some(name), Some(media_type), content_id] = texts else {
        return Err(Failure::argument("An attachment lacks its name or type."));
    };
    Ok(Attachment {
        file_name: text(name)?,
        media_type: text(media_type)?,
        content_id: content_id.as_ref().map(|id| text(id)).transpose()?,
        data: message::file_take(file)?,
    })
}

/// The first bytes of a buffer.
pub(super) fn first(all: &[u8], length: jint) -> Result<&[u8], Failure> {
    let length = usize::try_from(length).ok();
    length
        .and_then(|length| all.get(..length))
        .ok_or_else(|| Failure::argument("A buffer is shorter than the bytes in it."))
}

/// The length of a part of an array, which lies inside it.
fn part(
    env: &Env<'_>,
    array: &JByteArray<'_>,
    offset: jint,
    length: jint,
) -> Result<usize, Thrown> {
    let size = array.len(env)?;
    match (usize::try_from(offset), usize::try_from(length)) {
        (Ok(offset), Ok(length)) if offset + length <= size => Ok(length),
        _ => Err(Failure::argument("A part is not inside its array.").into()),
    }
}

/// The same bytes as Java has them.
fn signed(bytes: &mut [u8]) -> &mut [jbyte] {
    // SAFETY: both are one byte of which every value is valid.
    unsafe { &mut *(std::ptr::from_mut(bytes) as *mut [jbyte]) }
}
