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
        let settings: core::Settings = settings.convert();
        settings.to_json()
    }

    fn validate(settings: Settings) -> Vec<Problem> {
        let settings: core::Settings = settings.convert();
        settings.validate().convert()
    }

    fn validate_json(form: String) -> Vec<Problem> {
        core::Settings::check_json(&form).convert()
    }

    fn apply(stored: Settings, form: Settings) -> Merged {
        let stored: core::Settings = stored.convert();
        stored.apply(form.convert()).convert()
    }

    fn apply_json(stored: Settings, form: String) -> Merged {
        let stored: core::Settings = stored.convert();
        stored.apply_json(&form).convert()
    }

    fn providers() -> Vec<Provider> {
        core::providers().iter().map(Convert::convert).collect()
    }

    fn provider_for(hostname: String) -> Option<Provider> {
        core::Provider::for_hostname(&hostname).convert()
    }

    fn usual_port(security: Security) -> u16 {
        let security: core::Security = security.convert();
        security.usual_port()
    }
}
