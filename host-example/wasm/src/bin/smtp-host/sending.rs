//! What `send`, `test`, `detect` and `demo` share: the network, the password, the progress bar, the report.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anstream::println;
use centerscape_smtp_host::bindings::plugin::Plugin;
use centerscape_smtp_host::delivery::{DeliveryReport, Detail, SecretKind, SecretRequest};
use centerscape_smtp_host::oauth::{self, TokenSource};
use centerscape_smtp_host::types::{Auth, Outcome as Delivered, Problem, Settings};
use centerscape_smtp_host::{
    Caller, Cancel, Engine as Component, Instance, Job, LettreTransport, Network, Session, Trust,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::args::{Delivery, Reach};
use crate::components::Finder;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Engine, password};
use crate::output;

/// From this size on a message has a progress bar, in bytes.
const LONG_MESSAGE: u64 = 512 * 1024;

/// The network of a job; Ctrl-C cancels it.
pub fn network(reach: &Reach) -> Result<Network, Failure> {
    let cancel = Cancel::default();
    let on_interrupt = cancel.clone();
    ctrlc::set_handler(move || on_interrupt.cancel()).map_err(|error| error.to_string())?;
    let destinations = reach.destinations.as_deref().map(input::read_text);
    Ok(Network {
        trust: trust(reach)?,
        cancel,
        destinations: destinations.transpose()?,
        deadline: deadline(reach),
    })
}

/// When a job that begins now is over.
fn deadline(reach: &Reach) -> Option<Instant> {
    let seconds = reach.deadline?;
    Some(Instant::now() + Duration::from_secs(seconds.into()))
}

/// Whom to trust.
fn trust(reach: &Reach) -> Result<Trust, String> {
    let ca = reach.ca.as_deref();
    ca.map_or_else(|| Ok(Trust::system()), |ca| input::trust(ca, false))
}

/// Where tokens come from, as this file says.
pub fn token_source(
    engine: &Component,
    file: &Path,
    trust: Trust,
) -> Result<Arc<TokenSource>, Failure> {
    let secret = std::env::var(oauth::SECRET_VARIABLE).ok();
    Ok(TokenSource::open(engine, file, secret, trust)?)
}

/// Where tokens come from, where the command line says so.
fn tokens(
    engine: &Component,
    delivery: &Delivery,
    settings: &Settings,
) -> Result<Option<Arc<TokenSource>>, Failure> {
    let Some(path) = &delivery.oauth else {
        return Ok(None);
    };
    if settings.auth != Auth::Oauth2 {
        return Err("--oauth is for settings whose auth is \"oauth2\"".into());
    }
    let source = token_source(engine, path, trust(&delivery.reach)?)?;
    if source.is_for(&settings.hostname)? {
        Ok(Some(source))
    } else {
        let path = path.display();
        Err(format!("{path}: its mail_server is not the one of the settings").into())
    }
}

/// One job on a connection of its own. What is wrong with it is told of this file.
pub fn run_job(
    engine: &Component,
    settings: &Settings,
    delivery: &Delivery,
    file: &str,
    job: Job,
) -> Result<DeliveryReport, Failure> {
    let mut person = Person::new(tokens(engine, delivery, settings)?);
    let network = network(&delivery.reach)?;
    let mut session = Session::new(engine, settings.clone(), network).map_err(Failure::of(file))?;
    let mut report = session.run(job, &mut person).map_err(Failure::of(file))?;
    if delivery.redacted {
        report = session.report(Detail::Redacted)?;
    }
    // How the goodbye went changes nothing about the mail.
    let _ = session.quit(&mut person);
    Ok(report)
}

/// An instance of the world `plugin` that sends by lettre.
pub fn plugin(
    components: &Finder,
    engine: &Component,
    settings: &Settings,
    delivery: &Delivery,
) -> Result<Instance<Plugin>, Failure> {
    let network = Network {
        deadline: deadline(&delivery.reach),
        ..Network::new(trust(&delivery.reach)?)
    };
    let secret = match tokens(engine, delivery, settings)? {
        // A mailer of the host's own asks nobody: it has one token.
        Some(tokens) => {
            let token = tokens.token(false, &network)?;
            Some(token.ok_or("the time was up before the OAuth 2 server answered")?)
        }
        None => password()
            .or_else(|| input::own_secret(settings))
            .map(Zeroizing::new),
    };
    let mailer = LettreTransport::new(network.trust, secret.map(|secret| secret.to_string()));
    let mut plugin = components.plugin()?;
    if let Some(deadline) = network.deadline {
        plugin = plugin.with_mailer_limit(deadline.saturating_duration_since(Instant::now()));
    }
    Ok(plugin.instantiate(mailer)?)
}

/// The person at the terminal.
#[derive(Default)]
pub struct Person {
    secret: Option<String>,
    tokens: Option<Arc<TokenSource>>,
    bar: Option<ProgressBar>,
}

impl Person {
    /// With the password from the environment, and tokens from this source.
    pub fn new(tokens: Option<Arc<TokenSource>>) -> Self {
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
    fn secret(&mut self, request: &SecretRequest, network: &Network) -> Option<String> {
        if let (Some(tokens), SecretKind::BearerToken) = (&self.tokens, request.kind) {
            let token = tokens.token(request.rejected, network);
            let token = token.inspect_err(|error| output::error(&error.to_string()));
            return token.ok().flatten().map(|token| token.to_string());
        }
        // There is only one: after a rejection there is no other.
        self.secret.clone().filter(|_| !request.rejected)
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

/// Shows what came of a mail, and says whether it is a success.
pub fn show(
    engine: &mut Engine,
    delivered: Result<DeliveryReport, Failure>,
    delivery: &Delivery,
) -> Outcome {
    let report = match delivered {
        Ok(report) => report,
        Err(failure) => return show_failure(engine, failure, delivery.json),
    };
    if delivery.json {
        println!("{}", engine.report_to_json(&report)?);
    } else {
        output::report(&report, delivery.transcript);
    }
    Ok(matches!(
        report.outcome,
        Delivered::Ready | Delivered::Accepted
    ))
}

/// Shows why nothing was sent where that is asked for as JSON: a report, `not-sent`, with the problems beside it.
pub fn show_failure(engine: &mut Engine, failure: Failure, is_json: bool) -> Outcome {
    match failure {
        Failure::Invalid { problems, .. } if is_json => {
            println!("{}", invalid_json(engine, &problems)?);
            Ok(false)
        }
        failure => Err(failure),
    }
}

fn invalid_json(engine: &mut Engine, problems: &[Problem]) -> Result<String, Failure> {
    let nothing = DeliveryReport {
        outcome: Delivered::NotSent,
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
    let parse = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
    let mut report = parse(&engine.report_to_json(&nothing)?)?;
    report.append(&mut parse(&engine.problems_to_json(problems)?)?);
    Ok(serde_json::to_string_pretty(&report)?)
}
