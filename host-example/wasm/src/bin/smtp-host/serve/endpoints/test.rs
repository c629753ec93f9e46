//! Tests a form as it stands, saved or not, and tells each stage as it begins.

use centerscape_smtp_host::{Job as Mail, stamp_now};

use crate::serve::answer::Answer;
use crate::serve::dialog::Dialog;
use crate::serve::members::TestBody;
use crate::serve::refusal::Failure;
use crate::serve::request::Request;
use crate::serve::stream::Job;

pub fn post(dialog: &Dialog, request: &Request) -> Result<Answer, Failure> {
    let text = request.body()?;
    let body = TestBody::read(text)?;
    let form = body.form(text)?;
    let stored = dialog.store.load(&dialog.engine)?;
    let settings = stored.merge(&dialog.engine, &form)?;
    let place = dialog.test_policy.take_turn(request.client, &dialog.jobs)?;
    let (mailers, detail, to) = (dialog.mailers.clone(), dialog.test_policy.detail(), body.to);
    let job = Job::start(place, move |lines, place| {
        let mail = match to {
            Some(to) => Mail::Test {
                to,
                stamp: stamp_now()?,
            },
            None => Mail::Probe,
        };
        mailers.deliver(&settings, mail, detail, lines, place)
    });
    Ok(Answer::lines(job.stream()?))
}
