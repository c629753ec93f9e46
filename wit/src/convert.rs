//! Between the types of the WIT and those of core, field by field.

use std::borrow::Cow;

use centerscape_smtp_core::{detect, diagnosis, entropy, message, problem, session, settings};
use zeroize::Zeroizing;

use crate::bindings::exports::centerscape::smtp::{
    delivery as wit_delivery, detection as wit_detection, diagnosis as wit_diagnosis,
    message as wit_message, settings as wit_settings, types as wit,
};
use crate::message::Message;

/// One type's value as another's.
pub trait Convert<T> {
    /// The same value, converted.
    fn convert(self) -> T;
}

impl<A: Convert<B>, B> Convert<Vec<B>> for Vec<A> {
    fn convert(self) -> Vec<B> {
        self.into_iter().map(Convert::convert).collect()
    }
}

impl<A: Convert<B>, B> Convert<Option<B>> for Option<A> {
    fn convert(self) -> Option<B> {
        self.map(Convert::convert)
    }
}

impl<A: Convert<B>, B, E: Convert<F>, F> Convert<Result<B, F>> for Result<A, E> {
    fn convert(self) -> Result<B, F> {
        match self {
            Ok(value) => Ok(value.convert()),
            Err(error) => Err(error.convert()),
        }
    }
}

impl Convert<String> for Cow<'static, str> {
    fn convert(self) -> String {
        self.into_owned()
    }
}

impl Convert<Cow<'static, str>> for String {
    fn convert(self) -> Cow<'static, str> {
        Cow::Owned(self)
    }
}

impl Convert<String> for &'static str {
    fn convert(self) -> String {
        self.to_owned()
    }
}

macro_rules! same {
    ($($type:ty),*) => { $(
        impl Convert<$type> for $type {
            fn convert(self) -> $type {
                self
            }
        }
    )* };
}
// `u8` is not among them, so that bytes move as a whole.
same!(bool, u16, u32, u64, i16, i64, String, Vec<u8>);

/// Records whose fields have the same names: `to` the WIT, or in `both` directions.
macro_rules! records {
    (to: $core:ty => $wit:ty { $($field:ident),* $(,)? }) => {
        impl Convert<$wit> for $core {
            fn convert(self) -> $wit {
                type Wit = $wit;
                Wit { $($field: self.$field.convert()),* }
            }
        }
    };
    (from: $core:ty => $wit:ty { $($field:ident),* $(,)? }) => {
        impl Convert<$core> for $wit {
            fn convert(self) -> $core {
                type Core = $core;
                Core { $($field: self.$field.convert()),* }
            }
        }
    };
    (both: $core:ty => $wit:ty { $($field:ident),* $(,)? }) => {
        records!(to: $core => $wit { $($field),* });
        records!(from: $core => $wit { $($field),* });
    };
}

/// Enums without payload, variant by variant.
macro_rules! enums {
    (to: $core:ty => $wit:ty { $($from:ident => $to:ident),* $(,)? }) => {
        impl Convert<$wit> for $core {
            fn convert(self) -> $wit {
                match self { $(Self::$from => <$wit>::$to),* }
            }
        }
    };
    (both: $core:ty => $wit:ty { $($from:ident => $to:ident),* $(,)? }) => {
        enums!(to: $core => $wit { $($from => $to),* });
        impl Convert<$core> for $wit {
            fn convert(self) -> $core {
                match self { $(Self::$to => <$core>::$from),* }
            }
        }
    };
}

// types

enums!(both: settings::Security => wit::Security { None => None, StartTls => Starttls, Tls => Tls });
enums!(both: settings::Auth => wit::Auth { None => None, Password => Password, OAuth2 => Oauth2 });
records!(both: settings::Settings => wit::Settings {
    hostname, port, security, auth, username, password, allow_clear_password, from_address, ehlo_name, timeout_seconds,
});

impl Convert<wit::Secret> for settings::Secret {
    fn convert(self) -> wit::Secret {
        match self {
            Self::Unset => wit::Secret::Unset,
            Self::Stored => wit::Secret::Stored,
            Self::Value(value) => wit::Secret::Value(value.as_str().to_owned()),
        }
    }
}

impl Convert<settings::Secret> for wit::Secret {
    fn convert(self) -> settings::Secret {
        match self {
            Self::Unset => settings::Secret::Unset,
            Self::Stored => settings::Secret::Stored,
            Self::Value(value) => settings::Secret::Value(Zeroizing::new(value)),
        }
    }
}

enums!(both: problem::Severity => wit::Severity { Error => Error, Warning => Warning });
records!(both: problem::Parameter => wit::Parameter { name, value });
records!(both: problem::Position => wit::Position { line, column });
records!(both: problem::Problem => wit::Problem { field, code, severity, message, parameters, position });

impl Convert<wit::Stamp> for message::Stamp {
    fn convert(self) -> wit::Stamp {
        wit::Stamp {
            unix_seconds: self.unix_seconds,
            offset_minutes: self.offset_minutes,
            entropy: self.entropy.to_vec(),
            domain: self.domain,
        }
    }
}

