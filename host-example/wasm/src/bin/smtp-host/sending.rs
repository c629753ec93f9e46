//! What `send`, `test` and `demo` share: the network, the password, the progress bar, the report.

use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

use anstream::println;
use centerscape_smtp_host::delivery::{DeliveryReport, SecretKind, SecretRequest};
use centerscape_smtp_host::oauth::{self, TokenSource};
use centerscape_smtp_host::types::{Auth, Outcome, Problem, Settings};
use centerscape_smtp_host::{Caller, Cancel, Network, Trust, regular_file};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Delivery, Reach};
use crate::input::{self, Engine, Rejected, password};
use crate::output;

/// From this size on a message has a progress bar, in bytes.
const LONG_MESSAGE: u64 = 512 * 1024;

/// The network of a job; Ctrl-C cancels it.
pub fn network(reach: &Reach) -> Result<Network, String> {
    let cancel = Cancel::default();
    let on_interrupt = cancel.clone();
    ctrlc::set_handler(move || on_interrupt.cancel()).map_err(|error| error.to_string())?;
    let destinations = reach.destinations.as_deref().map(input::read_text);
    Ok(Network {
        trust: trust(reach.ca.as_deref())?,
        cancel,
        destinations: destinations.transpose()?,
        deadline: deadline(reach).map(|deadline| Instant::now() + deadline),
    })
}

/// How long a job may take.
pub fn deadline(reach: &Reach) -> Option<Duration> {
    let seconds = reach.deadline?;
    Some(Duration::from_secs(seconds.into()))
}

/// Whom to trust.
pub fn trust(ca: Option<&Path>) -> Result<Trust, String> {
    let Some(path) = ca else {
        return Ok(Trust::system());
    };
    let failed = |why: &dyn std::fmt::Display| format!("certificate {}: {why}", path.display());
    let pem = regular_file::read(path, input::MOST_TEXT).map_err(|error| failed(&error))?;
    Trust::with_pem(&pem).map_err(|error| failed(&error))
}

/// Where tokens come from, where the command line says so.
pub fn tokens(delivery: &Delivery, settings: &Settings) -> Result<Option<TokenSource>, String> {
    let Some(path) = &delivery.oauth else {
        return Ok(None);
    };
    if settings.auth != Auth::Oauth2 {
        return Err("--oauth is for settings whose auth is \"oauth2\"".to_owned());
    }
    let secret = std::env::var(oauth::SECRET_VARIABLE).ok();
    let trust = trust(delivery.reach.ca.as_deref())?;
    let source = oauth::Configuration::read(path)
        .and_then(|configuration| TokenSource::new(configuration, secret, &trust))
        .map_err(|error| error.to_string())?;
    if source.is_for(&settings.hostname) {
        Ok(Some(source))
    } else {
        Err(format!(
            "{}: its mail_server is not the one of the settings",
            path.display()
        ))
    }
}

/// The person at the terminal.
#[derive(Default)]
pub struct Person {
    secret: Option<String>,
    tokens: Option<TokenSource>,
    bar: Option<ProgressBar>,
}

impl Person {
    /// With the password from the environment, and tokens from this source.
    pub fn new(tokens: Option<TokenSource>) -> Self {
        Self {
            secret: password(),
            tokens,
            bar: None,
        }
    }

    /// With this password.
    pub fn with_secret(secret: &str) -> Self {
        Self {
            secret: Some(secret.to_owned()),
            ..Self::default()
        }
    }
}

impl Caller for Person {
    fn secret(&mut self, request: &SecretRequest) -> Option<String> {
        if let (Some(tokens), SecretKind::BearerToken) = (&self.tokens, request.kind) {
            let token = tokens.token(request.rejected, &Cancel::default());
            let token = token.inspect_err(|error| output::error(&error.to_string()));
            return token.ok().map(|token| token.to_string());
        }
        // There is only one: after a rejection there is no other.
        if request.rejected {
            None
        } else {
            self.secret.clone()
        }
    }

    fn progress(&mut self, written: u64, size: u64) {
        if size < LONG_MESSAGE || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}");
            ProgressBar::new(size)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(written.min(size));
        if written >= size {
            bar.finish_and_clear();
        }
    }
}

/// Shows a report, and says whether it is a success.
pub fn show(
    engine: &mut Engine,
    report: &DeliveryReport,
    delivery: &Delivery,
) -> Result<bool, String> {
    if delivery.json {
        println!("{}", report_json(engine, report)?);
    } else {
        output::report(report, delivery.transcript);
    }
    Ok(matches!(report.outcome, Outcome::Ready | Outcome::Accepted))
}

fn report_json(engine: &mut Engine, report: &DeliveryReport) -> Result<String, String> {
    engine
        .call(|world, store| {
            world
                .centerscape_smtp_delivery()
                .call_to_json(store, report)
        })
        .map_err(|error| error.to_string())
}

/// Shows why nothing was sent. As JSON it is a report, `not-sent`, with the problems beside it.
pub fn show_rejected(engine: &mut Engine, rejected: Rejected, json: bool) -> Result<bool, String> {
    match rejected {
        Rejected::Unreadable(message) => Err(message),
        Rejected::Invalid { problems, .. } if json => {
            println!("{}", rejected_json(engine, &problems)?);
            Ok(false)
        }
        Rejected::Invalid { file, problems } => {
            for line in output::problem_lines(&file, &problems) {
                anstream::eprintln!("{line}");
            }
            Ok(false)
        }
    }
}

fn rejected_json(engine: &mut Engine, problems: &[Problem]) -> Result<String, String> {
    let nothing = DeliveryReport {
        outcome: Outcome::NotSent,
        stages: Vec::new(),
        not_reached: Vec::new(),
        recipients: Vec::new(),
        diagnosis: None,
        queue_id: None,
        advice: Vec::new(),
        warnings: Vec::new(),
        capabilities: Vec::new(),
        learned: String::new(),
        certificates: Vec::new(),
        transcript: Vec::new(),
    };
    let problems = engine
        .call(|world, store| {
            world
                .centerscape_smtp_diagnosis()
                .call_problems_to_json(store, problems)
        })
        .map_err(|error| error.to_string())?;
    let parse =
        |text: &str| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
    let mut report = parse(&report_json(engine, &nothing)?).map_err(|error| error.to_string())?;
    report.append(&mut parse(&problems).map_err(|error| error.to_string())?);
    serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
}

/// Warnings of a file, to standard error: the report stands alone on standard output.
pub fn show_warnings(file: &str, warnings: &[Problem]) {
    for line in output::problem_lines(file, warnings) {
        anstream::eprintln!("{line}");
    }
}
