//! `smtp-host send`.

use centerscape_smtp_host::delivery::DeliveryReport;
use centerscape_smtp_host::{Engine as Component, Error, Job};

use crate::args::{Send, Via};
use crate::commands::build;
use crate::components::Finder;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Engine};
use crate::{output, sending};

/// Sends a message and shows its report.
pub fn run(components: &Finder, args: &Send) -> Outcome {
    input::check_one_stdin(&args.mail)?;
    let component = components.engine()?;
    let mut engine = component.instantiate()?;
    let delivered = deliver(components, &component, &mut engine, args);
    sending::show(&mut engine, delivered, &args.delivery)
}

fn deliver(
    components: &Finder,
    component: &Component,
    engine: &mut Engine,
    args: &Send,
) -> Result<DeliveryReport, Failure> {
    let (settings, draft, stamp) = build::prepare(engine, &args.mail)?;
    let file = input::shown(&args.mail.draft);
    let report = match args.delivery.via {
        Via::Session => {
            let job = Job::send(draft, stamp);
            sending::run_job(component, &settings, &args.delivery, &file, job)?
        }
        Via::Transport => {
            let mut plugin = sending::plugin(components, component, &settings, &args.delivery)?;
            let sent = plugin.call(|world, store| {
                let mailer = world.centerscape_smtp_mailer();
                mailer.call_send(store, &settings, &draft, &stamp)
            });
            sent.and_then(|sent| sent.map_err(Error::Invalid))
                .map_err(Failure::of(&file))?
        }
    };
    output::problems_aside(&file, &report.warnings);
    Ok(report)
}