/// A stamp, where its entropy has the right length.
pub fn stamp_from(stamp: wit::Stamp) -> Result<message::Stamp, Vec<problem::Problem>> {
    Ok(message::Stamp {
        unix_seconds: stamp.unix_seconds,
        offset_minutes: stamp.offset_minutes,
        entropy: entropy::from_slice(&stamp.entropy)?,
        domain: stamp.domain,
    })
}

records!(both: session::Reply => wit::Reply { code, enhanced, lines });
enums!(both: session::Outcome => wit::Outcome {
    Ready => Ready, Accepted => Accepted, PartlyAccepted => PartlyAccepted, Refused => Refused, NotSent => NotSent,
    Uncertain => Uncertain,
});
enums!(both: diagnosis::Retry => wit::Retry {
    NoNeed => NoNeed, Later => Later, AfterChange => AfterChange, MayDuplicate => MayDuplicate,
});
records!(both: diagnosis::Diagnosis => wit::Diagnosis { cause, title, meaning, steps, who, retry, link, reply });

// diagnosis

records!(both: diagnosis::PastedFinding => wit_diagnosis::PastedFinding { line, count, stage, hostname, diagnosis });
records!(both: diagnosis::PastedFindings => wit_diagnosis::PastedFindings { findings, complete });

// settings

records!(to: settings::Merged => wit_settings::Merged { settings, problems });

records!(to: settings::Limits => wit_settings::Limits { connections, messages_per_minute, message_bytes });

impl Convert<wit_settings::Provider> for &settings::Provider {
    fn convert(self) -> wit_settings::Provider {
        wit_settings::Provider {
            id: self.id.convert(),
            title: self.title.convert(),
            hostnames: self.hostnames.to_vec().convert(),
            settings: self.settings().convert(),
            from_is_login: self.from_is_login,
            app_password: self.app_password,
            password_retired: self.password_retired.convert(),
            limits: self.limits.convert(),
            help: self.help.convert(),
        }
    }
}

// message

records!(both: message::Attachment => wit_message::Attachment { file_name, media_type, content_id, data });
records!(both: message::Words => wit_message::Words { subject, text, html, importance });
records!(both: message::Alert => wit_message::Alert {
    severity, state, title, asset, location, metric, value, threshold, raised_at, link,
});
records!(both: message::Notice => wit_message::Notice { severity, title, asset, location, text, link });
records!(both: message::Report => wit_message::Report { title, period, text, link });
records!(both: message::Draft => wit_message::Draft { to, cc, bcc, reply_to, incident, content, attachments });
records!(to: message::Envelope => wit_message::Envelope { sender, recipients, smtputf8 });

impl Convert<wit_message::Content> for message::Content {
    fn convert(self) -> wit_message::Content {
        match self {
            Self::Words(words) => wit_message::Content::Words(words.convert()),
            Self::Alert(alert) => wit_message::Content::Alert(alert.convert()),
            Self::Notice(notice) => wit_message::Content::Notice(notice.convert()),
            Self::Report(report) => wit_message::Content::Report(report.convert()),
            Self::Test => wit_message::Content::Test,
        }
    }
}

impl Convert<message::Content> for wit_message::Content {
    fn convert(self) -> message::Content {
        match self {
            Self::Words(words) => message::Content::Words(words.convert()),
            Self::Alert(alert) => message::Content::Alert(alert.convert()),
            Self::Notice(notice) => message::Content::Notice(notice.convert()),
            Self::Report(report) => message::Content::Report(report.convert()),
            Self::Test => message::Content::Test,
        }
    }
}

// delivery

records!(both: session::Certificate => wit_delivery::Certificate {
    der, subject, issuer, names, not_before, not_after, sha256,
});
records!(from: session::TlsInfo => wit_delivery::TlsInfo { version, cipher, chain });
records!(from: session::IoFailure => wit_delivery::IoFailure { kind, text, chain });
enums!(to: session::SecretKind => wit_delivery::SecretKind { Password => Password, BearerToken => BearerToken });
enums!(to: session::Misuse => wit_delivery::Misuse {
    Busy => Busy, NotStarted => NotStarted, Finished => Finished, UnexpectedEvent => UnexpectedEvent,
});
enums!(both: session::Verdict => wit_delivery::Verdict { Passed => Passed, Failed => Failed });
records!(to: session::StageResult => wit_delivery::StageResult { stage, verdict, started_ms, ended_ms, evidence });
records!(both: session::RecipientResult => wit_delivery::RecipientResult { address, outcome, reply });
records!(both: session::Advice => wit_delivery::Advice { code, text });
records!(to: session::DeliveryReport => wit_delivery::DeliveryReport {
    outcome, stages, not_reached, recipients, diagnosis, queue_id, advice, capabilities, certificates, transcript,
});

