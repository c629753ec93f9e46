//! The interface `settings`.

use centerscape_smtp_core::settings as core;

use crate::Component;
use crate::bindings::exports::centerscape::smtp::settings::{
    Guest, Merged, Problem, Provider, Security, Settings,
};
use crate::convert::Convert;

impl Guest for Component {
    fn defaults() -> Settings {
        core::Settings::default().convert()
    }

    fn parse(json: String) -> Result<Settings, Vec<Problem>> {
        core::Settings::parse(&json).convert()
    }

    fn to_json(settings: Settings) -> String {
        core::Settings::to_json(&settings.convert())
    }

    fn validate(settings: Settings) -> Vec<Problem> {
        core::Settings::validate(&settings.convert()).convert()
    }

    fn validate_json(form: String) -> Vec<Problem> {
        core::Settings::check_json(&form).convert()
    }

    fn apply(stored: Settings, form: Settings) -> Merged {
        core::Settings::apply(&stored.convert(), form.convert()).convert()
    }

    fn apply_json(stored: Settings, form: String) -> Merged {
        core::Settings::apply_json(&stored.convert(), &form).convert()
    }

    fn providers() -> Vec<Provider> {
        core::providers().iter().map(Convert::convert).collect()
    }

    fn provider_for(hostname: String) -> Option<Provider> {
        core::Provider::for_hostname(&hostname).convert()
    }

    fn usual_port(security: Security) -> u16 {
        core::Security::usual_port(security.convert())
    }
}
