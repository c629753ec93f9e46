//! `smtp-host detect`.

use std::io::IsTerminal;
use std::time::Duration;

use anstream::println;
use centerscape_smtp_host::types::{Security, Settings};
use centerscape_smtp_host::{Detection, Engine as Component};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Detect;
use crate::components::Finder;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Engine};
use crate::{output, sending};

/// Looks for the settings of a server or an address, and shows what to propose.
pub fn run(components: &Finder, args: &Detect) -> Outcome {
    let component = components.engine()?;
    let mut engine = component.instantiate()?;
    detect(&component, &mut engine, args)
        .or_else(|failure| sending::show_failure(&mut engine, failure, args.json))
}

fn detect(component: &Component, engine: &mut Engine, args: &Detect) -> Outcome {
    let base = args.settings.as_deref();
    let base = base.map(|path| input::settings(engine, path)).transpose()?;
    let base = base.as_ref().map(|(settings, _)| settings);
    let ports = args.ports.join(",");
    let mut detection =
        Detection::new(component, &args.target, &ports, base).map_err(Failure::of("detect"))?;
    let network = sending::network(&args.reach)?;
    let line = std::io::stderr().is_terminal().then(|| {
        let style = ProgressStyle::with_template("{elapsed} {msg}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        let line = ProgressBar::new_spinner().with_style(style);
        line.enable_steady_tick(Duration::from_millis(100));
        line
    });
    while network.ended().is_none()
        && let Some(settings) = detection.next_probe()?
    {
        if let Some(line) = &line {
            line.set_message(format!("trying {}", place(&settings)));
        }
        detection.probe(settings, &network)?;
    }
    let found = detection.recommendation()?;
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
