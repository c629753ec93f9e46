//! A real panic, for the test that shows that none leaves the library. Never in what is shipped.

use jni::objects::{JByteArray, JClass};
use jni::sys::jlong;
use jni::{EnvUnowned, jni_mangle};

use super::entry::enter;
use super::values::{handle, string};
use crate::failure::Failure;
use crate::objects::{self, SessionObject};

#[jni_mangle("com.centerscape.smtp.internal.jni.FaultInjection")]
#[allow(clippy::panic, reason = "this is what it is for")]
pub fn panic<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    session: jlong,
    payload: JByteArray<'local>,
) {
    enter(&mut env, |env| {
        let payload = string(env, &payload)?;
        let session = objects::get::<SessionObject>(handle(session))?;
        Ok(objects::with(&session, |_| -> Result<(), Failure> {
            panic!("{payload}")
        })?)
    });
}
