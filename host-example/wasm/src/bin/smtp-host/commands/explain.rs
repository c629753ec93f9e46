//! `smtp-host explain`.

use std::path::Path;

use anstream::println;
use centerscape_smtp_host::types::Settings;

use crate::args::Explain;
use crate::components::Finder;
use crate::failure::Outcome;
use crate::input::Engine;
use crate::{input, output};

/// Explains a reply, or what failed in a transcript or log.
pub fn run(components: &Finder, args: &Explain) -> Outcome {
    let mut engine = components.engine()?.instantiate()?;
    let settings = match &args.hostname {
        None => None,
        Some(hostname) => Some(Settings {
            hostname: hostname.clone(),
            // Nobody named one.
            port: 0,
            ..engine.default_settings()?
        }),
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
    let diagnosis = engine.explain(&reply, args.stage.as_deref(), settings)?;
    if args.json {
        println!("{}", engine.diagnosis_to_json(&diagnosis)?);
    } else {
        output::diagnosis(&diagnosis);
    }
    Ok(true)
}

fn pasted(engine: &mut Engine, file: &Path, settings: Option<&Settings>, json: bool) -> Outcome {
    let found = engine.explain_pasted(&input::read_log(file)?, settings)?;
    if json {
        println!("{}", engine.findings_to_json(&found)?);
    } else {
        output::findings(&input::shown(file), &found);
    }
    Ok(!found.findings.is_empty())
}
