//! Sessions.

use centerscape_smtp_core::destination::Destinations;
use centerscape_smtp_core::entropy;
use centerscape_smtp_core::message::Stamp;
use centerscape_smtp_core::report::redacted_json;
use centerscape_smtp_core::session::{
    DeliveryReport, Event, Job, Learned, Outcome, SendOptions, Session, Step,
};
use centerscape_smtp_core::settings::Settings;

use crate::failure::Failure;
use crate::numbers::cs_smtp_outcome;
use crate::objects::{self, Handle, MessageObject, SessionObject, with, with_slot};

/// A session for these settings.
///
/// # Errors
/// The problems of the settings; the entropy has not 32 bytes.
pub fn new(settings: Handle, entropy: &[u8]) -> Result<Handle, Failure> {
    let settings = objects::get::<Settings>(settings)?;
    let session = Session::new(Settings::clone(&settings), entropy::from_slice(entropy)?)?;
    Ok(objects::insert_exclusive(SessionObject {
        session,
        text: Vec::new(),
    }))
}

/// Holds the connections that are opened from now on to a policy.
///
/// # Errors
/// Every problem of the policy.
pub fn restrict_to(session: Handle, destinations: &str) -> Result<(), Failure> {
    let destinations = Destinations::from_json(destinations)?;
    on(session, |session| session.restrict_to(destinations))
}

/// Begins with what an earlier session learned of the server.
///
/// # Errors
/// One problem, where the text is something else.
pub fn recall(session: Handle, learned: &str) -> Result<(), Failure> {
    let learned = Learned::parse(learned)?;
    on(session, |session| session.recall(learned))
}

/// Calls a function of a session.
fn on<R>(session: Handle, call: impl FnOnce(&mut Session) -> R) -> Result<R, Failure> {
    with(session, |object: &mut SessionObject| {
        Ok(call(&mut object.session))
    })
}

/// Has the session ask before each final dot.
///
/// # Errors
/// The handle is invalid.
pub fn confirm_transactions(session: Handle) -> Result<(), Failure> {
    on(session, Session::confirm_transactions)
}

/// Begins a probe, a test or the end.
///
/// # Errors
/// The state does not allow it, or the job's input is wrong.
pub fn begin(session: Handle, job: Job) -> Result<(), Failure> {
    Ok(on(session, |session| session.begin(job))??)
}

/// Begins a test mail.
///
/// # Errors
/// As [`begin`].
pub fn begin_test(session: Handle, to: &str, stamp: Stamp) -> Result<(), Failure> {
    let to = to.to_owned();
    begin(session, Job::Test { to, stamp })
}

/// Begins to send a message by these options, a JSON text, whose handle ends with it; where it cannot begin the handle stays.
///
/// # Errors
/// As [`begin`].
pub fn begin_send(session: Handle, message: Handle, options: Option<&str>) -> Result<(), Failure> {
    let options = options
        .map(SendOptions::parse)
        .transpose()?
        .unwrap_or_default();
    let shared = objects::get::<MessageObject>(message)?;
    with_slot(&shared.place, |slot| {
        with(session, |object: &mut SessionObject| {
            let message = slot.take().ok_or_else(objects::invalid_handle)?;
            let begun = object.session.begin(Job::Send(message, options));
            if begun.is_err() {
                *slot = object.session.reclaim();
            }
            Ok(begun?)
        })
    })?;
    // Another thread may have freed the handle meanwhile: the job has begun all the same.
    let _ = objects::free(message);
    Ok(())
}

/// Takes what happened, and lets `answer` read what to do next, with the session's place for texts.
///
/// # Errors
/// The event does not fit; the session is unchanged.
pub fn advance<R>(
    session: Handle,
    event: Event<'_>,
    now_ms: u64,
    answer: impl FnOnce(Step<'_>, Outcome, &mut Vec<u8>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    with(session, |SessionObject { session, text }| {
        session.advance(event, now_ms)?;
        answer(session.step(), session.outcome(), text)
    })
}

/// Lets `answer` read the last step again.
///
/// # Errors
/// The handle is invalid.
pub fn step<R>(session: Handle, answer: impl FnOnce(Step<'_>) -> R) -> Result<R, Failure> {
    on(session, |session| answer(session.step()))
}

/// What came of the last job, as the report has it.
///
/// # Errors
/// The handle is invalid.
pub fn outcome(session: Handle) -> Result<Outcome, Failure> {
    on(session, |session| session.outcome())
}

/// The report of the last job.
///
/// # Errors
/// The handle is invalid.
pub fn report(session: Handle) -> Result<DeliveryReport, Failure> {
    on(session, |session| session.report())
}

/// A report without what tells of the network, both as JSON.
///
/// # Errors
/// It is not the JSON of a report.
pub fn redacted_report(report: &str) -> Result<String, Failure> {
    Ok(redacted_json(report)?)
}

/// The report of a job in the middle of which the library failed.
///
/// # Errors
/// There is no such outcome.
pub fn client_fault(last: u32, text: &str) -> Result<DeliveryReport, Failure> {
    let last = cs_smtp_outcome::of(last)
        .ok_or_else(|| Failure::argument(format!("There is no outcome {last}.")))?;
    Ok(DeliveryReport::client_fault(last, text))
}

/// Whether the last job ended only because the server had closed a connection that was left open.
///
/// # Errors
/// The handle is invalid.
pub fn is_stale(session: Handle) -> Result<bool, Failure> {
    on(session, |session| session.is_stale())
}

/// The message of the last job, rewound; 0 where there is none.
///
/// # Errors
/// The handle is invalid.
pub fn reclaim(session: Handle) -> Result<Handle, Failure> {
    on(session, |session| {
        let message = session.reclaim().map(MessageObject::from);
        message.map_or(0, objects::insert)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::hint;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    use super::*;
    use crate::failure::Status;
    use crate::operations::message;

    const ROUNDS: u64 = 20_000;

    /// Whoever comes first, the status says whether the job began.
    #[test]
    fn a_message_that_is_freed_meanwhile_is_sent_or_told() {
        let settings = r#"{"hostname":"mail.example.com","from_address":"cs@example.com"}"#;
        let settings = objects::insert(Settings::parse(settings).unwrap());
        let draft = r#"{"to":["ops@example.com"],"subject":"A","text":"B"}"#;
        let (shared, both) = (AtomicU64::new(0), Barrier::new(2));
        let mut untrue = 0;
        thread::scope(|scope| {
            scope.spawn(|| {
                for round in 0..ROUNDS {
                    let message = loop {
                        match shared.swap(0, Ordering::AcqRel) {
                            0 => thread::yield_now(),
                            message => break message,
                        }
                    };
                    // Every moment of the other thread's call is met once in a while.
                    (0..round % 200).for_each(|_| hint::spin_loop());
                    let _ = objects::free(message);
                    both.wait();
                }
            });
            for _ in 0..ROUNDS {
                let stamp = message::stamp(0, 0, &[7; 32], "").unwrap();
                let message = message::build(settings, draft, Vec::new(), &stamp).unwrap();
                let session = new(settings, &[7; 32]).unwrap();
                shared.store(message, Ordering::Release);
                let begun = begin_send(session, message, None);
                let is_busy = begin(session, Job::Probe).is_err_and(|it| it.status == Status::Busy);
                both.wait();
                objects::free(session).unwrap();
                untrue += u32::from(begun.is_ok() != is_busy);
            }
        });
        assert_eq!(untrue, 0, "statuses that were not so");
        objects::free(settings).unwrap();
    }
}
