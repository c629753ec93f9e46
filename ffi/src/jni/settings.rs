//! Settings.

use jni::sys::jint;

use super::entry::natives;
use super::values::{Arrays, SecretText};
use crate::failure::Failure;
use crate::objects::{self, Handle};
use crate::operations::settings;

natives! {
    fn settings_parse(env, json: SecretText) -> Handle {
        settings::parse(&json)?
    }

    fn settings_to_json(env, settings: Handle) -> String {
        settings::to_json(settings)?
    }

    fn settings_password(env, settings: Handle) -> Option<SecretText> {
        settings::password(settings)?
    }

    fn settings_validate(env, settings: Handle) -> String {
        settings::validate(settings)?
    }

    fn settings_check(env, form: SecretText) -> String {
        settings::check(&form)
    }

    fn settings_apply(env, stored: Handle, form: SecretText, problems_out: Arrays<'local>) -> Handle {
        if problems_out.is_null() || problems_out.len(env)? == 0 {
            return Err(Failure::argument("There is no place for the problems.").into());
        }
        let (merged, problems) = settings::apply(stored, &form)?;
        let told = env
            .byte_array_from_slice(problems.as_bytes())
            .and_then(|problems| problems_out.set_element(env, 0, problems));
        if let Err(error) = told {
            objects::free(merged)?;
            return Err(error.into());
        }
        merged
    }

    fn settings_defaults(env) -> String {
        settings::defaults()
    }

    fn providers(env) -> String {
        settings::providers()
    }

    fn provider_for(env, hostname: String) -> Option<String> {
        settings::provider_for(&hostname)
    }

    fn usual_port(env, security: String) -> jint {
        settings::usual_port(&security)?.into()
    }
}
