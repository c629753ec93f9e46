//! Explanations of replies and of pasted texts.

use jni::objects::{JByteArray, JClass};
use jni::sys::jlong;
use jni::{EnvUnowned, jni_mangle};

use super::entry::enter;
use super::values::{array, handle, optional_bytes, string};
use crate::failure::text;
use crate::operations::diagnosis;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn explain<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    reply: JByteArray<'local>,
    stage: JByteArray<'local>,
    settings: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let reply = string(env, &reply)?;
        let stage = optional_bytes(env, &stage)?;
        let stage = stage.as_deref().map(|bytes| text(bytes)).transpose()?;
        let diagnosis = diagnosis::explain(&reply, stage, handle(settings))?;
        Ok(array(env, diagnosis.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn explain_pasted<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    text: JByteArray<'local>,
    settings: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let text = string(env, &text)?;
        let found = diagnosis::explain_pasted(&text, handle(settings))?;
        Ok(array(env, found.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn log_line<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    text: JByteArray<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let text = string(env, &text)?;
        Ok(array(env, diagnosis::log_line(&text).as_bytes())?)
    })
}
