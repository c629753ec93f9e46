//! Why a native throws.

use jni::errors::{Error, JniError};

use crate::failure::{Failure, Status};

/// What a native leaves by.
pub(super) enum Thrown {
    /// The call failed.
    Failure(Failure),
    /// The Java heap is full.
    OutOfMemory,
    /// An exception is on its way already.
    Pending,
}

impl From<Failure> for Thrown {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Error> for Thrown {
    fn from(error: Error) -> Self {
        Self::Failure(match error {
            Error::JavaException => return Self::Pending,
            Error::JniCall(JniError::NoMemory) => return Self::OutOfMemory,
            Error::NullPtr(_) => Failure::argument("An argument is null."),
            Error::IndexOutOfBounds => Failure::argument("A part is not inside its array."),
            error => Failure::new(Status::Fault, format!("A call of the JVM failed: {error}")),
        })
    }
}
