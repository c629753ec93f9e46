//! What a caller holds: objects by number.
//!
//! A handle is a number, not an address, and comes again only after its place was used 2³¹ times. So a handle that was freed, was consumed, or is of another kind
//! is found out and told, also when two threads free and call at the same time: an object lives until the last call on it ends.

use std::any::Any;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock, TryLockError};

use centerscape_smtp_core::message::{Envelope, Message};
use centerscape_smtp_core::problem::Problem;
use centerscape_smtp_core::session::Session;
use slotmap::{DefaultKey, Key, KeyData, SlotMap};

use crate::failure::{Failure, Status};

/// The number of an object; 0 is none.
pub type Handle = u64;

/// Something that one thread at a time works on. `None` once it was consumed.
pub type Exclusive<T> = Mutex<Option<T>>;

/// A message, and what never changes of it, which needs no turn: a mailer that hangs while it reads holds up no report.
pub struct MessageObject {
    /// Who it goes from and to.
    pub envelope: Envelope,
    /// Whether it is the test mail.
    pub is_test: bool,
    /// What was changed so that it can be sent.
    pub warnings: Vec<Problem>,
    /// The message, for one thread at a time.
    pub place: Exclusive<Message>,
}

impl From<Message> for MessageObject {
    fn from(message: Message) -> Self {
        Self {
            envelope: message.envelope().clone(),
            is_test: message.is_test(),
            warnings: message.warnings().to_vec(),
            place: Mutex::new(Some(message)),
        }
    }
}

/// A session, and what its last step points to.
pub struct SessionObject {
    /// The session.
    pub session: Session,
    /// The host, name or user of the last step, for C with a NUL behind it.
    pub text: Vec<u8>,
}

/// An object; its type is its kind.
type Object = Arc<dyn Any + Send + Sync>;

static OBJECTS: LazyLock<RwLock<SlotMap<DefaultKey, Object>>> = LazyLock::new(RwLock::default);

/// Keeps an object and gives it a number. Any number of threads may read it at once.
pub fn insert<T: Any + Send + Sync>(object: T) -> Handle {
    let object = Arc::new(object);
    // Nothing under this lock can panic half way.
    let mut objects = OBJECTS.write().unwrap_or_else(PoisonError::into_inner);
    objects.insert(object).data().as_ffi()
}

/// Keeps an object that one thread at a time works on.
pub fn insert_exclusive<T: Any + Send>(object: T) -> Handle {
    insert(Mutex::new(Some(object)))
}

/// The object of a handle.
///
/// # Errors
/// [`Status::InvalidHandle`].
pub fn get<T: Any + Send + Sync>(handle: Handle) -> Result<Arc<T>, Failure> {
    let objects = OBJECTS.read().unwrap_or_else(PoisonError::into_inner);
    let object = key(handle).and_then(|key| objects.get(key)).map(Arc::clone);
    object
        .and_then(|object| object.downcast().ok())
        .ok_or_else(invalid_handle)
}

/// Lets go of an object, whatever its kind; a call that is under way on it ends first. 0 is ignored.
///
/// # Errors
/// [`Status::InvalidHandle`].
pub fn free(handle: Handle) -> Result<(), Failure> {
    remove(handle, |_| true)
}

/// Lets go of an object if it is of this kind; a call that is under way on it ends first. 0 is ignored.
///
/// # Errors
/// [`Status::InvalidHandle`]; an object of another kind stays.
pub fn free_as<T: Any>(handle: Handle) -> Result<(), Failure> {
    remove(handle, |object| object.as_ref().is::<T>())
}

fn remove(handle: Handle, is_meant: impl FnOnce(&Object) -> bool) -> Result<(), Failure> {
    if handle == 0 {
        return Ok(());
    }
    let mut objects = OBJECTS.write().unwrap_or_else(PoisonError::into_inner);
    let object = key(handle)
        .filter(|key| objects.get(*key).is_some_and(is_meant))
        .and_then(|key| objects.remove(key));
    drop(objects);
    object.map(drop).ok_or_else(invalid_handle)
}

/// How many objects there are.
pub fn count() -> usize {
    OBJECTS.read().unwrap_or_else(PoisonError::into_inner).len()
}

/// Works on an object that one thread at a time works on.
///
/// # Errors
/// The work's own; [`Status::ConcurrentCall`], [`Status::Fault`] after a panic, [`Status::InvalidHandle`] where it was consumed.
pub fn with<T: Any + Send, R>(
    handle: Handle,
    work: impl FnOnce(&mut T) -> Result<R, Failure>,
) -> Result<R, Failure> {
    within(&*get::<Exclusive<T>>(handle)?, work)
}

/// The same of an object that is part of another.
///
/// # Errors
/// As [`with`].
pub fn within<T, R>(
    place: &Exclusive<T>,
    work: impl FnOnce(&mut T) -> Result<R, Failure>,
) -> Result<R, Failure> {
    with_slot(place, |slot| {
        slot.as_mut().ok_or_else(invalid_handle).and_then(work)
    })
}

/// Works on the place of an object, to consume it.
///
/// # Errors
/// As [`with`].
pub fn with_slot<T, R>(
    place: &Exclusive<T>,
    work: impl FnOnce(&mut Option<T>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    match place.try_lock() {
        Ok(mut slot) => work(&mut slot),
        Err(TryLockError::WouldBlock) => Err(Failure::new(
            Status::ConcurrentCall,
            "Another thread is in a call on this object. One call at a time.",
        )),
        Err(TryLockError::Poisoned(_)) => Err(Failure::new(
            Status::Fault,
            "This object is broken since a fault in an earlier call. Free it.",
        )),
    }
}

/// That a handle stands for nothing.
#[must_use]
pub fn invalid_handle() -> Failure {
    Failure::new(
        Status::InvalidHandle,
        "The handle was freed or consumed, is of another kind, or never was one.",
    )
}

/// `None` for a number that was never handed out: reading it may turn it into one that was, such as 1 into the first of all.
fn key(handle: Handle) -> Option<DefaultKey> {
    let key = KeyData::from_ffi(handle);
    (key.as_ffi() == handle).then(|| key.into())
}

#[cfg(test)]
mod tests {
    use centerscape_smtp_core::settings::Settings;

    use super::*;

    #[test]
    fn a_number_that_was_never_handed_out_is_no_handle() {
        let handle = insert(Settings::default());
        for foreign in [handle & 0xffff_ffff, handle ^ (1 << 32)] {
            assert!(get::<Settings>(foreign).is_err(), "{foreign:#x}");
            assert!(free_as::<Settings>(foreign).is_err(), "{foreign:#x}");
            assert!(free(foreign).is_err() || foreign == 0, "{foreign:#x}");
        }
        assert!(get::<Settings>(handle).is_ok());
        free(handle).unwrap();
    }
}
