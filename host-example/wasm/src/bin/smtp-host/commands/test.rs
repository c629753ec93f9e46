//! `smtp-host test`.

use centerscape_smtp_host::delivery::DeliveryReport;
use centerscape_smtp_host::{Engine as Component, Error, Job, stamp_now};

use crate::args::{Test, Via};
use crate::components::Finder;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Engine};
use crate::{output, sending};

/// What the problems of the recipient are told of.
const RECIPIENT: &str = "--to";

/// Sends the test mail, or probes, and shows the report.
pub fn run(components: &Finder, args: &Test) -> Outcome {
    let component = components.engine()?;
    let mut engine = component.instantiate()?;
    let delivered = deliver(components, &component, &mut engine, args);
    sending::show(&mut engine, delivered, &args.delivery)
}

fn deliver(
    components: &Finder,
    component: &Component,
    engine: &mut Engine,
    args: &Test,
) -> Result<DeliveryReport, Failure> {
    let (settings, warnings) = input::settings(engine, &args.settings)?;
    output::problems_aside(&input::shown(&args.settings), &warnings);
    let stamp = stamp_now()?;
    let job = match (&args.to, args.delivery.via) {
        (Some(to), Via::Transport) => {
            let mut plugin = sending::plugin(components, component, &settings, &args.delivery)?;
            let sent = plugin.call(|world, store| {
                let mailer = world.centerscape_smtp_mailer();
                mailer.call_test(store, &settings, to, &stamp)
            });
            let sent = sent.and_then(|sent| sent.map_err(Error::Invalid));
            return sent.map_err(Failure::of(RECIPIENT));
        }
        (Some(to), Via::Session) => Job::Test {
            to: to.clone(),
            stamp,
        },
        (None, _) => Job::Probe,
    };
    sending::run_job(component, &settings, &args.delivery, RECIPIENT, job)
}
