//! Sessions: their jobs, and what comes of them.

use std::ffi::c_char;

use centerscape_smtp_core::session::Job;

use crate::failure::Status;
use crate::objects::{Exclusive, SessionObject};
use crate::operations::session;

use super::error::cs_smtp_error;
use super::handle::{self, number};
use super::input;
use super::message::{self, cs_smtp_message, cs_smtp_stamp};
use super::output::OutStruct;
use super::report::{cs_smtp_outcome, cs_smtp_report};
use super::session_step::{cs_smtp_event, cs_smtp_step};
use super::settings::cs_smtp_settings;
use super::{answer, run};

/// One SMTP connection as a state machine: events in, steps out. One call at a time: a second thread's gets
/// `CS_SMTP_STATUS_CONCURRENT_CALL`.
///
/// Begin a job, advance the session with the event `CS_SMTP_EVENT_KIND_START`, do what each step says, and advance it with what happened, until
/// the step is idle or done. Then take the report.
pub struct cs_smtp_session {
    _opaque: [u8; 0],
}

/// Makes a session for these settings, in `*session`, to be freed. It copies the settings. The entropy is `CS_SMTP_ENTROPY_LENGTH` bytes from
/// a secure random source, fresh for each session.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the settings, or the entropy has another length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_new(
    settings: *const cs_smtp_settings,
    entropy: *const u8,
    entropy_length: usize,
    session: *mut *mut cs_smtp_session,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "session", session, || {
            let entropy = input::bytes(entropy, entropy_length, "entropy")?;
            session::new(number(settings), entropy)
        })
    }
}

/// Holds the connections that are opened from now on to a policy; without a call to the default one, which keeps them from link-local addresses,
/// the metadata services of clouds, and what is never one server. JSON text: `{ "scope": "any" | "mail-servers" | "public", "networks":
/// ["10.1.0.0/16"], "ports": [25, 465, 587, 2525] }`. `public` leaves the Internet's public addresses; `networks` are open beside it; no `ports`
/// are all ports. A name's addresses are judged after `resolved`, before anything is connected; where the host connects by the name, its
/// peer is judged before a byte is written. What is not allowed fails as `destination-denied`.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the policy; the session is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_restrict_to(
    session: *mut cs_smtp_session,
    destinations: *const c_char,
    destinations_length: usize,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let destinations = input::text(destinations, destinations_length, "destinations")?;
            session::restrict_to(number(session), destinations)
        })
    }
}

/// Begins with what an earlier session by the same settings learned of the server: the object `learned` of its report, unchanged. It tells which
/// login mechanism worked, and how many recipients the server takes in one transaction. It saves round trips and attempts; no password is shown
/// that would not be shown without it.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the text is something else; the session is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_recall(
    session: *mut cs_smtp_session,
    learned: *const c_char,
    learned_length: usize,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let learned = input::text(learned, learned_length, "learned")?;
            session::recall(number(session), learned)
        })
    }
}

/// Asks the host before each final dot whether it may be written, by the action confirm: for a host that must write down first that the message
/// may be taken, or that others may send too. Without a call it is not asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_confirm_transactions(
    session: *mut cs_smtp_session,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { run(error, || session::confirm_transactions(number(session))) }
}

/// Begins a probe: everything up to MAIL, to see whether a mail could be sent. Nothing is sent.
///
/// `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_begin_probe(
    session: *mut cs_smtp_session,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { run(error, || session::begin(number(session), Job::Probe)) }
}

/// Begins to send the test mail to one address.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the address and the stamp. `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_begin_test(
    session: *mut cs_smtp_session,
    to: *const c_char,
    to_length: usize,
    stamp: *const cs_smtp_stamp,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let to = input::text(to, to_length, "to")?;
            session::begin_test(number(session), to, message::stamp(stamp)?)
        })
    }
}

