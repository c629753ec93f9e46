//! The settings: shown, stored, judged.

use hyper::StatusCode;
use hyper::header;

use crate::serve::answer::Answer;
use crate::serve::dialog::Dialog;
use crate::serve::refusal::{Failure, Refusal};
use crate::serve::request::Request;
use crate::serve::settings_store::Stored;

/// What is stored, masked.
pub fn get(dialog: &Dialog, _: &Request) -> Result<Answer, Failure> {
    show(dialog, &dialog.store.load(&dialog.engine)?)
}

/// Stores a form, unless somebody else was faster.
pub fn put(dialog: &Dialog, request: &Request) -> Result<Answer, Failure> {
    let form = request.body()?;
    let if_match = request.header(&header::IF_MATCH).ok_or_else(|| {
        Refusal::new(
            StatusCode::PRECONDITION_REQUIRED,
            "if-match.missing",
            "The request takes If-Match with the ETag of the settings that the form was filled from.",
        )
    })?;
    show(dialog, &dialog.store.save(&dialog.engine, &if_match, form)?)
}

/// The problems that storing a form would find.
pub fn validate(dialog: &Dialog, request: &Request) -> Result<Answer, Failure> {
    let form = request.body()?;
    let stored = dialog.store.load(&dialog.engine)?;
    let problems = stored.judge(&dialog.engine, form)?;
    let json = dialog.engine.instantiate()?.problems_to_json(&problems)?;
    Ok(Answer::json(json))
}

fn show(dialog: &Dialog, stored: &Stored) -> Result<Answer, Failure> {
    let json = dialog
        .engine
        .instantiate()?
        .settings_to_json(&stored.settings)?;
    Ok(Answer::json(json).with(header::ETAG, stored.version.clone()))
}
