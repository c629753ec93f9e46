//! `smtp-host build`.

use std::io::{self, ErrorKind, Write};

use centerscape_smtp_host::message::Draft;
use centerscape_smtp_host::types::{Settings, Stamp};

use crate::args::{Build, Mail};
use crate::components::Finder;
use crate::input::{self, Engine, Rejected};
use crate::{Outcome, sending};

/// How many bytes are asked for at a time.
const CHUNK: u32 = 256 * 1024;

/// Writes a message to standard output.
pub fn run(components: &Finder, args: &Build) -> Outcome {
    input::check_one_stdin(&args.mail)?;
    let mut engine = components
        .engine()?
        .instantiate()
        .map_err(|error| error.to_string())?;
    match prepare(&mut engine, &args.mail) {
        Ok((settings, draft, stamp)) => write(&mut engine, &settings, &draft, &stamp, &args.mail),
        Err(rejected) => sending::show_rejected(&mut engine, rejected, false),
    }
}

/// What a message is built from.
pub fn prepare(engine: &mut Engine, mail: &Mail) -> Result<(Settings, Draft, Stamp), Rejected> {
    let draft = input::draft(engine, mail)?;
    let (settings, warnings) = input::settings(engine, &mail.settings)?;
    let stamp = input::stamp(engine, mail.stamp.as_deref())?;
    sending::show_warnings(&input::shown(&mail.settings), &warnings);
    Ok((settings, draft, stamp))
}

fn write(
    engine: &mut Engine,
    settings: &Settings,
    draft: &Draft,
    stamp: &Stamp,
    mail: &Mail,
) -> Outcome {
    let built = engine
        .call(|world, store| {
            let messages = world.centerscape_smtp_message().message();
            messages.call_build(store, settings, draft, stamp)
        })
        .map_err(|error| error.to_string())?;
    let message = match built {
        Ok(message) => message,
        Err(problems) => {
            let rejected = Rejected::Invalid {
                file: input::shown(&mail.draft),
                problems,
            };
            return sending::show_rejected(engine, rejected, false);
        }
    };
    let warnings = engine
        .call(|world, store| {
            let messages = world.centerscape_smtp_message().message();
            messages.call_warnings(store, message)
        })
        .map_err(|error| error.to_string())?;
    sending::show_warnings(&input::shown(&mail.draft), &warnings);
    let mut stdout = io::stdout().lock();
    loop {
        let chunk = engine
            .call(|world, store| {
                world
                    .centerscape_smtp_message()
                    .message()
                    .call_next_chunk(store, message, CHUNK)
            })
            .map_err(|error| error.to_string())?;
        if chunk.is_empty() {
            return stdout
                .flush()
                .map(|()| true)
                .map_err(|error| error.to_string());
        }
        match stdout.write_all(&chunk) {
            Ok(()) => {}
            // Who reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(true),
            Err(error) => return Err(format!("standard output: {error}")),
        }
    }
}
