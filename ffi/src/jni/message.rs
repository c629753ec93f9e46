//! Messages, and the files that go with them.

use centerscape_smtp_core::message::{Attachment, Stamp};
use jni::objects::{JByteArray, JByteBuffer, JClass, JLongArray};
use jni::sys::{jboolean, jbyte, jint, jlong};
use jni::{Env, EnvUnowned, jni_mangle};

use super::entry::{Thrown, enter};
use super::values::{
    Arrays, Bytes, array, bytes, direct, elements, handle, number, numbers, string,
};
use crate::failure::{Failure, text};
use crate::objects::Handle;
use crate::operations::message;

/// How much of an array crosses at once, over a piece of memory that the processor has at hand.
const PIECE: usize = 16 * 1024;

/// How many texts an attachment has.
const TEXTS: usize = 3;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn file_new<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>, capacity: jlong) -> jlong {
    enter(&mut env, |_| {
        let capacity = u64::try_from(capacity)
            .map_err(|_| Failure::argument("The size of a file is negative."))?;
        Ok(number(message::file_new(capacity)?))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn file_append<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    file: jlong,
    mut buffer: JByteBuffer<'local>,
    length: jint,
) {
    enter(&mut env, |env| {
        let all = direct(env, &mut buffer)?;
        let bytes = usize::try_from(length)
            .ok()
            .and_then(|length| all.get(..length))
            .ok_or_else(|| Failure::argument("A buffer is shorter than the bytes in it."))?;
        Ok(message::file_append(handle(file), bytes)?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn file_append_array<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    file: jlong,
    array: JByteArray<'local>,
    offset: jint,
    length: jint,
) {
    enter(&mut env, |env| {
        let mut left = part(env, &array, offset, length)?;
        let mut offset = offset;
        let mut piece = [0; PIECE];
        while left > 0 {
            let piece = piece.get_mut(..left.min(PIECE)).unwrap_or_default();
            array.get_region(env, offset, signed(piece))?;
            message::file_append(handle(file), piece)?;
            left -= piece.len();
            offset += jint::try_from(piece.len()).unwrap_or(jint::MAX);
        }
        Ok(())
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
#[allow(
    clippy::too_many_arguments,
    reason = "the parts of a stamp cross one by one"
)]
pub fn message_build<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    settings: jlong,
    draft: JByteArray<'local>,
    attachment_texts: Arrays<'local>,
    files: JLongArray<'local>,
    unix_seconds: jlong,
    offset_minutes: jint,
    entropy: JByteArray<'local>,
    domain: JByteArray<'local>,
) -> jlong {
    enter(&mut env, |env| {
        // It holds no secret: wiping it byte by byte would take longer than reading it.
        let draft = env.convert_byte_array(draft)?;
        let draft = text(&draft)?;
        let stamp = stamp(env, unix_seconds, offset_minutes, &entropy, &domain)?;
        let attachments = attachments(env, &attachment_texts, &files)?;
        let message = message::build(handle(settings), draft, attachments, &stamp)?;
        Ok(number(message))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn message_preview<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    settings: jlong,
    draft: JByteArray<'local>,
    attachment_texts: Arrays<'local>,
    files: JLongArray<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let draft = env.convert_byte_array(draft)?;
        let attachments = attachments(env, &attachment_texts, &files)?;
        let preview = message::preview(handle(settings), text(&draft)?, attachments)?;
        Ok(array(env, preview.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn message_size<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> jlong {
    enter(&mut env, |_| {
        let size = message::size(handle(object))?;
        Ok(jlong::try_from(size).unwrap_or(jlong::MAX))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native", "messageIs8bit")]
pub fn message_is_8bit<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> jboolean {
    enter(&mut env, |_| Ok(message::is_8bit(handle(object))?))
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn message_envelope<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let envelope = message::envelope(handle(object))?;
        Ok(array(env, envelope.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn message_warnings<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let warnings = message::warnings(handle(object))?;
        Ok(array(env, warnings.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn message_read<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    into: JByteArray<'local>,
    offset: jint,
    length: jint,
) -> jint {
    enter(&mut env, |env| {
        let length = part(env, &into, offset, length)?;
        // Most messages are small: no more is prepared than is asked for.
        let mut piece = vec![0; length.min(PIECE)];
        let mut done = 0;
        while done < length {
            let piece = piece
                .get_mut(..(length - done).min(PIECE))
                .unwrap_or_default();
            let count = message::read(handle(object), piece)?;
            let at = offset.saturating_add(jint::try_from(done).unwrap_or(jint::MAX));
            into.set_region(env, at, signed(piece.get_mut(..count).unwrap_or_default()))?;
            done += count;
            if count < piece.len() {
                break;
            }
        }
        Ok(jint::try_from(done).unwrap_or(jint::MAX))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn message_rewind<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>, object: jlong) {
    enter(&mut env, |_| Ok(message::rewind(handle(object))?));
}

/// A stamp of its parts.
pub(super) fn stamp(
    env: &Env<'_>,
    unix_seconds: jlong,
    offset_minutes: jint,
    entropy: &JByteArray<'_>,
    domain: &JByteArray<'_>,
) -> Result<Stamp, Thrown> {
    let entropy = bytes(env, entropy)?;
    let domain = string(env, domain)?;
    Ok(message::stamp(
        unix_seconds,
        offset_minutes,
        &entropy,
        &domain,
    )?)
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
    let attachments = attachments.map(|(texts, file)| attachment(texts, handle(file)));
    Ok(attachments.collect::<Result<_, _>>()?)
}

fn attachment(texts: &[Option<Bytes>; TEXTS], file: Handle) -> Result<Attachment, Failure> {
    let [Some(name), Some(media_type), content_id] = texts else {
        return Err(Failure::argument("An attachment lacks its name or type."));
    };
    let content_id = content_id.as_deref().map(|id| text(id));
    Ok(Attachment {
        file_name: text(name)?.to_owned(),
        media_type: text(media_type)?.to_owned(),
        content_id: content_id.transpose()?.map(str::to_owned),
        data: message::file_take(file)?,
    })
}

/// The length of a part of an array, which lies inside it.
fn part(
    env: &Env<'_>,
    array: &JByteArray<'_>,
    offset: jint,
    length: jint,
) -> Result<usize, Thrown> {
    let size = array.len(env)?;
    let (Ok(offset), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else {
        return Err(Failure::argument("A part is not inside its array.").into());
    };
    if offset + length > size {
        return Err(Failure::argument("A part is not inside its array.").into());
    }
    Ok(length)
}

/// The same bytes as Java has them.
fn signed(bytes: &mut [u8]) -> &mut [jbyte] {
    // SAFETY: both are one byte of which every value is valid.
    unsafe { &mut *(std::ptr::from_mut(bytes) as *mut [jbyte]) }
}
