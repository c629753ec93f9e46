//! `smtp-host detect`.

use std::io::IsTerminal;
use std::time::Duration;

use anstream::println;
use centerscape_smtp_host::types::{Security, Settings};
use centerscape_smtp_host::{Detection, Engine, Error};
use indicatif::{ProgressBar, ProgressStyle};

use crate::Outcome;
use crate::args::Detect;
use crate::components::Finder;
use crate::input::{self, Rejected};
use crate::{output, sending};

/// Looks for the settings of a server or an address, and shows what to propose.
pub fn run(components: &Finder, args: &Detect) -> Outcome {
    let component = components.engine()?;
    let mut engine = component.instantiate().map_err(|error| error.to_string())?;
    let base = match &args.settings {
        Some(path) => match input::settings(&mut engine, path) {
            Ok((settings, _)) => Some(settings),
            Err(rejected) => return sending::show_rejected(&mut engine, rejected, args.json),
        },
        None => None,
    };
    match detect(&component, args, base.as_ref()) {
        Ok(is_found) => Ok(is_found),
        Err(Error::Invalid(problems)) => {
            let rejected = Rejected::Invalid {
                file: "detect".to_owned(),
                problems,
            };
            sending::show_rejected(&mut engine, rejected, args.json)
        }
        Err(error) => Err(error.to_string()),
    }
}

fn detect(component: &Engine, args: &Detect, base: Option<&Settings>) -> Result<bool, Error> {
    let ports = args.ports.join(",");
    let mut detection = Detection::new(component, &args.target, &ports, base)?;
    let network = sending::network(&args.reach).map_err(Error::Machine)?;
    let line = std::io::stderr().is_terminal().then(|| {
        let style = ProgressStyle::with_template("{elapsed} {msg}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        let line = ProgressBar::new_spinner().with_style(style);
        line.enable_steady_tick(Duration::from_millis(100));
        line
    });
    let found = detection.run(&network, |settings| {
        if let Some(line) = &line {
            line.set_message(format!("trying {}", place(settings)));
        }
    })?;
    if let Some(line) = &line {
        line.finish_and_clear();
    }
    if args.json {
        println!("{}", detection.to_json()?);
    } else {
        output::recommendation(&found);
    }
    Ok(found.settings.is_some())
}

fn place(settings: &Settings) -> String {
    let security = match settings.security {
        Security::None => "without encryption",
        Security::Starttls => "with STARTTLS",
        Security::Tls => "with TLS",
    };
    format!("{} on port {} {security}", settings.hostname, settings.port)
}
