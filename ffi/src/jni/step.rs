//! What a session does next, as numbers in the head of a direct buffer and its bytes behind it. The layout is that of `NativeSession`.

use std::borrow::Cow;

use centerscape_smtp_core::session::{Action, Outcome, Step};
use jni::sys::jint;

use crate::failure::Failure;
use crate::numbers::{cs_smtp_action, cs_smtp_outcome, cs_smtp_secret_kind, cs_smtp_stage};

/// Where the bytes begin, behind the head.
pub(super) const PAYLOAD: usize = 32;

/// A smaller buffer would not hold a host name.
const SMALLEST: usize = PAYLOAD + 1024;

/// The part of a buffer behind its head.
pub(super) fn payload(buffer: &mut [u8]) -> Result<&mut [u8], Failure> {
    if buffer.len() < SMALLEST {
        return Err(Failure::argument("A buffer is too small for a session."));
    }
    buffer
        .get_mut(PAYLOAD..)
        .ok_or_else(|| Failure::argument("A buffer is too small for a session."))
}

/// Writes a step and returns the number of its action.
pub(super) fn write(step: &Step<'_>, outcome: Outcome, buffer: &mut [u8]) -> Result<jint, Failure> {
    let action = cs_smtp_action::from(&step.action) as jint;
    let (number, flags) = numbers(&step.action);
    let bytes = bytes(&step.action);
    let stage = cs_smtp_stage::from(step.stage) as jint;
    let timeout = step.timeout_ms.map_or(-1, i64::from);
    let length = i32::try_from(bytes.len())
        .map_err(|_| Failure::argument("There are more bytes to write than Java can count."))?;
    let outcome = cs_smtp_outcome::from(outcome) as jint;
    copy(&bytes, 0, payload(buffer)?);
    let Some(head) = buffer.first_chunk_mut::<PAYLOAD>() else {
        return Ok(action);
    };
    head[..8].copy_from_slice(&timeout.to_ne_bytes());
    head[8..12].copy_from_slice(&outcome.to_ne_bytes());
    head[12..16].copy_from_slice(&length.to_ne_bytes());
    head[16..20].copy_from_slice(&number.to_ne_bytes());
    head[20..24].copy_from_slice(&flags.to_ne_bytes());
    head[24..28].copy_from_slice(&stage.to_ne_bytes());
    Ok(action)
}

/// Copies what fits of the bytes from `offset` on, and says how many.
pub(super) fn copy(bytes: &[u8], offset: usize, into: &mut [u8]) -> usize {
    let bytes = bytes.get(offset..).unwrap_or_default();
    let count = bytes.len().min(into.len());
    if let (Some(from), Some(into)) = (bytes.get(..count), into.get_mut(..count)) {
        into.copy_from_slice(from);
    }
    count
}

/// The bytes of an action: what is written, or its text.
pub(super) fn bytes<'step>(action: &Action<'step>) -> Cow<'step, [u8]> {
    Cow::Borrowed(match action {
        Action::Connect { host, .. } => host.as_bytes(),
        Action::StartTls { name } => name.as_bytes(),
        Action::Write(bytes) => bytes,
        Action::ProvideSecret(request) => request.username.as_bytes(),
        Action::Confirm(question) => {
            return Cow::Owned(question.recipients.join("\n").into_bytes());
        }
        Action::Read | Action::Idle | Action::Close | Action::Done => &[],
    })
}

/// An action's own number and flags.
fn numbers(action: &Action<'_>) -> (jint, jint) {
    match action {
        Action::Connect { port, .. } => ((*port).into(), 0),
        Action::ProvideSecret(request) => (
            cs_smtp_secret_kind::from(request.kind) as jint,
            request.rejected.into(),
        ),
        Action::Confirm(question) => (question.transaction.cast_signed(), 0),
        _ => (0, 0),
    }
}
