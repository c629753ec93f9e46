//! Handles as C has them: pointers to types that are never defined, which carry an object's number.

use std::any::Any;
use std::ptr;

use crate::failure::Status;
use crate::guard::guarded;
use crate::objects::{self, Handle};

/// The number that a handle carries; 0 for NULL.
pub(super) fn number<H>(handle: *const H) -> Handle {
    handle.addr() as Handle
}

/// The handle that carries this number; NULL for 0.
#[allow(
    clippy::cast_possible_truncation,
    reason = "pointers have 64 bits: see capi/mod.rs"
)]
pub(super) fn pointer<H>(number: Handle) -> *mut H {
    ptr::without_provenance_mut(number as usize)
}

/// Frees an object of this kind.
pub(super) fn free<T: Any>(handle: Handle) -> Status {
    match guarded(|| objects::free_as::<T>(handle)) {
        Ok(()) => Status::Ok,
        Err(failure) => failure.status,
    }
}

/// Reads an object that never changes; `None` where the handle is of something else.
pub(super) fn read<T: Any + Send + Sync, R>(
    handle: Handle,
    read: impl FnOnce(&T) -> R,
) -> Option<R> {
    guarded(|| Ok(read(&*objects::get::<T>(handle)?))).ok()
}