/// Begins to send a message. On success the session takes it: its handle is then no longer valid, and needs no free. Otherwise it stays.
///
/// `options` is JSON text, or NULL: `{ "recipients": ["ops@example.com"], "all_or_nothing": true }`, each key optional. `recipients` are those of the
/// envelope that it goes to, each as the envelope has it; without the key all of them. With `all_or_nothing` it goes to all of these or to none:
/// DATA is said only after the server took every one, all in one transaction.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the options. `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_begin_send(
    session: *mut cs_smtp_session,
    message: *mut cs_smtp_message,
    options: *const c_char,
    options_length: usize,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let options = input::optional_text(options, options_length, "options")?;
            session::begin_send(number(session), number(message), options)
        })
    }
}

/// Begins to say QUIT and to close.
///
/// `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_begin_quit(
    session: *mut cs_smtp_session,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { run(error, || session::begin(number(session), Job::Quit)) }
}

/// Takes what happened, and writes what to do next into `*step`, whose `struct_size` the caller filled in. `now_ms` is any clock that never goes
/// back, in milliseconds. What `*step` points to is valid until the next call on this session.
///
/// `CS_SMTP_STATUS_NOT_STARTED`, `CS_SMTP_STATUS_FINISHED`, `CS_SMTP_STATUS_UNEXPECTED_EVENT`: the session is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_advance(
    session: *mut cs_smtp_session,
    event: *const cs_smtp_event,
    now_ms: u64,
    step: *mut cs_smtp_step,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let place = OutStruct::new(step, "step")?;
            let given = input::structure(event, "event")?;
            let event = given.read()?;
            let step = session::advance(number(session), event, now_ms, cs_smtp_step::of)?;
            place.write(&step);
            Ok(())
        })
    }
}

/// What would be said of the job if it ended now, in `*outcome`: `CS_SMTP_OUTCOME_UNCERTAIN` from the moment the final dot was handed out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_outcome(
    session: *const cs_smtp_session,
    outcome: *mut cs_smtp_outcome,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "outcome", outcome, || {
            session::outcome(number(session)).map(cs_smtp_outcome::from)
        })
    }
}

/// The report of the last job, in `*report`, to be freed. A job under way is reported as if it ended now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_report(
    session: *const cs_smtp_session,
    report: *mut *mut cs_smtp_report,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "report", report, || session::report(number(session))) }
}

/// The same without what tells of the network, for people who may not look into it: no stages and times, no replies, certificates,
/// capabilities and transcript, and for every failure before the login the one cause `server-not-reached`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_redacted_report(
    session: *const cs_smtp_session,
    report: *mut *mut cs_smtp_report,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "report", report, || {
            Ok(session::report(number(session))?.redacted())
        })
    }
}

/// The report of a job in the middle of which the library failed (`CS_SMTP_STATUS_FAULT`), in `*report`, to be freed. `last` is the outcome that the
/// last step told, `text` what is known of the fault, without secrets. Where the final dot was handed out by then, the outcome is
/// `CS_SMTP_OUTCOME_UNCERTAIN`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_client_fault_report(
    last: u32,
    text: *const c_char,
    text_length: usize,
    report: *mut *mut cs_smtp_report,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "report", report, || {
            session::client_fault(last, input::text(text, text_length, "text")?)
        })
    }
}

/// Whether the last job ended only because the server had closed a connection that an earlier job left open, before it answered anything, in
/// `*is_stale`: its message, taken back, may go over a new connection at once. Everything else is the caller's decision.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_is_stale(
    session: *const cs_smtp_session,
    is_stale: *mut bool,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "is_stale", is_stale, || {
            session::is_stale(number(session))
        })
    }
}

/// Takes back the message of the last job, rewound, in `*message`, to be freed; NULL where there is none. Send it again only where the outcome
/// is `CS_SMTP_OUTCOME_NOT_SENT` or a person said so: nothing is repeated by itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_session_reclaim(
    session: *mut cs_smtp_session,
    message: *mut *mut cs_smtp_message,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "message", message, || {
            session::reclaim(number(session))
        })
    }
}

/// Frees a session and its message. NULL is allowed. It says nothing to the server: closing the connection is the host's. Returns OK or
/// `CS_SMTP_STATUS_INVALID_HANDLE`.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_session_free(session: *mut cs_smtp_session) -> Status {
    handle::free::<Exclusive<SessionObject>>(number(session))
}
