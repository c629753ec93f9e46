//! What a caller holds: objects by number.
//!
//! A handle is a number, not an address, and comes again only after its place was used 2³¹ times. So a handle that was freed, was consumed, or is of another kind
//! is found out and told, also when two threads free and call at the same time: an object lives until the last call on it ends.

use std::any::Any;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock, TryLockError};

use centerscape_smtp_core::detect::Detection;
use centerscape_smtp_core::message::{Envelope, Message};
use centerscape_smtp_core::problem::Problem;
use centerscape_smtp_core::session::Session;
use centerscape_smtp_core::settings::Settings;
use slotmap::{DefaultKey, Key, KeyData, SlotMap};

use crate::failure::{Failure, Status};

/// The number of an object; 0 is none.
pub type Handle = u64;

/// Something that one thread at a time works on. `None` once it was consumed.
pub type Exclusive<T> = Arc<Mutex<Option<T>>>;

/// A message, and what never changes of it, which needs no turn: a mailer that hangs while it reads holds up no report.
pub struct MessageObject {
    /// Who it goes from and to.
    pub envelope: Envelope,
    /// Whether it is the test mail.
    pub is_test: bool,
    /// What was changed so that it can be sent.
    pub warnings: Vec<Problem>,
    /// The message, for one thread at a time.
    pub place: Mutex<Option<Message>>,
}

/// A session, and what its last step points to.
pub struct SessionObject {
    /// The session.
    pub session: Session,
    /// The host, name or user of the last step, for C with a NUL behind it.
    pub text: Vec<u8>,
}

/// Everything that a handle can stand for.
#[derive(Clone)]
pub enum Object {
    /// Settings, which never change: any number of threads may use them at once.
    Settings(Arc<Settings>),
    /// The bytes of an attachment, while they are collected.
    File(Exclusive<Vec<u8>>),
    /// A message.
    Message(Arc<MessageObject>),
    /// A session.
    Session(Exclusive<SessionObject>),
    /// A search for settings.
    Detection(Exclusive<Detection>),
    /// Something that one door alone hands out and that never changes, such as C's texts and errors.
    Own(Arc<dyn Any + Send + Sync>),
}

/// A type that handles can stand for.
pub trait Kind: Sized {
    /// What its handle shares.
    type Shared;
    /// The object of a value.
    fn into_object(self) -> Object;
    /// What the object shares, if it is of this kind.
    fn of(object: &Object) -> Option<Self::Shared>;
}

impl Kind for Settings {
    type Shared = Arc<Self>;

    fn into_object(self) -> Object {
        Object::Settings(Arc::new(self))
    }

    fn of(object: &Object) -> Option<Arc<Self>> {
        match object {
            Object::Settings(settings) => Some(Arc::clone(settings)),
            _ => None,
        }
    }
}

impl Kind for Message {
    type Shared = Arc<MessageObject>;

    fn into_object(self) -> Object {
        Object::Message(Arc::new(MessageObject {
            envelope: self.envelope().clone(),
            is_test: self.is_test(),
            warnings: self.warnings().to_vec(),
            place: Mutex::new(Some(self)),
        }))
    }

    fn of(object: &Object) -> Option<Arc<MessageObject>> {
        match object {
            Object::Message(shared) => Some(Arc::clone(shared)),
            _ => None,
        }
    }
}

macro_rules! exclusive {
    ($($type:ty => $variant:ident),*) => { $(
        impl Kind for $type {
            type Shared = Exclusive<Self>;

            fn into_object(self) -> Object {
                Object::$variant(Arc::new(Mutex::new(Some(self))))
            }

            fn of(object: &Object) -> Option<Exclusive<Self>> {
                match object {
                    Object::$variant(shared) => Some(Arc::clone(shared)),
                    _ => None,
                }
            }
        }
    )* };
}
exclusive!(Vec<u8> => File, SessionObject => Session, Detection => Detection);

type Objects = SlotMap<DefaultKey, Object>;

static OBJECTS: LazyLock<RwLock<Objects>> = LazyLock::new(RwLock::default);

/// Keeps an object and gives it a number.
pub fn insert(value: impl Kind) -> Handle {
    let object = value.into_object();
    // Nothing under this lock can panic half way.
    let mut objects = OBJECTS.write().unwrap_or_else(PoisonError::into_inner);
    objects.insert(object).data().as_ffi()
}

/// What the handle shares.
///
/// # Errors
/// [`Status::InvalidHandle`].
pub fn get<T: Kind>(handle: Handle) -> Result<T::Shared, Failure> {
    let objects = OBJECTS.read().unwrap_or_else(PoisonError::into_inner);
    key(handle)
        .and_then(|key| objects.get(key))
        .and_then(T::of)
        .ok_or_else(invalid_handle)
}

/// Lets go of an object, whatever its kind; a call that is under way on it ends first. 0 is ignored.
///
/// # Errors
/// [`Status::InvalidHandle`].
pub fn free(handle: Handle) -> Result<(), Failure> {
    if handle == 0 {
        return Ok(());
    }
    let mut objects = OBJECTS.write().unwrap_or_else(PoisonError::into_inner);
    let object = key(handle).and_then(|key| objects.remove(key));
    drop(objects);
    object.map(drop).ok_or_else(invalid_handle)
}

/// Lets go of an object if it is of this kind; a call that is under way on it ends first. 0 is ignored.
///
/// # Errors
/// [`Status::InvalidHandle`]; an object of another kind stays.
pub fn free_as<T: Kind>(handle: Handle) -> Result<(), Failure> {
    if handle == 0 {
        return Ok(());
    }
    let mut objects = OBJECTS.write().unwrap_or_else(PoisonError::into_inner);
    let object = key(handle)
        .filter(|key| objects.get(*key).and_then(T::of).is_some())
        .and_then(|key| objects.remove(key));
    drop(objects);
    object.map(drop).ok_or_else(invalid_handle)
}

/// How many objects there are.
pub fn count() -> usize {
    OBJECTS.read().unwrap_or_else(PoisonError::into_inner).len()
}

/// Works on an object.
///
/// # Errors
/// The work's own; [`Status::ConcurrentCall`], [`Status::Fault`] after a panic, [`Status::InvalidHandle`] where it was consumed.
pub fn with<T, R>(
    object: &Mutex<Option<T>>,
    work: impl FnOnce(&mut T) -> Result<R, Failure>,
) -> Result<R, Failure> {
    with_slot(object, |slot| {
        slot.as_mut().ok_or_else(invalid_handle).and_then(work)
    })
}

/// Works on the place of an object, to consume it.
///
/// # Errors
/// As [`with`].
pub fn with_slot<T, R>(
    object: &Mutex<Option<T>>,
    work: impl FnOnce(&mut Option<T>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    match object.try_lock() {
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
