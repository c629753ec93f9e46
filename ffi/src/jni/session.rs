//! Sessions.

use centerscape_smtp_core::session::{Certificate, Event, IoFailure, Job, TlsInfo};
use jni::Env;
use jni::objects::JLongArray;
use jni::sys::{jboolean, jint, jlong};

use super::entry::natives;
use super::message::first;
use super::step;
use super::thrown::Thrown;
use super::values::{Arrays, Bytes, SecretText, count, elements, numbers, text};
use crate::failure::Failure;
use crate::numbers::{cs_smtp_event_kind as Kind, cs_smtp_outcome};
use crate::objects::Handle;
use crate::operations::{message, session};

/// How many byte arrays a certificate has.
const TEXTS: usize = 5;
/// How many moments a certificate has.
const MOMENTS: usize = 2;
/// Replies up to so many bytes are copied to the stack.
const SHORT_REPLY: usize = 256;

natives! {
    fn session_new(env, settings: Handle, entropy: Bytes) -> Handle {
        session::new(settings, &entropy)?
    }

    fn session_restrict_to(env, session: Handle, destinations: String) {
        session::restrict_to(session, &destinations)?;
    }

    fn session_recall(env, session: Handle, learned: String) {
        session::recall(session, &learned)?;
    }

    fn session_confirm_transactions(env, session: Handle) {
        session::confirm_transactions(session)?;
    }

    fn session_begin_probe(env, session: Handle) {
        session::begin(session, Job::Probe)?;
    }

    fn session_begin_test(env, session: Handle, to: String, unix_seconds: jlong,
            offset_minutes: jint, entropy: Bytes, domain: String) {
        let stamp = message::stamp(unix_seconds, offset_minutes, &entropy, &domain)?;
        session::begin_test(session, &to, stamp)?;
    }

    fn session_begin_send(env, session: Handle, message: Handle, options: Option<String>) {
        session::begin_send(session, message, options.as_deref())?;
    }

    fn session_begin_quit(env, session: Handle) {
        session::begin(session, Job::Quit)?;
    }

    fn session_advance(env, session: Handle, memory: &'local mut [u8], event: jint,
            input_length: jint, now_ms: jlong) -> jint {
        // The same memory takes the answer, so what was read moves out of the way: most replies without an allocation.
        let mut short = [0; SHORT_REPLY];
        let long;
        let event = match Kind::of(event.cast_unsigned()) {
            Some(Kind::Received) => {
                let read = first(step::payload(memory)?, input_length)?;
                Event::Received(if let Some(copy) = short.get_mut(..read.len()) {
                    copy.copy_from_slice(read);
                    copy
                } else {
                    long = read.to_vec();
                    &long
                })
            }
            Some(Kind::Start) => Event::Start,
            Some(Kind::Written) => Event::Written,
            Some(Kind::Closed) => Event::Closed,
            Some(Kind::TimedOut) => Event::TimedOut,
            Some(Kind::Cancelled) => Event::Cancelled,
            Some(Kind::DeadlineExceeded) => Event::DeadlineExceeded,
            Some(Kind::Confirmed) => Event::Confirmed,
            _ => return Err(Failure::argument("There is no such event without data.").into()),
        };
        advance(session, event, now_ms, memory)?
    }

    fn session_resolved(env, session: Handle, memory: &'local mut [u8], addresses: String,
            now_ms: jlong) -> jint {
        let event = Event::Resolved(addresses.lines().map(str::to_owned).collect());
        advance(session, event, now_ms, memory)?
    }

    fn session_connected(env, session: Handle, memory: &'local mut [u8], local: String,
            peer: String, now_ms: jlong) -> jint {
        let event = Event::Connected { local: &local, peer: &peer };
        advance(session, event, now_ms, memory)?
    }

    fn session_secured(env, session: Handle, memory: &'local mut [u8], version: String,
            cipher: String, certificates: Arrays<'local>, validity: JLongArray<'local>,
            now_ms: jlong) -> jint {
        let chain = chain(env, &certificates, &validity)?;
        let event = Event::Secured(TlsInfo { version, cipher, chain });
        advance(session, event, now_ms, memory)?
    }

    fn session_failed(env, session: Handle, memory: &'local mut [u8], kind: String, text: String,
            certificates: Arrays<'local>, validity: JLongArray<'local>, now_ms: jlong) -> jint {
        let chain = chain(env, &certificates, &validity)?;
        let event = Event::Failed(IoFailure { kind, text, chain });
        advance(session, event, now_ms, memory)?
    }

    fn session_secret(env, session: Handle, memory: &'local mut [u8], secret: Option<SecretText>,
            now_ms: jlong) -> jint {
        advance(session, Event::Secret(secret), now_ms, memory)?
    }

    fn session_output(env, session: Handle, memory: &'local mut [u8], offset: jint) -> jint {
        let payload = step::payload(memory)?;
        let offset = usize::try_from(offset)
            .map_err(|_| Failure::argument("There is nothing before the first byte."))?;
        count(session::step(session, |step| {
            step::copy(&step::bytes(&step.action), offset, payload)
        })?)
    }

    fn session_outcome(env, session: Handle) -> jint {
        cs_smtp_outcome::from(session::outcome(session)?) as jint
    }

    fn session_report(env, session: Handle) -> String {
        session::report(session)?.to_json()
    }

    fn redacted_report(env, report: String) -> String {
        session::redacted_report(&report)?
    }

    fn session_client_fault(env, last: jint, text: String) -> String {
        session::client_fault(last.cast_unsigned(), &text)?.to_json()
    }

    fn session_is_stale(env, session: Handle) -> jboolean {
        session::is_stale(session)?
    }

    fn session_reclaim(env, session: Handle) -> Handle {
        session::reclaim(session)?
    }
}

