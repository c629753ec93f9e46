//! What a session and its host say to each other: events and steps.

use std::borrow::Cow;
use std::ffi::c_char;
use std::ptr;

use centerscape_smtp_core::session::{
    Action, Certificate, Event, IoFailure, Outcome, Step, TlsInfo,
};
use zeroize::Zeroizing;

use crate::failure::Failure;
pub use crate::numbers::{cs_smtp_action, cs_smtp_event_kind, cs_smtp_secret_kind, cs_smtp_stage};

use super::input::{self, CStruct, VersionedStruct};
use super::report::cs_smtp_outcome;

/// A certificate that the server presented. Fill in what is known.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct cs_smtp_certificate {
    /// `sizeof(cs_smtp_certificate)`
    pub struct_size: usize,
    /// The certificate itself, DER.
    pub der: *const u8,
    /// The number of bytes of `der`.
    pub der_length: usize,
    /// Whom it names.
    pub subject: *const c_char,
    /// The number of bytes of `subject`.
    pub subject_length: usize,
    /// Who signed it.
    pub issuer: *const c_char,
    /// The number of bytes of `issuer`.
    pub issuer_length: usize,
    /// The names and addresses that it is valid for, parted by line feeds.
    pub names: *const c_char,
    /// The number of bytes of `names`.
    pub names_length: usize,
    /// Valid from, in seconds since 1970-01-01 UTC.
    pub not_before: i64,
    /// Valid to, in seconds since 1970-01-01 UTC.
    pub not_after: i64,
    /// The SHA-256 fingerprint, in lower-case hexadecimal digits.
    pub sha256: *const c_char,
    /// The number of bytes of `sha256`.
    pub sha256_length: usize,
}

unsafe impl CStruct for cs_smtp_certificate {}

unsafe impl VersionedStruct for cs_smtp_certificate {
    const NAME: &'static str = "cs_smtp_certificate";
    const FIRST_SIZE: usize = 104;
}

/// What happened. Fields that the kind does not name are not read; set them to zero. The memory is the caller's, and needed during the
/// call only.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct cs_smtp_event {
    /// `sizeof(cs_smtp_event)`
    pub struct_size: usize,
    /// A `cs_smtp_event_kind`.
    pub kind: u32,
    /// The connection's own end, as `address:port`; its IP address is the EHLO name where none is set. Empty where unknown.
    pub local: *const c_char,
    /// The number of bytes of `local`.
    pub local_length: usize,
    /// The server's end, as `address:port`; empty where unknown.
    pub peer: *const c_char,
    /// The number of bytes of `peer`.
    pub peer_length: usize,
    /// The TLS version, such as `TLSv1.3`.
    pub version: *const c_char,
    /// The number of bytes of `version`.
    pub version_length: usize,
    /// The cipher suite.
    pub cipher: *const c_char,
    /// The number of bytes of `cipher`.
    pub cipher_length: usize,
    /// The certificates that the server presented, its own first.
    pub chain: *const cs_smtp_certificate,
    /// The number of certificates.
    pub chain_length: usize,
    /// What was read.
    pub bytes: *const u8,
    /// The number of `bytes`.
    pub bytes_length: usize,
    /// The password or token; NULL where the host has none. An empty text and `****` count as none. It is copied, and the copy is wiped.
    pub secret: *const c_char,
    /// The number of bytes of `secret`.
    pub secret_length: usize,
    /// Why the action failed, an open word: `dns`, `refused`, `unreachable`, `reset`, `certificate-untrusted`, `certificate-expired`,
    /// `certificate-name-mismatch`, `tls-version`, `tls-handshake`, `not-tls`, `other`. Where the host's time limit for the whole job
    /// passed before it came to the action: `connections-busy` while every connection to the server was in use, `rate-reached` while the
    /// message waited for its turn among those that the server takes in a minute.
    pub failure: *const c_char,
    /// The number of bytes of `failure`.
    pub failure_length: usize,
    /// The host's own words about the failure, without secrets.
    pub text: *const c_char,
    /// The number of bytes of `text`.
    pub text_length: usize,
    /// The addresses of a name, IPv4 or IPv6 without brackets, in the order in which the resolver found them, parted by line feeds; at most 16 are
    /// looked at. Empty where the name has none.
    pub addresses: *const c_char,
    /// The number of bytes of `addresses`.
    pub addresses_length: usize,
}

