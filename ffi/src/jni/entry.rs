//! The way in and out of every function: panics are caught, failures thrown.

use std::any::Any;

use jni::errors::{Error, ErrorPolicy};
use jni::objects::{JObject, JThrowable};
use jni::strings::JNIStr;
use jni::{Env, EnvUnowned, Outcome, jni_sig, jni_str};

use super::thrown::Thrown;
use crate::failure::{Failure, Status};
use crate::guard::guarded;

const EXCEPTION: &JNIStr = jni_str!("com/centerscape/smtp/internal/jni/NativeException");
const OUT_OF_MEMORY: &JNIStr = jni_str!("java/lang/OutOfMemoryError");

/// Functions of a Java class, `Native` where none is named: each takes the JVM, and arguments that are read as [`Argument`] has it, and answers
/// what is written as [`Answer`] has it. A failure leaves it by `?`.
///
/// [`Argument`]: super::values::Argument
/// [`Answer`]: super::values::Answer
macro_rules! natives {
    ($($(#[$meta:meta])* fn $name:ident($env:ident $(, $argument:ident: $type:ty)* $(,)?)
            $(-> $answer:ty)? $body:block)*) => {
        $crate::jni::entry::natives! {
            "com.centerscape.smtp.internal.jni.Native":
            $($(#[$meta])* fn $name($env $(, $argument: $type)*) $(-> $answer)? $body)*
        }
    };
    ($class:literal: $($(#[$meta:meta])* fn $name:ident($env:ident $(, $argument:ident: $type:ty)*)
            $(-> $answer:ty)? $body:block)*) => { $(
        #[::jni::jni_mangle($class)]
        #[allow(clippy::too_many_arguments, reason = "what belongs together crosses one by one")]
        #[allow(unused_parens, reason = "without an answer the brackets are the type")]
        $(#[$meta])*
        pub fn $name<'local>(
            mut env: ::jni::EnvUnowned<'local>,
            _: ::jni::objects::JClass<'local>,
            $($argument: <$type as $crate::jni::values::Argument<'local>>::Java,)*
        ) -> <($($answer)?) as $crate::jni::values::Answer<'local>>::Java {
            $crate::jni::entry::enter(&mut env, |$env| {
                $(let $argument = <$type as $crate::jni::values::Argument<'local>>::of($env, $argument)?;)*
                let answer: ($($answer)?) = $body;
                $crate::jni::values::Answer::into_java(answer, $env)
            })
        }
    )* };
}
pub(super) use natives;

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
        let message = env.byte_array_from_slice(failure.message.as_bytes())?;
        let problems = match failure.status {
            Status::InvalidInput => env
                .byte_array_from_slice(failure.problems_json().as_bytes())?
                .into(),
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
