//! Sessions.

use centerscape_smtp_core::session::{Certificate, Event, IoFailure, Job, TlsInfo};
use jni::objects::{JByteArray, JByteBuffer, JClass, JLongArray};
use jni::sys::{jint, jlong};
use jni::{Env, EnvUnowned, jni_mangle};

use super::entry::{Thrown, enter};
use super::message::stamp;
use super::step;
use super::values::{
    Arrays, Bytes, array, bytes, direct, elements, handle, number, numbers, optional_bytes,
    secret_text, string,
};
use crate::failure::{Failure, text};
use crate::numbers::{cs_smtp_event_kind as Kind, cs_smtp_outcome};
use crate::operations::session;

/// How many byte arrays a certificate has.
const TEXTS: usize = 5;
/// How many moments a certificate has.
const MOMENTS: usize = 2;
/// Replies up to so many bytes are copied to the stack.
const SHORT_REPLY: usize = 256;

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_new<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    settings: jlong,
    entropy: JByteArray<'local>,
) -> jlong {
    enter(&mut env, |env| {
        let entropy = bytes(env, &entropy)?;
        Ok(number(session::new(handle(settings), &entropy)?))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_restrict_to<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    destinations: JByteArray<'local>,
) {
    enter(&mut env, |env| {
        let destinations = string(env, &destinations)?;
        Ok(session::restrict_to(handle(object), &destinations)?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_recall<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    learned: JByteArray<'local>,
) {
    enter(&mut env, |env| {
        let learned = string(env, &learned)?;
        Ok(session::recall(handle(object), &learned)?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_begin_probe<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>, object: jlong) {
    enter(&mut env, |_| {
        Ok(session::begin(handle(object), Job::Probe)?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
#[allow(
    clippy::too_many_arguments,
    reason = "the parts of a stamp cross one by one"
)]
pub fn session_begin_test<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    to: JByteArray<'local>,
    unix_seconds: jlong,
    offset_minutes: jint,
    entropy: JByteArray<'local>,
    domain: JByteArray<'local>,
) {
    enter(&mut env, |env| {
        let to = string(env, &to)?;
        let stamp = stamp(env, unix_seconds, offset_minutes, &entropy, &domain)?;
        Ok(session::begin_test(handle(object), &to, stamp)?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_begin_send<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    message: jlong,
) {
    enter(&mut env, |_| {
        Ok(session::begin_send(handle(object), handle(message))?)
    });
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_begin_quit<'local>(mut env: EnvUnowned<'local>, _: JClass<'local>, object: jlong) {
    enter(&mut env, |_| Ok(session::begin(handle(object), Job::Quit)?));
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_advance<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    event: jint,
    input_length: jint,
    now_ms: jlong,
) -> jint {
    enter(&mut env, |env| {
        let buffer = direct(env, &mut buffer)?;
        let event = Kind::of(event.cast_unsigned());
        // The same memory takes the answer, so what was read moves out of the way: most replies without an allocation.
        let mut short = [0; SHORT_REPLY];
        let long;
        let input = if event == Some(Kind::Received) {
            let read = received(buffer, input_length)?;
            if let Some(copy) = short.get_mut(..read.len()) {
                copy.copy_from_slice(read);
                &*copy
            } else {
                long = read.to_vec();
                &long
            }
        } else {
            &[]
        };
        let event = match event {
            Some(Kind::Start) => Event::Start,
            Some(Kind::Written) => Event::Written,
            Some(Kind::Received) => Event::Received(input),
            Some(Kind::Closed) => Event::Closed,
            Some(Kind::TimedOut) => Event::TimedOut,
            Some(Kind::Cancelled) => Event::Cancelled,
            Some(Kind::DeadlineExceeded) => Event::DeadlineExceeded,
            _ => return Err(Failure::argument("There is no such event without data.").into()),
        };
        advance(object, event, now_ms, buffer)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_resolved<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    addresses: JByteArray<'local>,
    now_ms: jlong,
) -> jint {
    enter(&mut env, |env| {
        let addresses = string(env, &addresses)?;
        let event = Event::Resolved(addresses.lines().map(str::to_owned).collect());
        advance(object, event, now_ms, direct(env, &mut buffer)?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_connected<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    local: JByteArray<'local>,
    peer: JByteArray<'local>,
    now_ms: jlong,
) -> jint {
    enter(&mut env, |env| {
        let local = string(env, &local)?;
        let peer = string(env, &peer)?;
        let event = Event::Connected {
            local: &local,
            peer: &peer,
        };
        advance(object, event, now_ms, direct(env, &mut buffer)?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
#[allow(
    clippy::too_many_arguments,
    reason = "what TLS tells crosses without an object around it"
)]
pub fn session_secured<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    version: JByteArray<'local>,
    cipher: JByteArray<'local>,
    certificates: Arrays<'local>,
    validity: JLongArray<'local>,
    now_ms: jlong,
) -> jint {
    enter(&mut env, |env| {
        let event = Event::Secured(TlsInfo {
            version: string(env, &version)?,
            cipher: string(env, &cipher)?,
            chain: chain(env, &certificates, &validity)?,
        });
        advance(object, event, now_ms, direct(env, &mut buffer)?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
#[allow(
    clippy::too_many_arguments,
    reason = "what TLS tells crosses without an object around it"
)]
pub fn session_failed<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    kind: JByteArray<'local>,
    words: JByteArray<'local>,
    certificates: Arrays<'local>,
    validity: JLongArray<'local>,
    now_ms: jlong,
) -> jint {
    enter(&mut env, |env| {
        let event = Event::Failed(IoFailure {
            kind: string(env, &kind)?,
            text: string(env, &words)?,
            chain: chain(env, &certificates, &validity)?,
        });
        advance(object, event, now_ms, direct(env, &mut buffer)?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_secret<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    secret: JByteArray<'local>,
    now_ms: jlong,
) -> jint {
    enter(&mut env, |env| {
        let secret = optional_bytes(env, &secret)?;
        let secret = secret.as_deref().map(|bytes| secret_text(bytes));
        let event = Event::Secret(secret.transpose()?);
        advance(object, event, now_ms, direct(env, &mut buffer)?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_output<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
    mut buffer: JByteBuffer<'local>,
    offset: jint,
) -> jint {
    enter(&mut env, |env| {
        let payload = step::payload(direct(env, &mut buffer)?)?;
        let offset = usize::try_from(offset)
            .map_err(|_| Failure::argument("There is nothing before the first byte."))?;
        let count = session::step(handle(object), |step| {
            step::copy(step::bytes(&step.action), offset, payload)
        })?;
        Ok(jint::try_from(count).unwrap_or(jint::MAX))
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_outcome<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> jint {
    enter(&mut env, |_| {
        let outcome = session::outcome(handle(object))?;
        Ok(cs_smtp_outcome::from(outcome) as jint)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_report<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let report = session::report(handle(object))?.to_json();
        Ok(array(env, report.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_coarse_report<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> JByteArray<'local> {
    enter(&mut env, |env| {
        let report = session::report(handle(object))?.coarse().to_json();
        Ok(array(env, report.as_bytes())?)
    })
}

#[jni_mangle("com.centerscape.smtp.internal.jni.Native")]
pub fn session_reclaim<'local>(
    mut env: EnvUnowned<'local>,
    _: JClass<'local>,
    object: jlong,
) -> jlong {
    enter(&mut env, |_| Ok(number(session::reclaim(handle(object))?)))
}

/// Tells a session what happened, and Java what to do next.
fn advance(
    object: jlong,
    event: Event<'_>,
    now_ms: jlong,
    buffer: &mut [u8],
) -> Result<jint, Thrown> {
    // An answer without a place would be lost, so this is found out before the session moves on.
    step::payload(buffer)?;
    let now_ms =
        u64::try_from(now_ms).map_err(|_| Failure::argument("A clock does not go below zero."))?;
    let action = session::advance(handle(object), event, now_ms, |step, outcome, _| {
        step::write(&step, outcome, buffer)
    })?;
    Ok(action)
}

/// What was read.
fn received(buffer: &mut [u8], length: jint) -> Result<&[u8], Failure> {
    let payload = step::payload(buffer)?;
    let read = usize::try_from(length)
        .ok()
        .and_then(|length| payload.get(..length));
    read.ok_or_else(|| Failure::argument("A buffer is shorter than the bytes in it."))
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
        subject: text(subject)?.to_owned(),
        issuer: text(issuer)?.to_owned(),
        names: text(names)?.lines().map(str::to_owned).collect(),
        not_before,
        not_after,
        sha256: text(sha256)?.to_owned(),
    })
}

fn uneven() -> Failure {
    Failure::argument("A certificate has five byte arrays and two moments.")
}
