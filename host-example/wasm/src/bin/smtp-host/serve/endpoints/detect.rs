//! Finds settings for a hostname or an e-mail address, and tells each probe as it begins and ends.

use hyper::StatusCode;

use crate::serve::answer::Answer;
use crate::serve::dialog::Dialog;
use crate::serve::members::DetectBody;
use crate::serve::refusal::{Failure, Refusal};
use crate::serve::request::Request;
use crate::serve::stream::Job;

pub fn post(dialog: &Dialog, request: &Request) -> Result<Answer, Failure> {
    if dialog.test_policy.is_redacted {
        let refusal = Refusal::new(
            StatusCode::FORBIDDEN,
            "detect.not-open",
            "A search tells which ports are open. Only administrators see that.",
        );
        return Err(refusal.into());
    }
    let body = DetectBody::read(request.body()?)?;
    let stored = dialog.store.load(&dialog.engine)?;
    let place = dialog.test_policy.take_turn(request.client, &dialog.jobs)?;
    let mailers = dialog.mailers.clone();
    let job = Job::start(place, move |lines, place| {
        let [hostname, ports] = [body.hostname, body.ports].map(Option::unwrap_or_default);
        mailers.detect(&hostname, &ports, &stored.settings, lines, place)
    });
    Ok(Answer::lines(job.stream()?))
}
