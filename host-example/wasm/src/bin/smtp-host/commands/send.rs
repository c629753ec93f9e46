//! `smtp-host send`.

use centerscape_smtp_host::delivery::{DeliveryReport, Detail};
use centerscape_smtp_host::message::Draft;
use centerscape_smtp_host::types::{Settings, Stamp};
use centerscape_smtp_host::{Cancel, Error, Job, LettreTransport, Network, Session};

use crate::Outcome;
use crate::args::{Delivery, Send, Via};
use crate::commands::build;
use crate::components::Finder;
use crate::input::{self, Rejected};
use crate::sending::{self, Person};

/// Sends a message and shows its report.
pub fn run(components: &Finder, args: &Send) -> Outcome {
    input::check_one_stdin(&args.mail)?;
    let component = components.engine()?;
    let mut engine = component.instantiate().map_err(|error| error.to_string())?;
    let (settings, draft, stamp) = match build::prepare(&mut engine, &args.mail) {
        Ok(prepared) => prepared,
        Err(rejected) => return sending::show_rejected(&mut engine, rejected, args.delivery.json),
    };
    let sent = match args.delivery.via {
        Via::Session => {
            let way = Way::of(&args.delivery, &settings)?;
            run_job(&component, &settings, way, Job::Send { draft, stamp })
        }
        Via::Transport => hand_over(components, &settings, &draft, &stamp, &args.delivery)?,
    };
    match sent {
        Ok(report) => {
            sending::show_warnings(&input::shown(&args.mail.draft), &report.warnings);
            sending::show(&mut engine, &report, &args.delivery)
        }
        Err(Error::Invalid(problems)) => {
            let rejected = Rejected::Invalid {
                file: input::shown(&args.mail.draft),
                problems,
            };
            sending::show_rejected(&mut engine, rejected, args.delivery.json)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// How a job reaches its server, and who answers its questions.
pub struct Way {
    network: Network,
    person: Person,
    detail: Detail,
}

impl Way {
    /// As the command line says.
    pub fn of(delivery: &Delivery, settings: &Settings) -> Result<Self, String> {
        Ok(Self {
            person: Person::new(sending::tokens(delivery, settings)?),
            network: sending::network(&delivery.reach)?,
            detail: if delivery.coarse {
                Detail::Coarse
            } else {
                Detail::Full
            },
        })
    }
}

/// One job on a connection of its own.
pub fn run_job(
    component: &centerscape_smtp_host::Engine,
    settings: &Settings,
    Way {
        network,
        mut person,
        detail,
    }: Way,
    job: Job,
) -> Result<DeliveryReport, Error> {
    let mut session = Session::new(component, settings.clone(), network)?;
    let mut report = session.run(job, &mut person)?;
    if detail == Detail::Coarse {
        report = session.report(detail)?;
    }
    // How the goodbye went changes nothing about the mail.
    let _ = session.quit(&mut person);
    Ok(report)
}

/// Sends by the world `plugin`, with lettre as the mailer.
fn hand_over(
    components: &Finder,
    settings: &Settings,
    draft: &Draft,
    stamp: &Stamp,
    delivery: &Delivery,
) -> Result<Result<DeliveryReport, Error>, String> {
    let mut plugin = plugin(components, settings, delivery)?;
    let sent = plugin.call(|world, store| {
        world
            .centerscape_smtp_mailer()
            .call_send(store, settings, draft, stamp)
    });
    Ok(sent.and_then(|sent| sent.map_err(Error::Invalid)))
}

/// An instance of the world `plugin` that sends by lettre.
pub fn plugin(
    components: &Finder,
    settings: &Settings,
    delivery: &Delivery,
) -> Result<centerscape_smtp_host::Instance<centerscape_smtp_host::bindings::plugin::Plugin>, String>
{
    let trust = sending::trust(delivery.reach.ca.as_deref())?;
    let secret = match sending::tokens(delivery, settings)? {
        // A mailer of the host's own asks nobody: it has one token.
        Some(tokens) => {
            let token = tokens.token(false, &Cancel::default());
            let token = token.map_err(|error| error.to_string())?;
            Some(token.to_string())
        }
        None => input::password().or_else(|| input::own_secret(settings)),
    };
    let mailer = LettreTransport::new(trust, secret);
    let mut plugin = components.plugin()?;
    if let Some(deadline) = sending::deadline(&delivery.reach) {
        plugin = plugin.with_mailer_limit(deadline);
    }
    plugin
        .instantiate(mailer)
        .map_err(|error| error.to_string())
}
