//! Sends a draft by the stored settings.

use centerscape_smtp_host::{Error, Job as Mail, stamp_now};

use crate::serve::answer::Answer;
use crate::serve::dialog::Dialog;
use crate::serve::refusal::Failure;
use crate::serve::request::Request;
use crate::serve::stream::Job;

pub fn post(dialog: &Dialog, request: &Request) -> Result<Answer, Failure> {
    let text = request.body()?.to_owned();
    let stored = dialog.store.load(&dialog.engine)?;
    // Who may save settings connects to where they like by a mail as well as by a test.
    let place = if dialog.test_policy.is_redacted {
        dialog.test_policy.take_turn(request.client, &dialog.jobs)?
    } else {
        dialog.jobs.take()?
    };
    let (engine, mailers) = (dialog.engine.clone(), dialog.mailers.clone());
    let detail = dialog.test_policy.detail();
    let job = Job::start(place, move |lines, place| {
        let draft = engine.instantiate()?.parse_draft(&text, &[])?;
        let mail = Mail::send(draft.map_err(Error::Invalid)?, stamp_now()?);
        mailers.deliver(&stored.settings, mail, detail, lines, place)
    });
    Ok(Answer::json(job.wait()?))
}
