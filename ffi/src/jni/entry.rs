//! The way in and out of every function: panics are caught, failures thrown.

use std::any::Any;

use jni::errors::{Error, ErrorPolicy, JniError};
use jni::objects::{JObject, JThrowable};
use jni::strings::JNIStr;
use jni::{Env, EnvUnowned, Outcome, jni_sig, jni_str};

use super::values;
use crate::failure::{Failure, Status};
use crate::guard::guarded;

const EXCEPTION: &JNIStr = jni_str!("com/centerscape/smtp/internal/jni/NativeException");
const OUT_OF_MEMORY: &JNIStr = jni_str!("java/lang/OutOfMemoryError");

/// Why a function throws.
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

/// Runs a call. Where it fails the answer is nothing, and an exception is on its way.
pub(super) fn enter<'local, R: Default>(
    env: &mut EnvUnowned<'local>,
    call: impl FnOnce(&mut Env<'local>) -> Result<R, Thrown>,
) -> R {
    let thrown = match env
        .with_env(|env| guarded(|| Ok(call(env)))?)
        .into_outcome()
    {
        // Without the way through the policy, which attaches to the JVM once more: it costs as much as all the rest.
        Outcome::Ok(answer) => return answer,
        Outcome::Err(thrown) => thrown,
        Outcome::Panic(payload) => fault(payload),
    };
    env.with_env(|_| Err(thrown))
        .resolve::<ThrowNativeException>()
}

/// How every function ends that fails.
struct ThrowNativeException;

impl<T: Default> ErrorPolicy<T, Thrown> for ThrowNativeException {
    type Captures<'unowned_env_local: 'native_method, 'native_method> = ();

    fn on_error<'unowned_env_local: 'native_method, 'native_method>(
        env: &mut Env<'unowned_env_local>,
        (): &mut (),
        thrown: Thrown,
    ) -> Result<T, Error> {
        let result = match thrown {
            Thrown::Failure(failure) => throw(env, &failure),
            Thrown::OutOfMemory => {
                env.throw_new(OUT_OF_MEMORY, jni_str!("for bytes of CenterScape SMTP"))
            }
            Thrown::Pending => Ok(()),
        };
        // An exception that is on its way is what was wanted, be it of this call or of the attempt to make one. An error without
        // words takes no memory: where nothing else can be made, it is thrown, never nothing.
        match result.or_else(|error| match error {
            Error::JavaException => Ok(()),
            _ => env.throw_new_void(OUT_OF_MEMORY),
        }) {
            Ok(()) | Err(Error::JavaException) => Ok(T::default()),
            Err(error) => Err(error),
        }
    }

    fn on_panic<'unowned_env_local: 'native_method, 'native_method>(
        env: &mut Env<'unowned_env_local>,
        (): &mut (),
        payload: Box<dyn Any + Send + 'static>,
    ) -> Result<T, Error> {
        <Self as ErrorPolicy<T, Thrown>>::on_error(env, &mut (), fault(payload))
    }
}

/// A panic outside the guard, in converting. Its payload may quote anything, and may panic when it is dropped.
fn fault(payload: Box<dyn Any + Send + 'static>) -> Thrown {
    std::mem::forget(payload);
    Failure::new(Status::Fault, "A fault between Java and CenterScape SMTP.").into()
}

fn throw(env: &mut Env<'_>, failure: &Failure) -> Result<(), Error> {
    env.with_local_frame(8, |env| {
        let class = env.find_class(EXCEPTION)?;
        let message = values::array(env, failure.message.as_bytes())?;
        let problems = match failure.status {
            Status::InvalidInput => values::array(env, failure.problems_json().as_bytes())?.into(),
            _ => JObject::null(),
        };
        let exception = env.new_object(
            class,
            jni_sig!((jint, [jbyte], [jbyte])),
            &[
                (failure.status as i32).into(),
                (&message).into(),
                (&problems).into(),
            ],
        )?;
        let exception = env.cast_local::<JThrowable>(exception)?;
        env.throw(exception)
    })
}
