//! Finding settings: from a hostname or an e-mail address to port, security and login, by what is known and by probes.
//!
//! Nothing here touches the network. A host makes a [`Detection`], may answer its [lookups](Detection::lookups), and then probes
//! what [`next`](Detection::next) says until there is nothing more to probe:
//!
//! ```text
//! while let Some(settings) = detection.next() { detection.add(&report of Job::Probe with settings) }
//! detection.recommendation()
//! ```
//!
//! A probe sends neither a password nor a mail. `input` reads what was typed, `known` and `lookup` lead from a mail domain to
//! servers, `plan` has the order, `attempt` says what a probe is worth, `findings` what they add up to,
//! `reasons` why.

mod attempt;
mod findings;
mod input;
mod known;
mod lookup;
mod plan;
mod reasons;
mod recommendation;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

pub use attempt::{Attempt, LoginSupport};
pub use lookup::{Lookup, RecordType};
pub use recommendation::{Reason, Recommendation};

use crate::problem::Problem;
use crate::session::DeliveryReport;
use crate::settings::{Auth, Provider, Secret, Security, Settings};
use attempt::Worth;
use findings::Findings;
use input::{Port, Target};
use lookup::Records;
use plan::Candidate;

/// The most probes of one detection.
pub const MOST_PROBES: usize = 8;

/// The longest wait of a probe, in seconds: a server that is there answers sooner.
const PROBE_TIMEOUT: u32 = 10;

/// The search for settings.
#[derive(Clone, Debug)]
pub struct Detection {
    target: Target,
    ports: Vec<Port>,
    base: Settings,
    records: Records,
    /// What comes first, whatever came of it.
    first: Option<Candidate>,
    plan: VecDeque<Candidate>,
    attempts: Vec<Attempt>,
}

