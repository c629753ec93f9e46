//! Handles as C has them: pointers to types that are never defined, which carry an object's number.

use std::any::Any;
use std::ptr;
use std::sync::Arc;

use crate::failure::{Failure, Status};
use crate::objects::{self, Handle, Kind, Object};

use super::status_of;

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
pub(super) fn free<T: Kind>(handle: Handle) -> Status {
    status_of(|| objects::free_as::<T>(handle))
}

/// What this object of C alone is, to read it; `None` where the handle is of something else.
pub(super) fn read<T: Kind<Shared = Arc<T>>, R>(
    handle: Handle,
    read: impl FnOnce(&T) -> R,
) -> Option<R> {
    crate::guard::guarded(|| Ok::<_, Failure>(read(&*objects::get::<T>(handle)?))).ok()
}

/// An object that only this door hands out.
pub(super) fn own<T: Any + Send + Sync>(value: T) -> Object {
    Object::Own(Arc::new(value))
}

/// Such an object, if it is of this type.
pub(super) fn as_own<T: Any + Send + Sync>(object: &Object) -> Option<Arc<T>> {
    match object {
        Object::Own(any) => Arc::clone(any).downcast().ok(),
        _ => None,
    }
}
