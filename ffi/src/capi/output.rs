//! Where C takes results: checked before the work begins, written only after it succeeded.

use std::ptr::{self, NonNull};

use crate::failure::Failure;
use crate::numbers::cs_smtp_outcome;
use crate::objects::Handle;

use super::handle;
use super::input::{VersionedStruct, is_null, misaligned, struct_size};

/// What C takes for a result.
pub(super) trait IntoC<C> {
    /// Makes it.
    fn into_c(self) -> C;
}

impl<H> IntoC<*mut H> for Handle {
    fn into_c(self) -> *mut H {
        handle::pointer(self)
    }
}

impl<H, T: IntoC<*mut H>> IntoC<*mut H> for Option<T> {
    fn into_c(self) -> *mut H {
        self.map_or(ptr::null_mut(), IntoC::into_c)
    }
}

macro_rules! same_in_c {
    ($($type:ty),*) => { $(
        impl IntoC<$type> for $type {
            fn into_c(self) -> $type {
                self
            }
        }
    )* };
}
same_in_c!(bool, u16, u64, usize, cs_smtp_outcome);

/// The place of a result.
pub(super) struct Out<T>(NonNull<T>);

impl<T> Out<T> {
    /// The place that is pointed to.
    ///
    /// # Safety
    /// The pointer is NULL or points to memory for a `T`, which lives until the call ends.
    pub(super) unsafe fn new(place: *mut T, name: &str) -> Result<Self, Failure> {
        let place = NonNull::new(place).ok_or_else(|| is_null(name))?;
        if place.is_aligned() {
            Ok(Self(place))
        } else {
            Err(misaligned(name))
        }
    }

    /// Hands out the result.
    pub(super) fn write(self, value: T) {
        unsafe { self.0.write(value) }
    }
}

/// The place of a struct that may grow.
pub(super) struct OutStruct<T> {
    place: NonNull<T>,
    size: usize,
}

impl<T: VersionedStruct> OutStruct<T> {
    /// The struct that is pointed to, whose caller filled in `struct_size`.
    ///
    /// # Safety
    /// The pointer is NULL or points to as many bytes as that size says.
    pub(super) unsafe fn new(place: *mut T, name: &str) -> Result<Self, Failure> {
        let size = unsafe { struct_size(place, name) }?;
        let place = NonNull::new(place).ok_or_else(|| is_null(name))?;
        Ok(Self { place, size })
    }

    /// Hands out as much of the result as the caller's version has. What it has beyond ours becomes zero; its `struct_size` stays.
    pub(super) fn write(self, value: &T) {
        let (place, head) = (self.place.cast::<u8>(), size_of::<usize>());
        let ours = self.size.min(size_of::<T>());
        unsafe {
            (&raw const *value)
                .cast::<u8>()
                .add(head)
                .copy_to_nonoverlapping(place.as_ptr().add(head), ours - head);
            place.as_ptr().add(ours).write_bytes(0, self.size - ours);
        }
    }
}