impl Detection {
    /// A search for the server that a person named by `input`: a hostname, an IP address or an e-mail address.
    ///
    /// `ports`: those to try in place of the usual ones, such as `2587, 2465/tls`: each alone or with its security; empty for the
    /// usual ones. Of `base`, the From address, the EHLO name, the timeout and the user name count; it may be the default.
    ///
    /// # Errors
    /// Every problem, with the field `hostname` for the input and `ports` for the ports; of `base`, that of its own fields.
    pub fn new(input: &str, ports: &str, base: &Settings) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let target = Target::parse(input).map_err(|problem| problems.push(problem));
        let ports = input::ports(ports).map_err(|problem| problems.push(problem));
        problems.extend(probe_base(base).validate().into_iter().filter(|problem| {
            problem.is_error()
                && ["from_address", "ehlo_name", "timeout_seconds"].contains(&&*problem.field)
        }));
        let (Ok(target), Ok(ports), true) = (target, ports, problems.is_empty()) else {
            return Err(problems);
        };
        let mut detection = Self {
            target,
            ports,
            base: base.clone(),
            records: Records::default(),
            first: None,
            plan: VecDeque::new(),
            attempts: Vec::new(),
        };
        detection.base.password = Secret::Unset;
        detection.make_plan();
        Ok(detection)
    }

    /// What to ask the name server before the first probe, where the answers can help. A host may leave it.
    #[must_use]
    pub fn lookups(&self) -> Vec<Lookup> {
        match &self.target {
            Target::Address { domain, .. } if known::server_of_domain(domain).is_none() => {
                lookup::lookups(domain)
            }
            _ => Vec::new(),
        }
    }

    /// The same as a JSON object: `{"lookups":[...]}`.
    #[must_use]
    pub fn lookups_to_json(&self) -> String {
        #[derive(Serialize)]
        struct Lookups {
            lookups: Vec<Lookup>,
        }
        let lookups = self.lookups();
        serde_json::to_string_pretty(&Lookups { lookups }).unwrap_or_default()
    }

    /// Takes the answer to the [lookup](Self::lookups) of `name`: its records as zone files have them, `10 mx.example.com.` and
    /// `0 1 587 smtp.example.com.`. What was not asked, is no such record, or comes after the first probe, changes nothing.
    pub fn add_records(&mut self, name: &str, records: &[String]) {
        if let (Target::Address { domain, .. }, true) = (&self.target, self.attempts.is_empty()) {
            self.records.read(domain, name, records);
            self.make_plan();
        }
    }

    fn make_plan(&mut self) {
        self.plan = plan::candidates(&self.target, &self.ports, &self.records);
        let plan = &mut self.plan;
        // Known services keep to their ports; with others the settings are wrong, and no session takes them.
        plan.retain(|candidate| {
            !settings(candidate, &self.base)
                .validate()
                .iter()
                .any(Problem::is_error)
        });
        self.first = plan.front().cloned();
    }

    /// The settings to probe next, without a login; `None` where enough is known, or nothing is left to try.
    #[must_use]
    pub fn next(&self) -> Option<Settings> {
        self.plan
            .front()
            .map(|candidate| settings(candidate, &self.base))
    }

    /// Takes the report of the probe that [`next`](Self::next) named. Without such a probe it changes nothing.
    pub fn add(&mut self, report: &DeliveryReport) {
        let Some(candidate) = self.plan.pop_front() else {
            return;
        };
        let found = Attempt::new(candidate.clone(), report);
        if found.worth() == Worth::Good {
            self.plan.clear();
        } else if found.is_name_unknown() {
            self.plan
                .retain(|other| other.hostname != candidate.hostname);
        } else if candidate.or_tls && found.may_speak_tls() {
            self.plan.push_front(Candidate {
                security: Security::Tls,
                or_tls: false,
                ..candidate
            });
        }
        self.attempts.push(found);
        if self.plan.is_empty() {
            self.plan_in_clear();
        }
        self.plan
            .truncate(MOST_PROBES.saturating_sub(self.attempts.len()));
    }

    /// Where nothing encrypted was found: what has no encryption once more, without. Known services have: where one seems to lack it,
    /// somebody on the way took it out.
    fn plan_in_clear(&mut self) {
        if self
            .attempts
            .iter()
            .any(|found| found.worth() > Worth::InClear)
        {
            return;
        }
        let in_clear = |found: &Attempt| Candidate {
            hostname: found.hostname.clone(),
            port: found.port,
            security: Security::None,
            or_tls: false,
            source: found.source,
        };
        let is_new = |candidate: &Candidate| {
            !self.attempts.iter().any(|found| {
                (&found.hostname, found.port, found.security)
                    == (&candidate.hostname, candidate.port, candidate.security)
            })
        };
        let without = self
            .attempts
            .iter()
            .filter(|found| found.lacks_encryption())
            .filter(|found| Provider::for_hostname(&found.hostname).is_none());
        self.plan = without.map(in_clear).filter(is_new).collect();
    }

    /// What is known so far, and after the last probe what to propose.
    #[must_use]
    pub fn recommendation(&self) -> Recommendation {
        let first = self.first.as_ref();
        conclude(Findings::of(
            &self.target,
            first,
            &self.base,
            &self.attempts,
        ))
    }
}

fn conclude(found: Findings<'_>) -> Recommendation {
    Recommendation {
        confirmed: found.best.is_some(),
        provider: found.provider.map(|known| known.id),
        login: found.login(),
        mechanisms: found.best.map(Attempt::mechanisms).unwrap_or_default(),
        size_limit: found.best.and_then(Attempt::size_limit),
        attempts: found.attempts.to_vec(),
        reasons: reasons::of(&found),
        diagnosis: found.diagnosis,
        settings: found.settings,
    }
}

/// What every probe has of the settings that a host gave.
fn probe_base(base: &Settings) -> Settings {
    Settings {
        auth: Auth::None,
        username: String::new(),
        password: Secret::Unset,
        timeout_seconds: base.timeout_seconds.min(PROBE_TIMEOUT),
        ..base.clone()
    }
}

fn settings(candidate: &Candidate, base: &Settings) -> Settings {
    Settings {
        hostname: candidate.hostname.clone(),
        port: candidate.port,
        security: candidate.security,
        ..probe_base(base)
    }
}
