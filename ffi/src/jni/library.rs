//! What concerns the library as a whole.

use jni::EnvUnowned;
use jni::jni_mangle;
use jni::objects::{JByteArray, JClass};
use jni::sys::{jint, jlong};

use super::entry::enter;
use super::values::{array, handle};
use crate::objects;

/// What the signatures of `Native` mean, the same number as there. A change that the other side cannot know of is a new one.
const CONTRACT_VERSION: jint = 2;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn contract_version<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>) -> jint {
    enter(&mut env, |_| Ok(CONTRACT_VERSION))
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn version<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>) -> JByteArray<'local> {
    enter(&mut env, |env| {
        Ok(array(env, env!("CARGO_PKG_VERSION").as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn live_handles<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>) -> jlong {
    enter(&mut env, |_| {
        Ok(jlong::try_from(objects::count()).unwrap_or(jlong::MAX))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn free<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>, object: jlong) {
    enter(&mut env, |_| Ok(objects::free(handle(object))?));
}
