//! `smtp-host test`.

use centerscape_smtp_host::delivery::DeliveryReport;
use centerscape_smtp_host::types::Settings;
use centerscape_smtp_host::{Engine, Error, Job, stamp_now};

use crate::Outcome;
use crate::args::{Test, Via};
use crate::commands::send::{Way, plugin, run_job};
use crate::components::Finder;
use crate::input::{self, Rejected};
use crate::sending;

/// Sends the test mail, or probes, and shows the report.
pub fn run(components: &Finder, args: &Test) -> Outcome {
    let component = components.engine()?;
    let mut engine = component.instantiate().map_err(|error| error.to_string())?;
    let (settings, warnings) = match input::settings(&mut engine, &args.settings) {
        Ok(prepared) => prepared,
        Err(rejected) => return sending::show_rejected(&mut engine, rejected, args.delivery.json),
    };
    sending::show_warnings(&input::shown(&args.settings), &warnings);
    match deliver(components, &component, &settings, args)? {
        Ok(report) => sending::show(&mut engine, &report, &args.delivery),
        Err(Error::Invalid(problems)) => {
            let rejected = Rejected::Invalid {
                file: "--to".to_owned(),
                problems,
            };
            sending::show_rejected(&mut engine, rejected, args.delivery.json)
        }
        Err(error) => Err(error.to_string()),
    }
}

fn deliver(
    components: &Finder,
    component: &Engine,
    settings: &Settings,
    args: &Test,
) -> Result<Result<DeliveryReport, Error>, String> {
    let stamp = stamp_now().map_err(|error| error.to_string())?;
    let job = match (&args.to, args.delivery.via) {
        (Some(to), Via::Transport) => {
            let mut plugin = plugin(components, settings, &args.delivery)?;
            let sent = plugin.call(|world, store| {
                world
                    .centerscape_smtp_mailer()
                    .call_test(store, settings, to, &stamp)
            });
            return Ok(sent.and_then(|sent| sent.map_err(Error::Invalid)));
        }
        (Some(to), Via::Session) => Job::Test {
            to: to.clone(),
            stamp,
        },
        (None, _) => Job::Probe,
    };
    let way = Way::of(&args.delivery, settings)?;
    Ok(run_job(component, settings, way, job))
}
