//! Java's values as Rust's, and back.

use jni::Env;
use jni::objects::{JByteArray, JByteBuffer, JLongArray, JObjectArray};
use jni::sys::{jboolean, jint, jlong};
use zeroize::Zeroizing;

use super::thrown::Thrown;
use crate::failure::Failure;
use crate::objects::Handle;

/// An array of byte arrays.
pub(super) type Arrays<'local> = JObjectArray<'local, JByteArray<'local>>;

/// Bytes that may hold a secret, so their memory is wiped.
pub(super) type Bytes = Zeroizing<Vec<u8>>;

/// A text that may hold a secret.
pub(super) type SecretText = Zeroizing<String>;

/// What a native takes.
pub(super) trait Argument<'local>: Sized {
    /// How it crosses.
    type Java;
    /// Reads it.
    fn of(env: &Env<'_>, java: Self::Java) -> Result<Self, Thrown>;
}

/// What a native answers.
pub(super) trait Answer<'local> {
    /// How it crosses.
    type Java: Default;
    /// Writes it.
    fn into_java(self, env: &mut Env<'local>) -> Result<Self::Java, Thrown>;
}

macro_rules! cross_as_they_are {
    (in: $($argument:ty),*; out: $($answer:ty),*) => {
        $(impl<'local> Argument<'local> for $argument {
            type Java = Self;

            fn of(_: &Env<'_>, java: Self) -> Result<Self, Thrown> {
                Ok(java)
            }
        })*
        $(impl<'local> Answer<'local> for $answer {
            type Java = Self;

            fn into_java(self, _: &mut Env<'local>) -> Result<Self, Thrown> {
                Ok(self)
            }
        })*
    };
}
cross_as_they_are! {
    in: jint, jlong, JByteArray<'local>, JLongArray<'local>, Arrays<'local>;
    out: (), jboolean, jint, jlong, JByteBuffer<'local>
}

impl Argument<'_> for Handle {
    type Java = jlong;

    fn of(_: &Env<'_>, java: jlong) -> Result<Self, Thrown> {
        Ok(java.cast_unsigned())
    }
}

impl Answer<'_> for Handle {
    type Java = jlong;

    fn into_java(self, _: &mut Env<'_>) -> Result<jlong, Thrown> {
        Ok(self.cast_signed())
    }
}

/// The memory of a direct buffer, all of its capacity.
impl<'local> Argument<'local> for &'local mut [u8] {
    type Java = JByteBuffer<'local>;

    fn of(env: &Env<'_>, java: JByteBuffer<'local>) -> Result<Self, Thrown> {
        if java.is_null() {
            return Err(Failure::argument("A buffer is null.").into());
        }
        let (Ok(address), Ok(capacity)) = (
            env.get_direct_buffer_address(&java),
            env.get_direct_buffer_capacity(&java),
        ) else {
            return Err(Failure::argument("A buffer is not direct.").into());
        };
        // SAFETY: the JVM says that the memory is the buffer's and how long it is. The caller's reference keeps it alive until the
        // native returns, which is `'local`. `NativeSession` and `NativeFile` are for one thread at a time, as their documentation says.
        Ok(unsafe { std::slice::from_raw_parts_mut(address, capacity) })
    }
}

macro_rules! cross_as_bytes {
    ($($type:ty: $read:expr),*) => { $(
        impl<'local> Argument<'local> for $type {
            type Java = JByteArray<'local>;

            fn of(env: &Env<'_>, java: JByteArray<'local>) -> Result<Self, Thrown> {
                $read(env.convert_byte_array(java)?)
            }
        }

        impl<'local> Answer<'local> for $type {
            type Java = JByteArray<'local>;

            fn into_java(self, env: &mut Env<'local>) -> Result<JByteArray<'local>, Thrown> {
                Ok(env.byte_array_from_slice(self.as_ref())?)
            }
        }
    )* };
}
cross_as_bytes! {
    Bytes: |bytes| Ok(Self::new(bytes)),
    String: |bytes| Self::from_utf8(bytes).map_err(|error| Failure::from(error.utf8_error()).into()),
    SecretText: |bytes| Ok(Self::new(text(&Bytes::new(bytes))?))
}

/// `None` for null.
impl<'local, T: Argument<'local, Java = JByteArray<'local>>> Argument<'local> for Option<T> {
    type Java = JByteArray<'local>;

    fn of(env: &Env<'_>, java: JByteArray<'local>) -> Result<Self, Thrown> {
        let is_there = !java.is_null();
        is_there.then(|| T::of(env, java)).transpose()
    }
}

/// Null for `None`.
impl<'local, T: Answer<'local>> Answer<'local> for Option<T> {
    type Java = T::Java;

    fn into_java(self, env: &mut Env<'local>) -> Result<T::Java, Thrown> {
        self.map_or_else(|| Ok(T::Java::default()), |answer| answer.into_java(env))
    }
}

/// The text of bytes.
pub(super) fn text(bytes: &[u8]) -> Result<String, Failure> {
    Ok(str::from_utf8(bytes)?.to_owned())
}

/// A count, which fits: nothing here is that large.
pub(super) fn count(number: usize) -> jint {
    jint::try_from(number).unwrap_or(jint::MAX)
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
        let is_there = !element.is_null();
        let bytes = is_there.then(|| env.convert_byte_array(&element));
        found.push(bytes.transpose()?.map(Zeroizing::new));
        env.delete_local_ref(element);
    }
    Ok(found)
}
