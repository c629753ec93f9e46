//! All that endpoints work with.

use std::path::PathBuf;

use centerscape_smtp_host::Engine;

use super::guard::Guard;
use super::jobs::Jobs;
use super::mailers::Mailers;
use super::options::Options;
use super::page::Page;
use super::refusal;
use super::settings_file::SettingsFile;
use super::settings_store::SettingsStore;
use super::test_policy::TestPolicy;
use crate::failure::Failure;

/// All that endpoints work with.
pub struct Dialog {
    /// Who may ask.
    pub guard: Guard,
    /// The files of the page.
    pub page: Page,
    /// The component.
    pub engine: Engine,
    /// The settings.
    pub store: SettingsStore,
    /// How jobs reach their servers.
    pub mailers: Mailers,
    /// How many jobs run.
    pub jobs: Jobs,
    /// Who may begin one, and what its report may tell.
    pub test_policy: TestPolicy,
    /// The certificates to trust beside the system's.
    pub ca: PathBuf,
}

impl Dialog {
    /// One with these options. What is wrong with its files is told now, not when somebody opens the page.
    pub fn new(engine: Engine, options: Options) -> Result<Self, Failure> {
        let shown = options.settings.display().to_string();
        let oauth = options.oauth.as_deref();
        let (ca, destinations) = (options.ca.clone(), options.destinations);
        let dialog = Self {
            guard: Guard::new(options.token.as_ref().map(|token| token.as_str())),
            page: Page::embedded()?,
            store: SettingsStore::new(SettingsFile::new(options.settings))?,
            mailers: Mailers::new(engine.clone(), oauth, destinations, ca)?,
            engine,
            jobs: Jobs::default(),
            test_policy: TestPolicy::new(options.is_redacted),
            ca: options.ca,
        };
        match dialog.store.load(&dialog.engine) {
            Ok(_) => Ok(dialog),
            Err(refusal::Failure::Refusal(damaged)) => {
                Err(format!("{shown}: {}", damaged.message()).into())
            }
            Err(refusal::Failure::Invalid(problems)) => Err(Failure::invalid(shown)(problems)),
            Err(refusal::Failure::Fault(error)) => Err(error.into()),
        }
    }

    /// Whether the page was built into this program.
    pub fn has_page(&self) -> bool {
        self.page.find("/").is_some()
    }
}
