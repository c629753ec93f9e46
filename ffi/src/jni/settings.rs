//! Settings.

use jni::objects::{JByteArray, JClass};
use jni::sys::{jint, jlong};
use jni::{EnvUnowned, jni_mangle};

use super::entry::enter;
use super::values::{Arrays, array, bytes, handle, number, string};
use crate::failure::{Failure, text};
use crate::objects;
use crate::operations::settings;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_parse<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    json: JByteArray<'local>,
) -> jlong {
    enter(&mut env, |env| {
        let json = bytes(env, &json)?;
        Ok(number(settings::parse(text(&json)?)?))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_to_json<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let json = settings::to_json(handle(object))?;
        Ok(array(env, json.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_password<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        Ok(match settings::password(handle(object))? {
            Some(password) => array(env, password.as_bytes())?,
            None => JByteArray::default(),
        })
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_validate<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let problems = settings::validate(handle(object))?;
        Ok(array(env, problems.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_check<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    form: JByteArray<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let form = bytes(env, &form)?;
        let problems = settings::check(text(&form)?);
        Ok(array(env, problems.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_apply<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    stored: jlong,
    form: JByteArray<'local>,
    problems_out: Arrays<'local>,
) -> jlong {
    enter(&mut env, |env| {
        if problems_out.is_null() || problems_out.len(env)? == 0 {
            return Err(Failure::argument("There is no place for the problems.").into());
        }
        let form = bytes(env, &form)?;
        let (merged, problems) = settings::apply(handle(stored), text(&form)?)?;
        let told = array(env, problems.as_bytes())
            .and_then(|problems| problems_out.set_element(env, 0, problems));
        if let Err(error) = told {
            objects::free(merged)?;
            return Err(error.into());
        }
        Ok(number(merged))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn settings_defaults<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        Ok(array(env, settings::defaults().as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn providers<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>) -> JByteArray<'local> {
    enter(&mut env, |env| {
        Ok(array(env, settings::providers().as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn provider_for<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    hostname: JByteArray<'local>,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let hostname = string(env, &hostname)?;
        Ok(match settings::provider_for(&hostname) {
            Some(provider) => array(env, provider.as_bytes())?,
            None => JByteArray::default(),
        })
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn usual_port<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    security: JByteArray<'local>,
) -> jint {
    enter(&mut env, |env| {
        let security = string(env, &security)?;
        Ok(jint::from(settings::usual_port(&security)?))
    })
}
