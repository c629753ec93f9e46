//! `smtp-host explain`.

use std::path::Path;

use anstream::println;
use centerscape_smtp_host::types::Settings;

use crate::args::Explain;
use crate::components::Finder;
use crate::input::Engine;
use crate::{Outcome, input, output};

/// Explains a reply, or what failed in a transcript or log.
pub fn run(components: &Finder, args: &Explain) -> Outcome {
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
            Some(Settings {
                hostname: hostname.clone(),
                // Nobody named one.
                port: 0,
                ..defaults
            })
        }
    };
    match &args.transcript {
        Some(file) => pasted(&mut engine, file, settings.as_ref(), args.json),
        None => reply(&mut engine, settings.as_ref(), args),
    }
}

fn reply(engine: &mut Engine, settings: Option<&Settings>, args: &Explain) -> Outcome {
    let reply = match args.reply.as_deref().unwrap_or_default() {
        "-" => input::read_text(Path::new("-"))?,
        reply => reply.to_owned(),
    };
    let diagnosis = engine.call(|world, store| {
        let stage = args.stage.as_deref();
        world
            .centerscape_smtp_diagnosis()
            .call_explain(store, &reply, stage, settings)
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

fn pasted(engine: &mut Engine, file: &Path, settings: Option<&Settings>, json: bool) -> Outcome {
    let text = input::read_log(file)?;
    let found = engine.call(|world, store| {
        world
            .centerscape_smtp_diagnosis()
            .call_explain_pasted(store, &text, settings)
    });
    let found = found.map_err(|error| error.to_string())?;
    if json {
        let json = engine.call(|world, store| {
            world
                .centerscape_smtp_diagnosis()
                .call_pasted_findings_to_json(store, &found)
        });
        println!("{}", json.map_err(|error| error.to_string())?);
    } else {
        output::pasted_findings(&input::shown(file), &found);
    }
    Ok(!found.findings.is_empty())
}