unsafe impl CStruct for cs_smtp_event {}

unsafe impl VersionedStruct for cs_smtp_event {
    const NAME: &'static str = "cs_smtp_event";
    const FIRST_SIZE: usize = 160;
}

/// What to do next.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct cs_smtp_step {
    /// `sizeof(cs_smtp_step)`, filled in by the caller.
    pub struct_size: usize,
    /// What to do.
    pub action: cs_smtp_action,
    /// What would be said of the job if it ended now.
    pub outcome: cs_smtp_outcome,
    /// How long the action may take in milliseconds, from the moment the host starts with it; -1 where it waits for nothing.
    pub timeout_ms: i64,
    /// Connect: an ASCII host name, or an IP address without brackets. Start-tls: the name. Provide-secret: the user. Confirm: the recipients,
    /// parted by line feeds. With a NUL behind it; NULL for any other action.
    pub text: *const c_char,
    /// The number of bytes of `text`, without the NUL.
    pub text_length: usize,
    /// Write: the bytes. NULL for any other action.
    pub bytes: *const u8,
    /// The number of `bytes`.
    pub bytes_length: usize,
    /// Connect: the TCP port. 0 for any other action.
    pub port: u32,
    /// Provide-secret: what is asked for.
    pub secret_kind: cs_smtp_secret_kind,
    /// Provide-secret: 1 where the server rejected the last one and a fresh one is wanted. 0 otherwise.
    pub secret_rejected: u32,
    /// The stage that the job came to, its last one where the job is over. One that differs from that of the step before has just begun, and
    /// those between the two passed.
    pub stage: cs_smtp_stage,
    /// Confirm: which transaction of the job, counted from 1. 0 for any other action.
    pub transaction: u32,
    /// Always 0. It keeps a later field from lying where `struct_size` would not tell it.
    pub reserved: u32,
}

unsafe impl VersionedStruct for cs_smtp_step {
    const NAME: &'static str = "cs_smtp_step";
    const FIRST_SIZE: usize = 80;
}

impl cs_smtp_step {
    /// What this step of a session is for C; `place` keeps its text.
    #[allow(
        clippy::unnecessary_wraps,
        clippy::needless_pass_by_value,
        reason = "the shape that `operations::session::advance` calls"
    )]
    pub(super) fn of(
        step: Step<'_>,
        outcome: Outcome,
        place: &mut Vec<u8>,
    ) -> Result<Self, Failure> {
        let mut told = Self {
            action: (&step.action).into(),
            outcome: outcome.into(),
            timeout_ms: step.timeout_ms.map_or(-1, i64::from),
            struct_size: 0,
            text: ptr::null(),
            text_length: 0,
            bytes: ptr::null(),
            bytes_length: 0,
            port: 0,
            secret_kind: cs_smtp_secret_kind::None,
            secret_rejected: 0,
            stage: step.stage.into(),
            transaction: 0,
            reserved: 0,
        };
        let text = match step.action {
            Action::Connect { host, port } => {
                told.port = port.into();
                Some(Cow::Borrowed(host))
            }
            Action::StartTls { name } => Some(name.into()),
            Action::Write(bytes) => {
                (told.bytes, told.bytes_length) = (bytes.as_ptr(), bytes.len());
                None
            }
            Action::ProvideSecret(request) => {
                told.secret_kind = request.kind.into();
                told.secret_rejected = request.rejected.into();
                Some(request.username.into())
            }
            Action::Confirm(question) => {
                told.transaction = question.transaction;
                Some(question.recipients.join("\n").into())
            }
            Action::Read | Action::Idle | Action::Close | Action::Done => None,
        };
        place.clear();
        if let Some(text) = text {
            place.extend_from_slice(text.as_bytes());
            place.push(0);
            (told.text, told.text_length) = (place.as_ptr().cast(), text.len());
        }
        Ok(told)
    }
}

