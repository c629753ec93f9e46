//! What goes over a connection and what comes of it: the types of `delivery` and `detection`.

use centerscape_smtp_core::{detect, diagnosis, session};
use zeroize::Zeroizing;

use super::{Convert, stamp_from};
use crate::bindings::exports::centerscape::smtp::{
    delivery as wit_delivery, detection as wit_detection, types as wit,
};
use crate::message::Message;

// types

records!(both: session::Reply => wit::Reply { code, enhanced, lines });
enums!(both: session::Outcome => wit::Outcome {
    Ready => Ready, Accepted => Accepted, PartlyAccepted => PartlyAccepted, Refused => Refused, NotSent => NotSent,
    Uncertain => Uncertain,
});
enums!(both: diagnosis::Retry => wit::Retry {
    NoNeed => NoNeed, Later => Later, AfterChange => AfterChange, MayDuplicate => MayDuplicate,
});
enums!(both: diagnosis::Certainty => wit::Certainty { Stated => Stated, Likely => Likely, ByStage => ByStage });
records!(both: diagnosis::Diagnosis => wit::Diagnosis {
    cause, certainty, title, meaning, steps, parameters, who, retry, link, reply,
});

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
records!(both: session::RecipientResult => wit_delivery::RecipientResult { address, outcome, reply, queue_id, diagnosis });
records!(both: session::Advice => wit_delivery::Advice { code, text });
records!(to: session::DeliveryReport => wit_delivery::DeliveryReport {
    outcome, stages, not_reached, recipients, diagnosis, queue_id, advice, warnings, capabilities, learned, certificates, transcript,
});

impl Convert<String> for session::Learned {
    fn convert(self) -> String {
        self.to_json()
    }
}

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
        warnings: report.warnings.convert(),
        capabilities: report.capabilities,
        learned: session::Learned::parse(&report.learned).unwrap_or_default(),
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
        wit_delivery::Job::Send(send) => session::Job::Send(
            send.message.into_inner::<Message>().into_inner(),
            session::SendOptions {
                recipients: send.recipients,
                all_or_nothing: send.all_or_nothing,
            },
        ),
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
        Wit::Confirmed => answer(Core::Confirmed),
        Wit::Closed => answer(Core::Closed),
        Wit::Failed(failure) => answer(Core::Failed(failure.convert())),
        Wit::TimedOut => answer(Core::TimedOut),
        Wit::Cancelled => answer(Core::Cancelled),
        Wit::DeadlineExceeded => answer(Core::DeadlineExceeded),
    }
}

impl Convert<wit_delivery::Step> for session::Step<'_> {
    fn convert(self) -> wit_delivery::Step {
        wit_delivery::Step {
            action: self.action.convert(),
            stage: self.stage.convert(),
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
            Self::Confirm(question) => Action::Confirm(wit_delivery::Confirmation {
                transaction: question.transaction,
                recipients: question.recipients.into_iter().map(str::to_owned).collect(),
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
enums!(to: detect::LoginSupport => wit_detection::LoginSupport {
    Required => Required, Offered => Offered, NotOffered => NotOffered, Unknown => Unknown,
});
records!(to: detect::Attempt => wit_detection::Attempt { hostname, port, security, outcome, stage, diagnosis });
records!(to: detect::Reason => wit_detection::Reason { code, text });
records!(to: detect::Recommendation => wit_detection::Recommendation {
    settings, confirmed, provider, login, mechanisms, size_limit, diagnosis, attempts, reasons,
});