/// Tells a session what happened, and Java what to do next.
fn advance(
    session: Handle,
    event: Event<'_>,
    now_ms: jlong,
    memory: &mut [u8],
) -> Result<jint, Failure> {
    // An answer without a place would be lost, so this is found out before the session moves on.
    step::payload(memory)?;
    let now_ms =
        u64::try_from(now_ms).map_err(|_| Failure::argument("A clock does not go below zero."))?;
    session::advance(session, event, now_ms, |step, outcome, _| {
        step::write(&step, outcome, memory)
    })
}

/// The certificates that a server presented.
fn chain(
    env: &mut Env<'_>,
    certificates: &Arrays<'_>,
    validity: &JLongArray<'_>,
) -> Result<Vec<Certificate>, Thrown> {
    let certificates = elements(env, certificates)?;
    let validity = numbers(env, validity)?;
    let ((certificates, []), (validity, [])) = (
        certificates.as_chunks::<TEXTS>(),
        validity.as_chunks::<MOMENTS>(),
    ) else {
        return Err(uneven().into());
    };
    if certificates.len() != validity.len() {
        return Err(uneven().into());
    }
    let chain = certificates.iter().zip(validity);
    let chain = chain.map(|(texts, validity)| certificate(texts, *validity));
    Ok(chain.collect::<Result<_, _>>()?)
}

fn certificate(
    texts: &[Option<Bytes>; TEXTS],
    [not_before, not_after]: [jlong; MOMENTS],
) -> Result<Certificate, Failure> {
    let [
        Some(der),
        Some(subject),
        Some(issuer),
        Some(names),
        Some(sha256),
    ] = texts
    else {
        return Err(Failure::argument("A part of a certificate is null."));
    };
    Ok(Certificate {
        der: der.to_vec(),
        subject: text(subject)?,
        issuer: text(issuer)?,
        names: text(names)?.lines().map(str::to_owned).collect(),
        not_before,
        not_after,
        sha256: text(sha256)?,
    })
}

fn uneven() -> Failure {
    Failure::argument("A certificate has five byte arrays and two moments.")
}
