//! Detections.

use centerscape_smtp_core::detect::Detection;
use centerscape_smtp_core::settings::Settings;

use crate::failure::Failure;
use crate::objects::{self, Handle, with};
use crate::operations::session;

/// A detection for what was typed. `base`: settings that say who we are; 0 for the defaults.
///
/// # Errors
/// The problems of the input, the ports and the settings.
pub fn new(input: &str, ports: &str, base: Handle) -> Result<Handle, Failure> {
    let detection = match base {
        0 => Detection::new(input, ports, &Settings::default()),
        base => Detection::new(input, ports, &*objects::get::<Settings>(base)?),
    };
    Ok(objects::insert_exclusive(detection?))
}

/// Calls a function of a detection.
fn on<R>(detection: Handle, call: impl FnOnce(&mut Detection) -> R) -> Result<R, Failure> {
    with(detection, |detection| Ok(call(detection)))
}

/// What to ask the name server, as JSON.
///
/// # Errors
/// The handle is invalid.
pub fn lookups(detection: Handle) -> Result<String, Failure> {
    on(detection, |detection| detection.lookups_to_json())
}

/// Takes the answer to a lookup: a record on each line.
///
/// # Errors
/// The handle is invalid.
pub fn add_records(detection: Handle, name: &str, records: &str) -> Result<(), Failure> {
    let records: Vec<_> = records.lines().map(str::to_owned).collect();
    on(detection, |detection| detection.add_records(name, &records))
}

/// The settings to probe next; 0 where there are none.
///
/// # Errors
/// The handle is invalid.
pub fn next(detection: Handle) -> Result<Handle, Failure> {
    on(detection, |detection| {
        detection.next().map_or(0, objects::insert)
    })
}

/// Takes the report of the last job of the session that probed them.
///
/// # Errors
/// A handle is invalid.
pub fn add(detection: Handle, session: Handle) -> Result<(), Failure> {
    let report = session::report(session)?;
    on(detection, |detection| detection.add(&report))
}

/// What is known so far, as JSON.
///
/// # Errors
/// The handle is invalid.
pub fn recommendation(detection: Handle) -> Result<String, Failure> {
    on(detection, |detection| detection.recommendation().to_json())
}
