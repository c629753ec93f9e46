//! Messages through a mailer of the host's own.

use jni::objects::{JByteArray, JClass};
use jni::sys::jlong;
use jni::{EnvUnowned, jni_mangle};

use super::entry::enter;
use super::values::{array, handle, string};
use crate::operations::handoff;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn handoff_server<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    settings: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let server = handoff::server(handle(settings))?;
        Ok(array(env, server.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn handoff_report<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    settings: jlong,
    message: jlong,
    answer: JByteArray<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let answer = string(env, &answer)?;
        let report = handoff::report(handle(settings), handle(message), &answer)?;
        Ok(array(env, report.to_json().as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn handoff_coarse_report<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    settings: jlong,
    message: jlong,
    answer: JByteArray<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let answer = string(env, &answer)?;
        let report = handoff::report(handle(settings), handle(message), &answer)?;
        Ok(array(env, report.coarse().to_json().as_bytes())?)
    })
}