impl cs_smtp_event {
    /// The event, with what its kind names.
    ///
    /// # Safety
    /// The pointers are as the header says, for as long as the event is used.
    pub(super) unsafe fn read(&self) -> Result<Event<'_>, Failure> {
        let kind = cs_smtp_event_kind::of(self.kind).ok_or_else(|| {
            Failure::argument(format!("There is no event of the kind {}.", self.kind))
        })?;
        Ok(match kind {
            cs_smtp_event_kind::Start => Event::Start,
            cs_smtp_event_kind::Connected => unsafe { self.connected() }?,
            cs_smtp_event_kind::Secured => unsafe { self.secured() }?,
            cs_smtp_event_kind::Written => Event::Written,
            cs_smtp_event_kind::Received => {
                Event::Received(unsafe { input::bytes(self.bytes, self.bytes_length, "bytes") }?)
            }
            cs_smtp_event_kind::Secret => unsafe { self.secret() }?,
            cs_smtp_event_kind::Closed => Event::Closed,
            cs_smtp_event_kind::Failed => unsafe { self.failed() }?,
            cs_smtp_event_kind::TimedOut => Event::TimedOut,
            cs_smtp_event_kind::Cancelled => Event::Cancelled,
            cs_smtp_event_kind::DeadlineExceeded => Event::DeadlineExceeded,
            cs_smtp_event_kind::Resolved => unsafe { self.resolved() }?,
            cs_smtp_event_kind::Confirmed => Event::Confirmed,
        })
    }

    unsafe fn resolved(&self) -> Result<Event<'_>, Failure> {
        let addresses = unsafe { input::text(self.addresses, self.addresses_length, "addresses") }?;
        Ok(Event::Resolved(
            addresses.lines().map(str::to_owned).collect(),
        ))
    }

    unsafe fn connected(&self) -> Result<Event<'_>, Failure> {
        unsafe {
            Ok(Event::Connected {
                local: input::text(self.local, self.local_length, "local")?,
                peer: input::text(self.peer, self.peer_length, "peer")?,
            })
        }
    }

    unsafe fn secured(&self) -> Result<Event<'_>, Failure> {
        unsafe {
            Ok(Event::Secured(TlsInfo {
                version: input::text(self.version, self.version_length, "version")?.to_owned(),
                cipher: input::text(self.cipher, self.cipher_length, "cipher")?.to_owned(),
                chain: self.chain()?,
            }))
        }
    }

    unsafe fn secret(&self) -> Result<Event<'_>, Failure> {
        let secret = unsafe { input::optional_text(self.secret, self.secret_length, "secret") }?;
        Ok(Event::Secret(
            secret.map(|secret| Zeroizing::new(secret.to_owned())),
        ))
    }

    unsafe fn failed(&self) -> Result<Event<'_>, Failure> {
        unsafe {
            Ok(Event::Failed(IoFailure {
                kind: input::text(self.failure, self.failure_length, "failure")?.to_owned(),
                text: input::text(self.text, self.text_length, "text")?.to_owned(),
                chain: self.chain()?,
            }))
        }
    }

    unsafe fn chain(&self) -> Result<Vec<Certificate>, Failure> {
        let given = unsafe { input::structures(self.chain, self.chain_length, "chain") }?;
        given
            .iter()
            .map(|one| unsafe { certificate(one) })
            .collect()
    }
}

unsafe fn certificate(given: &cs_smtp_certificate) -> Result<Certificate, Failure> {
    unsafe {
        let names = input::text(given.names, given.names_length, "names")?;
        Ok(Certificate {
            der: input::bytes(given.der, given.der_length, "der")?.to_owned(),
            subject: input::text(given.subject, given.subject_length, "subject")?.to_owned(),
            issuer: input::text(given.issuer, given.issuer_length, "issuer")?.to_owned(),
            names: names.lines().map(str::to_owned).collect(),
            not_before: given.not_before,
            not_after: given.not_after,
            sha256: input::text(given.sha256, given.sha256_length, "sha256")?.to_owned(),
        })
    }
}