impl Convert<String> for session::Stage {
    fn convert(self) -> String {
        self.name().to_owned()
    }
}

/// A report; a stage that core does not know is left out.
pub fn report_from(report: wit_delivery::DeliveryReport) -> session::DeliveryReport {
    let stage_from = |result: wit_delivery::StageResult| {
        Some(session::StageResult {
            stage: session::Stage::from_name(&result.stage)?,
            verdict: result.verdict.convert(),
            started_ms: result.started_ms,
            ended_ms: result.ended_ms,
            evidence: result.evidence,
        })
    };
    session::DeliveryReport {
        outcome: report.outcome.convert(),
        stages: report.stages.into_iter().filter_map(stage_from).collect(),
        not_reached: report
            .not_reached
            .iter()
            .filter_map(|name| session::Stage::from_name(name))
            .collect(),
        recipients: report.recipients.convert(),
        diagnosis: report.diagnosis.convert(),
        queue_id: report.queue_id,
        advice: report.advice.convert(),
        capabilities: report.capabilities,
        certificates: report.certificates.convert(),
        transcript: report.transcript,
    }
}

impl Convert<wit_delivery::BeginError> for session::BeginError {
    fn convert(self) -> wit_delivery::BeginError {
        match self {
            Self::Misuse(misuse) => wit_delivery::BeginError::Misuse(misuse.convert()),
            Self::Invalid(problems) => wit_delivery::BeginError::Invalid(problems.convert()),
        }
    }
}

/// A job, where the stamp of a test is one.
pub fn job_from(job: wit_delivery::Job) -> Result<session::Job, session::BeginError> {
    Ok(match job {
        wit_delivery::Job::Probe => session::Job::Probe,
        wit_delivery::Job::Test(test) => session::Job::Test {
            to: test.to,
            stamp: stamp_from(test.stamp).map_err(session::BeginError::Invalid)?,
        },
        wit_delivery::Job::Send(handle) => {
            session::Job::Send(handle.into_inner::<Message>().into_inner())
        }
        wit_delivery::Job::Quit => session::Job::Quit,
    })
}

/// Calls `answer` with the event, which borrows its strings and bytes.
pub fn with_event<R>(
    event: wit_delivery::Event,
    answer: impl FnOnce(session::Event<'_>) -> R,
) -> R {
    use session::Event as Core;
    use wit_delivery::Event as Wit;
    match event {
        Wit::Start => answer(Core::Start),
        Wit::Resolved(addresses) => answer(Core::Resolved(addresses)),
        Wit::Connected(wit_delivery::Connection { local, peer }) => answer(Core::Connected {
            local: &local,
            peer: &peer,
        }),
        Wit::Secured(tls) => answer(Core::Secured(tls.convert())),
        Wit::Written => answer(Core::Written),
        Wit::Received(bytes) => answer(Core::Received(&bytes)),
        Wit::Secret(secret) => answer(Core::Secret(secret.map(Zeroizing::new))),
        Wit::Closed => answer(Core::Closed),
        Wit::Failed(failure) => answer(Core::Failed(failure.convert())),
        Wit::TimedOut => answer(Core::TimedOut),
        Wit::Cancelled => answer(Core::Cancelled),
    }
}

impl Convert<wit_delivery::Step> for session::Step<'_> {
    fn convert(self) -> wit_delivery::Step {
        wit_delivery::Step {
            action: self.action.convert(),
            timeout_ms: self.timeout_ms,
        }
    }
}

impl Convert<wit_delivery::Action> for session::Action<'_> {
    fn convert(self) -> wit_delivery::Action {
        use wit_delivery::Action;
        match self {
            Self::Connect { host, port } => Action::Connect(wit_delivery::Endpoint {
                host: host.to_owned(),
                port,
            }),
            Self::StartTls { name } => Action::StartTls(name.to_owned()),
            Self::Write(bytes) => Action::Write(bytes.to_vec()),
            Self::Read => Action::Read,
            Self::ProvideSecret(request) => Action::ProvideSecret(wit_delivery::SecretRequest {
                kind: request.kind.convert(),
                username: request.username.to_owned(),
                rejected: request.rejected,
            }),
            Self::Idle => Action::Idle,
            Self::Close => Action::Close,
            Self::Done => Action::Done,
        }
    }
}

// detection

enums!(to: detect::RecordType => wit_detection::RecordType { Mx => Mx, Srv => Srv });
records!(to: detect::Lookup => wit_detection::Lookup { record_type, name });
enums!(to: detect::Login => wit_detection::Login {
    Required => Required, Offered => Offered, NotOffered => NotOffered, Unknown => Unknown,
});
records!(to: detect::Attempt => wit_detection::Attempt { hostname, port, security, outcome, stage, diagnosis });
records!(to: detect::Reason => wit_detection::Reason { code, text });
records!(to: detect::Recommendation => wit_detection::Recommendation {
    settings, confirmed, provider, login, mechanisms, size_limit, diagnosis, attempts, reasons,
});
