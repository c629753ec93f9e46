//! `smtp-host build`.

use std::io::{self, ErrorKind, Write};

use centerscape_smtp_host::message::Draft;
use centerscape_smtp_host::types::{Settings, Stamp};

use crate::args::{Build, Mail};
use crate::components::Finder;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Engine};
use crate::output;

/// How many bytes are asked for at a time.
const CHUNK: u32 = 256 * 1024;

/// Writes a message to standard output.
pub fn run(components: &Finder, args: &Build) -> Outcome {
    input::check_one_stdin(&args.mail)?;
    let mut engine = components.engine()?.instantiate()?;
    let (settings, draft, stamp) = prepare(&mut engine, &args.mail)?;
    let file = input::shown(&args.mail.draft);
    let message = engine.build(&settings, &draft, &stamp)?;
    let message = message.map_err(Failure::invalid(&file))?;
    output::problems_aside(&file, &engine.warnings(message)?);
    let mut stdout = io::stdout().lock();
    loop {
        let chunk = engine.next_chunk(message, CHUNK)?;
        if chunk.is_empty() {
            stdout.flush()?;
            return Ok(true);
        }
        match stdout.write_all(&chunk) {
            Ok(()) => {}
            // Who reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(true),
            Err(error) => return Err(format!("standard output: {error}").into()),
        }
    }
}

/// What a message is built from.
pub fn prepare(engine: &mut Engine, mail: &Mail) -> Result<(Settings, Draft, Stamp), Failure> {
    let draft = input::draft(engine, mail)?;
    let (settings, warnings) = input::settings(engine, &mail.settings)?;
    let stamp = input::stamp(engine, mail.stamp.as_deref())?;
    output::problems_aside(&input::shown(&mail.settings), &warnings);
    Ok((settings, draft, stamp))
}
