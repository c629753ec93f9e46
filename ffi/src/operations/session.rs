//! Sessions.

use centerscape_smtp_core::entropy;
use centerscape_smtp_core::message::{Message, Stamp};
use centerscape_smtp_core::session::{DeliveryReport, Event, Job, Outcome, Session, Step};
use centerscape_smtp_core::settings::Settings;

use crate::failure::Failure;
use crate::objects::{self, Handle, SessionObject, with, with_slot};

/// A session for these settings.
///
/// # Errors
/// The problems of the settings; the entropy has not 32 bytes.
pub fn new(settings: Handle, entropy: &[u8]) -> Result<Handle, Failure> {
    let settings = objects::get::<Settings>(settings)?;
    let session = Session::new(Settings::clone(&settings), entropy::from_slice(entropy)?)?;
    Ok(objects::insert(SessionObject {
        session,
        text: Vec::new(),
    }))
}

/// Calls a function of a session.
fn on<R>(
    session: Handle,
    call: impl FnOnce(&mut SessionObject) -> Result<R, Failure>,
) -> Result<R, Failure> {
    with(&*objects::get::<SessionObject>(session)?, call)
}

/// Begins a probe, a test or the end.
///
/// # Errors
/// The state does not allow it, or the job's input is wrong.
pub fn begin(session: Handle, job: Job) -> Result<(), Failure> {
    on(session, |object| Ok(object.session.begin(job)?))
}

/// Begins a test mail.
///
/// # Errors
/// As [`begin`].
pub fn begin_test(session: Handle, to: &str, stamp: Stamp) -> Result<(), Failure> {
    let to = to.to_owned();
    begin(session, Job::Test { to, stamp })
}

/// Begins to send a message, whose handle ends with it; where it cannot begin the handle stays.
///
/// # Errors
/// As [`begin`].
pub fn begin_send(session: Handle, message: Handle) -> Result<(), Failure> {
    let place = objects::get::<Message>(message)?;
    with_slot(&place, |slot| {
        on(session, |object| {
            let message = slot.take().ok_or_else(objects::invalid_handle)?;
            let begun = object.session.begin(Job::Send(message));
            if begun.is_err() {
                *slot = object.session.reclaim();
            }
            Ok(begun?)
        })
    })?;
    objects::free(message)
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
    on(session, |object| {
        object.session.advance(event, now_ms)?;
        let SessionObject { session, text } = object;
        answer(session.step(), session.outcome(), text)
    })
}

/// Lets `answer` read the last step again.
///
/// # Errors
/// The handle is invalid.
pub fn step<R>(session: Handle, answer: impl FnOnce(Step<'_>) -> R) -> Result<R, Failure> {
    on(session, |object| Ok(answer(object.session.step())))
}

/// What came of the last job, as the report has it.
///
/// # Errors
/// The handle is invalid.
pub fn outcome(session: Handle) -> Result<Outcome, Failure> {
    on(session, |object| Ok(object.session.outcome()))
}

/// The report of the last job.
///
/// # Errors
/// The handle is invalid.
pub fn report(session: Handle) -> Result<DeliveryReport, Failure> {
    on(session, |object| Ok(object.session.report()))
}

/// The message of the last job, rewound; 0 where there is none.
///
/// # Errors
/// The handle is invalid.
pub fn reclaim(session: Handle) -> Result<Handle, Failure> {
    on(session, |object| {
        Ok(object.session.reclaim().map_or(0, objects::insert))
    })
}

/// The number of an outcome, the same in C and Java.
#[must_use]
pub fn outcome_number(outcome: Outcome) -> u32 {
    match outcome {
        Outcome::Ready => 1,
        Outcome::Accepted => 2,
        Outcome::PartlyAccepted => 3,
        Outcome::Refused => 4,
        Outcome::NotSent => 5,
        Outcome::Uncertain => 6,
    }
}
