//! `smtp-host explain`.

use std::path::Path;

use anstream::println;

use crate::args::Explain;
use crate::components::Finder;
use crate::{Outcome, input, output};

/// Explains a reply.
pub fn run(components: &Finder, args: &Explain) -> Outcome {
    let reply = match args.reply.as_str() {
        "-" => input::read_text(Path::new("-"))?,
        reply => reply.to_owned(),
    };
    let mut engine = components
        .engine()?
        .instantiate()
        .map_err(|error| error.to_string())?;
    let settings = match &args.hostname {
        None => None,
        Some(hostname) => {
            let defaults = engine
                .call(|world, store| world.centerscape_smtp_settings().call_defaults(store))
                .map_err(|error| error.to_string())?;
            Some(centerscape_smtp_host::types::Settings {
                hostname: hostname.clone(),
                ..defaults
            })
        }
    };
    let diagnosis = engine.call(|world, store| {
        let stage = args.stage.as_deref();
        world
            .centerscape_smtp_diagnosis()
            .call_explain(store, &reply, stage, settings.as_ref())
    });
    let diagnosis = diagnosis.map_err(|error| error.to_string())?;
    if args.json {
        let json = engine.call(|world, store| {
            world
                .centerscape_smtp_diagnosis()
                .call_to_json(store, &diagnosis)
        });
        println!("{}", json.map_err(|error| error.to_string())?);
    } else {
        output::diagnosis(&diagnosis);
    }
    Ok(true)
}
