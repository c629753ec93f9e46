//! Finding settings.

use jni::objects::{JByteArray, JClass};
use jni::sys::jlong;
use jni::{EnvUnowned, jni_mangle};

use super::entry::enter;
use super::values::{array, handle, number, string};
use crate::operations::detection;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn detection_new<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    input: JByteArray<'local>,
    ports: JByteArray<'local>,
    base: jlong,
) -> jlong {
    enter(&mut env, |env| {
        let (input, ports) = (string(env, &input)?, string(env, &ports)?);
        Ok(number(detection::new(&input, &ports, handle(base))?))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn detection_lookups<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let lookups = detection::lookups(handle(object))?;
        Ok(array(env, lookups.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn detection_add_records<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    name: JByteArray<'local>,
    records: JByteArray<'local>,
) {
    enter(&mut env, |env| {
        let (name, records) = (string(env, &name)?, string(env, &records)?);
        Ok(detection::add_records(handle(object), &name, &records)?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn detection_next<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> jlong {
    enter(&mut env, |_| Ok(number(detection::next(handle(object))?)))
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn detection_add<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    session: jlong,
) {
    enter(&mut env, |_| {
        Ok(detection::add(handle(object), handle(session))?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn detection_recommendation<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let json = detection::recommendation(handle(object))?;
        Ok(array(env, json.as_bytes())?)
    })
}
