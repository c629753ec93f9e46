//! What the component is asked about settings, drafts and reports: each time in a fresh instance.

use centerscape_smtp_host::bindings::engine::Engine as World;
use centerscape_smtp_host::delivery::DeliveryReport;
use centerscape_smtp_host::message::Draft;
use centerscape_smtp_host::settings::{Merged, Provider};
use centerscape_smtp_host::types::{Problem, Settings};
use centerscape_smtp_host::{Engine, Error, Instance};

/// What the component knows.
#[derive(Clone)]
pub struct Rules(Engine);

impl Rules {
    pub fn new(engine: Engine) -> Self {
        Self(engine)
    }

    fn instance(&self) -> Result<Instance<World>, Error> {
        self.0.instantiate()
    }

    /// The settings of the first sight.
    pub fn defaults(&self) -> Result<Settings, Error> {
        self.instance()?
            .call(|world, store| world.centerscape_smtp_settings().call_defaults(store))
    }

    /// The settings of a JSON text, or its problems.
    pub fn parse(&self, json: &str) -> Result<Result<Settings, Vec<Problem>>, Error> {
        self.instance()?
            .call(|world, store| world.centerscape_smtp_settings().call_parse(store, json))
    }

    /// Settings as JSON, the password masked.
    pub fn to_json(&self, settings: &Settings) -> Result<String, Error> {
        self.instance()?.call(|world, store| {
            world
                .centerscape_smtp_settings()
                .call_to_json(store, settings)
        })
    }

    /// A form merged into the stored settings, and what is to say about it.
    pub fn apply(&self, stored: &Settings, form: &str) -> Result<Merged, Error> {
        self.instance()?.call(|world, store| {
            world
                .centerscape_smtp_settings()
                .call_apply_json(store, stored, form)
        })
    }

    /// The known mail services.
    pub fn providers(&self) -> Result<Vec<Provider>, Error> {
        self.instance()?
            .call(|world, store| world.centerscape_smtp_settings().call_providers(store))
    }

    /// The draft of a JSON text.
    pub fn parse_draft(&self, json: &str) -> Result<Draft, Error> {
        let parsed = self.instance()?.call(|world, store| {
            world
                .centerscape_smtp_message()
                .call_parse_draft(store, json, &[])
        })?;
        parsed.map_err(Error::Invalid)
    }

    /// Problems as JSON.
    pub fn problems_to_json(&self, problems: &[Problem]) -> Result<String, Error> {
        self.instance()?.call(|world, store| {
            world
                .centerscape_smtp_diagnosis()
                .call_problems_to_json(store, problems)
        })
    }

    /// A report as JSON.
    pub fn report_to_json(&self, report: &DeliveryReport) -> Result<String, Error> {
        self.instance()?.call(|world, store| {
            world
                .centerscape_smtp_delivery()
                .call_to_json(store, report)
        })
    }
}
