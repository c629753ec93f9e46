//! How jobs reach their servers: one connection for each, so that settings and trusted certificates are those of now.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use centerscape_smtp_host::delivery::{Detail, SecretKind, SecretRequest};
use centerscape_smtp_host::oauth::TokenSource;
use centerscape_smtp_host::types::Settings;
use centerscape_smtp_host::{Caller, Cancel, Detection, Engine, Error, Job, Network, Session};
use serde_json::json;

use super::jobs::{DEADLINE, Place};
use super::log;
use super::stream::Lines;
use crate::failure::Failure;
use crate::{input, output, sending};

/// What a goodbye to a server may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// How jobs reach their servers.
#[derive(Clone)]
pub struct Mailers {
    engine: Engine,
    tokens: Option<Arc<TokenSource>>,
    destinations: Option<String>,
    ca: PathBuf,
}

impl Mailers {
    /// What is wrong with the certificates, the tokens or the destinations is told now.
    pub fn new(
        engine: Engine,
        oauth: Option<&Path>,
        destinations: Option<String>,
        ca: PathBuf,
    ) -> Result<Self, Failure> {
        let trust = input::trust(&ca, true)?;
        let tokens = oauth.map(|file| sending::token_source(&engine, file, trust));
        let mailers = Self {
            tokens: tokens.transpose()?,
            engine,
            destinations,
            ca,
        };
        let settings = mailers.engine.instantiate()?.default_settings()?;
        let network = mailers.network(Cancel::default())?;
        Session::new(&mailers.engine, settings, network)?;
        Ok(mailers)
    }

    fn network(&self, cancel: Cancel) -> Result<Network, Error> {
        Ok(Network {
            trust: input::trust(&self.ca, true).map_err(Error::Machine)?,
            cancel,
            deadline: Some(Instant::now() + DEADLINE),
            destinations: self.destinations.clone(),
        })
    }

    /// Does a job on a connection of its own. Its report is the last line; the goodbye to the server comes after it.
    pub fn deliver(
        &self,
        settings: &Settings,
        job: Job,
        detail: Detail,
        lines: &Lines,
        place: &Place,
    ) -> Result<(), Error> {
        let network = self.network(place.cancel.clone())?;
        let mut session = Session::new(&self.engine, settings.clone(), network)?;
        let mut caller = StageReporter {
            tokens: self.tokens_for(&settings.hostname)?,
            lines,
            detail,
            is_begun: false,
        };
        let mut report = session.run(job, &mut caller)?;
        if detail == Detail::Redacted {
            report = session.report(detail)?;
        }
        lines.last(
            "report",
            self.engine.instantiate()?.report_to_json(&report)?,
        );
        session.end_by(Instant::now() + GOODBYE);
        // How the goodbye went changes nothing about the mail.
        let _ = session.quit(&mut caller);
        Ok(())
    }

    /// Where tokens come from, where they are for this mail server: a form names any.
    fn tokens_for(&self, hostname: &str) -> Result<Option<Arc<TokenSource>>, Error> {
        Ok(match &self.tokens {
            Some(tokens) if tokens.is_for(hostname)? => Some(Arc::clone(tokens)),
            _ => None,
        })
    }

    /// Finds settings for what a person typed, and tells each probe as it begins and ends.
    pub fn detect(
        &self,
        hostname: &str,
        ports: &str,
        who_we_are: &Settings,
        lines: &Lines,
        place: &Place,
    ) -> Result<(), Error> {
        let network = self.network(place.cancel.clone())?;
        let mut detection = Detection::new(&self.engine, hostname, ports, Some(who_we_are))?;
        lines.begun();
        while network.ended().is_none()
            && let Some(settings) = detection.next_probe()?
        {
            lines.line(&json!({"probing": {
                "hostname": settings.hostname,
                "port": settings.port,
                "security": output::security(settings.security),
            }}));
            detection.probe(settings, &network)?;
            if let Some(attempt) = last_attempt(&detection.to_json()?) {
                lines.line(&json!({ "attempt": attempt }));
            }
        }
        lines.last("recommendation", detection.to_json()?);
        Ok(())
    }
}

/// The newest of the attempts that a recommendation is made of.
fn last_attempt(recommendation: &str) -> Option<serde_json::Value> {
    let mut json: serde_json::Value = serde_json::from_str(recommendation).ok()?;
    json.get_mut("attempts")?.as_array_mut()?.pop()
}

/// Tells the stages of a job, and has the bearer tokens. A password stands in the settings.
struct StageReporter<'a> {
    tokens: Option<Arc<TokenSource>>,
    lines: &'a Lines,
    detail: Detail,
    is_begun: bool,
}

impl Caller for StageReporter<'_> {
    fn secret(&mut self, request: &SecretRequest, network: &Network) -> Option<String> {
        let tokens = self.tokens.as_ref();
        let tokens = tokens.filter(|_| request.kind == SecretKind::BearerToken)?;
        let token = tokens.token(request.rejected, network);
        let token = token.inspect_err(|error| log::trouble(&error.to_string()));
        token.ok().flatten().map(|token| token.to_string())
    }

    fn progress(&mut self, _: u64, _: u64) {}

    fn stage(&mut self, stage: &str) {
        // How far it gets, and when, tells of the network.
        if self.detail == Detail::Full {
            self.lines.line(&json!({ "stage": stage }));
        } else if !self.is_begun {
            self.lines.begun();
        }
        self.is_begun = true;
    }
}
