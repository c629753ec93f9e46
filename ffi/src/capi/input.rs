//! What C gives: texts, bytes and structs, checked before they are read.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::slice;

use crate::failure::Failure;

/// A struct that begins with `size_t struct_size` and may grow.
///
/// # Safety
/// The type is `repr(C)`, and its first field is that `usize`.
pub(super) unsafe trait VersionedStruct: Copy {
    /// Its name in C.
    const NAME: &'static str;
    /// The size that it had at first; less was never right.
    const FIRST_SIZE: usize;
}

/// Such a struct that a caller fills in. Zero is what each field has that is absent.
///
/// # Safety
/// Every pattern of bits is a value of it: there is no Rust enum in it.
pub(super) unsafe trait CStruct: VersionedStruct {}

/// The bytes of a pointer and a length; NULL and 0 are none.
///
/// # Safety
/// Where the length is possible, so many bytes lie there and stay unchanged for `'a`.
pub(super) unsafe fn bytes<'a>(
    data: *const u8,
    length: usize,
    name: &str,
) -> Result<&'a [u8], Failure> {
    if length == 0 {
        return Ok(&[]);
    }
    check_extent(data.addr(), length, name)?;
    Ok(unsafe { slice::from_raw_parts(data, length) })
}

/// The text of a pointer and a length; NULL and 0 are the empty text.
///
/// # Safety
/// As [`bytes`].
pub(super) unsafe fn text<'a>(
    data: *const c_char,
    length: usize,
    name: &str,
) -> Result<&'a str, Failure> {
    Ok(str::from_utf8(unsafe {
        bytes(data.cast(), length, name)
    }?)?)
}

/// A text that may be absent: NULL and 0.
///
/// # Safety
/// As [`bytes`].
pub(super) unsafe fn optional_text<'a>(
    data: *const c_char,
    length: usize,
    name: &str,
) -> Result<Option<&'a str>, Failure> {
    let text = unsafe { text(data, length, name) }?;
    Ok((!data.is_null()).then_some(text))
}

/// The struct that is pointed to, with what its caller's version lacks absent.
///
/// # Safety
/// The pointer is NULL or points to as many bytes as its `struct_size` says.
pub(super) unsafe fn structure<T: CStruct>(given: *const T, name: &str) -> Result<T, Failure> {
    let size = unsafe { struct_size(given, name) }?;
    let mut known = MaybeUninit::<T>::zeroed();
    unsafe {
        given
            .cast::<u8>()
            .copy_to_nonoverlapping(known.as_mut_ptr().cast(), size.min(size_of::<T>()));
        Ok(known.assume_init())
    }
}

/// The `struct_size` of the struct that is pointed to, checked.
///
/// # Safety
/// As [`structure`].
pub(super) unsafe fn struct_size<T: VersionedStruct>(
    given: *const T,
    name: &str,
) -> Result<usize, Failure> {
    if given.is_null() {
        return Err(is_null(name));
    }
    if !given.is_aligned() {
        return Err(misaligned(name));
    }
    let size = unsafe { given.cast::<usize>().read() };
    if size < T::FIRST_SIZE {
        return Err(Failure::argument(format!(
            "`struct_size` of `{name}` is {size}. Set it to sizeof({}).",
            T::NAME
        )));
    }
    check_extent(given.addr(), size, name)?;
    Ok(size)
}

/// The structs of an array, which lie `struct_size` of the first apart; NULL and 0 are none.
///
/// # Safety
/// The pointer is NULL or points to so many structs.
pub(super) unsafe fn structures<T: CStruct>(
    first: *const T,
    count: usize,
    name: &str,
) -> Result<Vec<T>, Failure> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let distance = unsafe { struct_size(first, name) }?;
    let extent = distance
        .checked_mul(count)
        .ok_or_else(|| impossible_length(name))?;
    check_extent(first.addr(), extent, name)?;
    let at = |index: usize| unsafe { structure(first.byte_add(index * distance), name) };
    (0..count).map(at).collect()
}

/// That so many bytes can lie there.
pub(super) fn check_extent(address: usize, length: usize, name: &str) -> Result<(), Failure> {
    if address == 0 {
        return Err(is_null(name));
    }
    if length > isize::MAX.unsigned_abs() || address.checked_add(length).is_none() {
        return Err(impossible_length(name));
    }
    Ok(())
}

/// That an argument is NULL.
pub(super) fn is_null(name: &str) -> Failure {
    Failure::argument(format!("`{name}` is NULL."))
}

/// That an argument points to where its type cannot lie.
pub(super) fn misaligned(name: &str) -> Failure {
    Failure::argument(format!("`{name}` is not aligned for its type."))
}

fn impossible_length(name: &str) -> Failure {
    Failure::argument(format!("The length of `{name}` is impossible."))
}
