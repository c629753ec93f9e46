//! Java's arrays and buffers as Rust's, and back.

use jni::Env;
use jni::errors::Error;
use jni::objects::{JByteArray, JByteBuffer, JLongArray, JObjectArray};
use jni::sys::jlong;
use zeroize::Zeroizing;

use super::entry::Thrown;
use crate::failure::{self, Failure};
use crate::objects::Handle;

/// An array of byte arrays.
pub(super) type Arrays<'local> = JObjectArray<'local, JByteArray<'local>>;

/// Bytes that came from Java. They may hold a secret, so their memory is wiped.
pub(super) type Bytes = Zeroizing<Vec<u8>>;

/// A handle as it crosses.
pub(super) fn handle(number: jlong) -> Handle {
    number.cast_unsigned()
}

/// A handle for Java.
pub(super) fn number(handle: Handle) -> jlong {
    handle.cast_signed()
}

/// A Java array with these bytes.
pub(super) fn array<'local>(
    env: &mut Env<'local>,
    bytes: &[u8],
) -> Result<JByteArray<'local>, Error> {
    env.byte_array_from_slice(bytes)
}

/// The bytes of an array.
pub(super) fn bytes(env: &Env<'_>, array: &JByteArray<'_>) -> Result<Bytes, Thrown> {
    Ok(Zeroizing::new(env.convert_byte_array(array)?))
}

/// The bytes of an array, `None` for null.
pub(super) fn optional_bytes(
    env: &Env<'_>,
    array: &JByteArray<'_>,
) -> Result<Option<Bytes>, Thrown> {
    if array.is_null() {
        Ok(None)
    } else {
        bytes(env, array).map(Some)
    }
}

/// The text of bytes that may hold a secret.
pub(super) fn secret_text(bytes: &[u8]) -> Result<Zeroizing<String>, Failure> {
    Ok(Zeroizing::new(failure::text(bytes)?.to_owned()))
}

/// The text of an array.
pub(super) fn string(env: &Env<'_>, array: &JByteArray<'_>) -> Result<String, Thrown> {
    Ok(failure::text(&bytes(env, array)?)?.to_owned())
}

/// The numbers of an array.
pub(super) fn numbers(env: &Env<'_>, array: &JLongArray<'_>) -> Result<Vec<jlong>, Thrown> {
    let mut numbers = vec![0; array.len(env)?];
    array.get_region(env, 0, &mut numbers)?;
    Ok(numbers)
}

/// The bytes of each element, `None` for null. One reference to an element at a time: there are few, and chains may be long.
pub(super) fn elements(
    env: &mut Env<'_>,
    arrays: &Arrays<'_>,
) -> Result<Vec<Option<Bytes>>, Thrown> {
    let mut found = Vec::new();
    for index in 0..arrays.len(env)? {
        let element = arrays.get_element(env, index)?;
        found.push(optional_bytes(env, &element)?);
        env.delete_local_ref(element);
    }
    Ok(found)
}

/// The memory of a direct buffer, all of its capacity.
pub(super) fn direct<'call>(
    env: &Env<'_>,
    buffer: &'call mut JByteBuffer<'_>,
) -> Result<&'call mut [u8], Thrown> {
    if buffer.is_null() {
        return Err(Failure::argument("A buffer is null.").into());
    }
    let (Ok(address), Ok(capacity)) = (
        env.get_direct_buffer_address(buffer),
        env.get_direct_buffer_capacity(buffer),
    ) else {
        return Err(Failure::argument("A buffer is not direct.").into());
    };
    // SAFETY: the JVM says that the memory is the buffer's and how long it is. The reference, which the caller's frame holds and this
    // slice borrows, keeps it alive. `NativeSession` and `NativeFile` are for one thread at a time, as their documentation says.
    Ok(unsafe { std::slice::from_raw_parts_mut(address, capacity) })
}
