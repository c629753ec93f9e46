//! All that answers requests: the endpoints and what they work with.

use std::path::PathBuf;

use centerscape_smtp_host::{Engine, Error};

use super::answer::Answer;
use super::caution::Caution;
use super::endpoints::Endpoint;
use super::guard::Guard;
use super::jobs::Jobs;
use super::log;
use super::mailers::Mailers;
use super::options::Options;
use super::page::Page;
use super::refusal::{Failure, Refusal};
use super::request::Request;
use super::rules::Rules;
use super::settings_file::SettingsFile;
use super::settings_store::SettingsStore;

/// All that answers requests.
pub struct Dialog {
    /// Who may ask.
    pub guard: Guard,
    /// The files of the page.
    pub page: Page,
    /// What the component knows.
    pub rules: Rules,
    /// The settings.
    pub store: SettingsStore,
    /// How jobs reach their servers.
    pub mailers: Mailers,
    /// How many jobs run.
    pub jobs: Jobs,
    /// Who may begin one, and what its report may tell.
    pub caution: Caution,
    /// The certificates to trust beside the system's.
    pub ca: PathBuf,
}

impl Dialog {
    /// One with these options. What is wrong with its files is told now, not when somebody opens the page.
    pub fn new(engine: Engine, options: Options) -> Result<Self, String> {
        let shown = options.settings.display().to_string();
        let text = |error: Error| error.to_string();
        let dialog = Self {
            guard: Guard::new(options.token.as_ref().map(|token| token.as_str())),
            page: Page::embedded()?,
            rules: Rules::new(engine.clone()),
            store: SettingsStore::new(SettingsFile::new(options.settings)).map_err(text)?,
            mailers: Mailers::new(
                engine,
                options.tokens,
                options.destinations,
                options.ca.clone(),
            ),
            jobs: Jobs::default(),
            caution: Caution::new(options.is_coarse),
            ca: options.ca,
        };
        dialog.mailers.check(&dialog.rules).map_err(text)?;
        match dialog.store.load(&dialog.rules) {
            Ok(_) => Ok(dialog),
            Err(Failure::Refusal(damaged)) => Err(format!("{shown}: {}", damaged.message())),
            Err(Failure::Invalid(_)) => Err(shown),
            Err(Failure::Fault(error)) => Err(error.to_string()),
        }
    }

    /// Whether the page was built into this program.
    pub fn has_page(&self) -> bool {
        self.page.find("/").is_some()
    }

    /// The answer of an endpoint, or what tells why there is none.
    pub fn answer(&self, endpoint: Endpoint, request: &Request) -> Answer {
        let failure = match (endpoint.answer)(self, request) {
            Ok(answer) => return answer,
            Err(failure) => failure,
        };
        match failure {
            Failure::Refusal(refusal) => Answer::from(refusal),
            Failure::Invalid(problems) => match self.rules.problems_to_json(&problems) {
                Ok(json) => Answer::problems(json),
                Err(error) => fault(&error),
            },
            Failure::Fault(error) => fault(&error),
        }
    }
}

fn fault(error: &Error) -> Answer {
    log::fault(error);
    Answer::from(Refusal::fault())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test may stop at the first surprise"
    )]

    use super::*;

    use centerscape_smtp_host::{Host, Limits};
    use hyper::StatusCode;
    use hyper::header::{self, HeaderMap, HeaderValue};

    use crate::embedded;
    use crate::serve::admission::methods;
    use crate::serve::log::Line;
    use crate::serve::request::Received;

    /// A component with less memory than a form may need.
    fn engine() -> Engine {
        let limits = Limits {
            memory_bytes: 3 << 20,
            ..Limits::default()
        };
        let engine = embedded::component("engine.wasm").expect("run: cargo xtask component");
        let host = Host::new(limits).unwrap();
        host.load_engine_bytes("engine.wasm", engine).unwrap()
    }

    fn validate(dialog: &Dialog, form: &str) -> StatusCode {
        let (_, endpoint) = methods("/api/settings/validate").remove(0);
        let json = HeaderValue::from_static("application/json");
        let request = Request {
            client: [127, 0, 0, 1].into(),
            headers: HeaderMap::from_iter([(header::CONTENT_TYPE, json)]),
            received: Received::of(form),
        };
        let answer = dialog.answer(endpoint, &request);
        answer.send(Line::begin("test".to_owned()), false).status()
    }

    #[test]
    fn a_component_that_fails_costs_one_answer() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            listen: ([127, 0, 0, 1], 0).into(),
            settings: folder.path().join("settings.json"),
            token: None,
            ca: folder.path().join("trusted.pem"),
            tokens: None,
            destinations: None,
            is_coarse: false,
        };
        let dialog = Dialog::new(engine(), options).unwrap();
        let large = format!("{{\"hostname\":\"{}\"}}", "a".repeat(1_000_000));
        assert_eq!(validate(&dialog, "{}"), StatusCode::OK);
        assert_eq!(validate(&dialog, &large), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(validate(&dialog, "{}"), StatusCode::OK);
    }
}
