//! The way of a message through a mailer of the host's own: what the mailer is told, and what its answer means.
//!
//! Used where the host sends whole messages; a host with sockets drives a [`Session`](crate::session::Session).

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::diagnosis;
use crate::failure::{Failure, IoFailure};
use crate::json;
use crate::message::Envelope;
use crate::problem::Problem;
use crate::reply_rules;
use crate::report::{
    DeliveryReport, Findings, Learned, Outcome, RecipientFinding, StageResult, Verdict,
};
use crate::settings::{Auth, Security, Settings};
use crate::wire::queue_id::queue_id;
use crate::wire::reply::clean;
use crate::wire::sasl::preferred as preferred_mechanisms;
use crate::wire::{Reply, Stage};

/// Where and how the mailer sends. The password is not here: the host holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Server {
    /// An ASCII host name, or an IP address without brackets.
    pub hostname: String,
    /// The TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The login name; `None` where there is no login.
    pub username: Option<String>,
    /// The names of the SASL mechanisms that may be used, the preferred first; empty where there is no login.
    pub mechanisms: Vec<&'static str>,
    /// The name for EHLO; `None` where it is the mailer's choice.
    pub ehlo_name: Option<String>,
    /// Bounds every wait up to the final dot, in seconds.
    pub timeout_seconds: u32,
}

/// A server's answer as the mailer tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailerReply {
    /// The three-digit code; 0 where the mailer does not tell.
    pub code: u16,
    /// The text of each line without the three-digit code.
    pub lines: Vec<String>,
}

/// A server's answer to one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientReply {
    /// The address, as in the envelope.
    pub address: String,
    /// The answer.
    pub reply: MailerReply,
}

/// The server answered the final dot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The answer to the final dot.
    pub reply: MailerReply,
    /// The answers to single recipients, as far as they are known; one that is absent was taken.
    pub recipients: Vec<RecipientReply>,
}

/// The message did not get as far as an answer to the final dot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailerFailure {
    /// How far it got, the [name](Stage::name) of a stage; anything else where that is not known.
    pub stage: String,
    /// Why, in one word: one of [`IoFailure::kind`](crate::session::IoFailure::kind), or of `timed-out`, `closed`, `cancelled`, `deadline-exceeded`, `connections-busy`, `starttls-not-offered`,
    /// `auth-not-offered`, `no-mechanism`, `no-secret`, `smtputf8-not-offered`, `not-smtp` (what the server said is no answer to the command;
    /// `text` is what it said), `not-understood` (the mailer cannot tell whether it is one; `text` is what it heard), `mailer-fault`. Any other
    /// word, `other` too, counts as `mailer-fault`. Not used where there is a reply.
    pub kind: String,
    /// The reply that ended it, where there was one.
    pub reply: Option<MailerReply>,
    /// The answers to single recipients, as far as they are known.
    pub recipients: Vec<RecipientReply>,
    /// The host's own words about it, without secrets.
    pub text: String,
    /// Whether the final dot may have reached the server.
    pub may_be_taken: bool,
}

/// What the mailer is told about the server.
///
/// # Errors
/// Every problem of the settings, where one of them is an error.
pub fn server(settings: &Settings) -> Result<Server, Vec<Problem>> {
    let problems = settings.validate();
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    let encrypted = settings.security != Security::None;
    let mechanisms =
        preferred_mechanisms(settings.auth, encrypted, settings.allow_clear_password).iter();
    Ok(Server {
        hostname: settings.host_for_connection(),
        port: settings.port,
        security: settings.security,
        username: (settings.auth != Auth::None).then(|| settings.username.clone()),
        mechanisms: mechanisms.map(|mechanism| mechanism.name()).collect(),
        ehlo_name: settings.ehlo_name.clone(),
        timeout_seconds: settings.timeout_seconds,
    })
}

impl Server {
    /// What the mailer is told, as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Reads a mailer's answer from JSON: `{"receipt":{...}}` or `{"failure":{...}}`, with the fields of [`Receipt`] and [`MailerFailure`].
///
/// # Errors
/// One problem, with its position, where the text is none of them.
pub fn parse_answer(text: &str) -> Result<Result<Receipt, MailerFailure>, Vec<Problem>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Answer {
        Receipt(Receipt),
        Failure(MailerFailure),
    }
    let answer = json::read(
        text,
        "answer.syntax",
        "This is not a mailer's answer. It takes an object with `receipt` or `failure`.",
    )?;
    Ok(match answer {
        Answer::Receipt(receipt) => Ok(receipt),
        Answer::Failure(failure) => Err(failure),
    })
}

/// What came of it, from the mailer's answer.
///
/// Accepted is only what a 250 to the final dot accepted; where the dot may have reached the server and its reply is
/// missing or makes no sense, the outcome is uncertain. `is_test`: whether the message was the test mail; `warnings`: its own.
#[must_use]
pub fn report(
    settings: &Settings,
    envelope: &Envelope,
    is_test: bool,
    warnings: Vec<Problem>,
    answer: Result<Receipt, MailerFailure>,
) -> DeliveryReport {
    let answered = match answer {
        Ok(receipt) => Answered::by_receipt(envelope, receipt),
        Err(failure) => Answered::by_failure(envelope, failure),
    };
    let findings = Findings {
        is_test,
        sender: Some(envelope.sender.clone()),
        warnings,
        ..answered.findings()
    };
    findings.report(settings)
}

/// What an answer says.
struct Answered {
    outcome: Outcome,
    /// `None` where the mailer does not tell how far it got.
    stage: Option<Stage>,
    /// What ended it; `None` where nothing failed, or single recipients only.
    failure: Option<Failure>,
    evidence: Vec<String>,
    recipients: Vec<RecipientFinding>,
    queue_id: Option<String>,
}

impl Answered {
    fn by_receipt(envelope: &Envelope, receipt: Receipt) -> Self {
        let reply = Reply::from(receipt.reply);
        let message = match reply.code {
            250 => Outcome::Accepted,
            400..=599 => Outcome::Refused,
            _ => Outcome::Uncertain,
        };
        let decided = Some((Stage::Body, &reply));
        let recipients = recipient_findings(envelope, receipt.recipients, message, decided);
        Self {
            outcome: match message {
                Outcome::Accepted => accepted_by(&recipients),
                other => other,
            },
            stage: Some(Stage::Body),
            evidence: reply.to_lines(),
            recipients,
            queue_id: queue_id(&reply).filter(|_| message == Outcome::Accepted),
            failure: (message != Outcome::Accepted).then_some(Failure::Reply(reply)),
        }
    }

    fn by_failure(envelope: &Envelope, failure: MailerFailure) -> Self {
        let reply = failure.reply.map(Reply::from);
        let told = Stage::from_name(&failure.stage);
        let is_refused = told
            .is_some_and(|at| refuses_message(at, envelope, &failure.recipients, reply.as_ref()));
        let outcome = match (failure.may_be_taken, is_refused) {
            (true, _) => Outcome::Uncertain,
            (false, true) => Outcome::Refused,
            (false, false) => Outcome::NotSent,
        };
        let decided = told.zip(reply.as_ref()).filter(|_| is_refused);
        Self {
            outcome,
            stage: match (told, &reply) {
                // No server speaks before its greeting.
                (Some(Stage::Dns | Stage::Connect | Stage::Tls), Some(reply)) => {
                    Some(reply_rules::stage_before_mail(reply))
                }
                (told, _) => told,
            },
            recipients: recipient_findings(envelope, failure.recipients, outcome, decided),
            evidence: reply.as_ref().map(Reply::to_lines).unwrap_or_default(),
            queue_id: None,
            failure: Some(match reply {
                Some(reply) => Failure::Reply(reply),
                None => told_by_mailer(failure.kind, &failure.text),
            }),
        }
    }

    /// A mailer tells of one stage at most, without its times, and neither of EHLO nor of the dialogue.
    fn findings(mut self) -> Findings {
        let text = self.failure.as_ref().and_then(Failure::evidence);
        self.evidence.extend(text);
        let stage = self.stage.map(|stage| StageResult {
            stage,
            verdict: match self.outcome {
                Outcome::Accepted => Verdict::Passed,
                _ => Verdict::Failed,
            },
            started_ms: 0,
            ended_ms: 0,
            evidence: self.evidence,
        });
        let of_job = self.failure.map(|failure| (self.stage, failure));
        Findings {
            outcome: self.outcome,
            stages: stage.into_iter().collect(),
            not_reached: Vec::new(),
            failure: of_job.or_else(|| first_refusal(&self.recipients)),
            is_cut_off: false,
            recipients: self.recipients,
            queue_id: self.queue_id,
            is_test: false,
            sender: None,
            warnings: Vec::new(),
            capabilities: Vec::new(),
            learned: Learned::default(),
            certificates: Vec::new(),
            transcript: Vec::new(),
        }
    }
}

/// What ended it in the mailer's words, of which one that nobody knows says nothing about the network or the server.
fn told_by_mailer(kind: String, text: &str) -> Failure {
    match Failure::from_kind(kind, text) {
        Failure::Io(IoFailure { kind, text, .. }) if !diagnosis::has_cause(&kind) => {
            Failure::MailerFault(text)
        }
        known => known,
    }
}

/// Why the first recipient that the server refused did not get the message.
fn first_refusal(recipients: &[RecipientFinding]) -> Option<(Option<Stage>, Failure)> {
    let mut refused = recipients.iter();
    let first = refused.find(|one| one.outcome == Outcome::Refused)?;
    let (stage, reply) = first.decided.clone()?;
    Some((Some(stage), Failure::Reply(reply)))
}

/// Whether a failure is the server's refusal of the message: 4xx or 5xx to MAIL, to every RCPT, to DATA or to the final dot.
fn refuses_message(
    stage: Stage,
    envelope: &Envelope,
    recipients: &[RecipientReply],
    reply: Option<&Reply>,
) -> bool {
    let is_refused = |address: &String| {
        let mut answers = recipients.iter();
        answers.any(|answer| {
            is_about(envelope, answer, address) && matches!(answer.reply.code, 400..600)
        })
    };
    let by_reply = reply.is_some_and(|reply| matches!(reply.class(), 4 | 5));
    match stage {
        Stage::Mail | Stage::Data | Stage::Body => by_reply,
        Stage::Rcpt => {
            envelope.recipients.iter().all(is_refused) || by_reply && envelope.recipients.len() == 1
        }
        _ => false,
    }
}

/// What came of each recipient: refused where the server refused that one, else what came of the message.
fn recipient_findings(
    envelope: &Envelope,
    answers: Vec<RecipientReply>,
    message: Outcome,
    decided: Option<(Stage, &Reply)>,
) -> Vec<RecipientFinding> {
    let finding = |address: &String| RecipientFinding {
        address: address.clone(),
        outcome: message,
        decided: decided.map(|(stage, reply)| (stage, reply.clone())),
    };
    let mut findings: Vec<_> = envelope.recipients.iter().map(finding).collect();
    for answer in answers {
        let mut named = findings.iter_mut();
        let finding = named.find(|finding| is_about(envelope, &answer, &finding.address));
        let reply = Reply::from(answer.reply);
        if let (Some(finding), 4 | 5) = (finding, reply.class()) {
            finding.outcome = Outcome::Refused;
            finding.decided = Some((Stage::Rcpt, reply));
        }
    }
    findings
}

/// Whether an answer is about this recipient of the envelope. Mailers write an address as they please: one that is none of the
/// recipients to the letter counts without regard to case, and where there is one recipient, it is about that one.
fn is_about(envelope: &Envelope, answer: &RecipientReply, address: &str) -> bool {
    if envelope.recipients.contains(&answer.address) {
        return answer.address == address;
    }
    envelope.recipients.len() == 1 || answer.address.eq_ignore_ascii_case(address)
}

/// The outcome of a message that the server took, from its recipients'.
fn accepted_by(recipients: &[RecipientFinding]) -> Outcome {
    let is_refused = |one: &&RecipientFinding| one.outcome == Outcome::Refused;
    match recipients.iter().filter(is_refused).count() {
        0 => Outcome::Accepted,
        all if all == recipients.len() => Outcome::Refused,
        _ => Outcome::PartlyAccepted,
    }
}

impl From<MailerReply> for Reply {
    fn from(reply: MailerReply) -> Self {
        let lines = reply.lines.iter().map(|line| clean(line));
        Self::new(reply.code, lines.collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]
    #![allow(
        clippy::result_large_err,
        clippy::unnecessary_wraps,
        reason = "the answers of a mailer are results"
    )]

    use super::*;
    use alloc::borrow::ToOwned;
    use alloc::vec;

    fn envelope(recipients: &[&str]) -> Envelope {
        Envelope {
            sender: "cs@example.com".to_owned(),
            recipients: recipients.iter().map(|&to| to.to_owned()).collect(),
            smtputf8: false,
        }
    }

    fn reply(code: u16) -> MailerReply {
        MailerReply {
            code,
            lines: vec!["2.0.0 queued as ABC123DEF0".to_owned()],
        }
    }

    fn answers(codes: &[(&str, u16)]) -> Vec<RecipientReply> {
        let answer = |&(address, code): &(&str, u16)| RecipientReply {
            address: address.to_owned(),
            reply: reply(code),
        };
        codes.iter().map(answer).collect()
    }

    fn of(recipients: &[&str], answer: Result<Receipt, MailerFailure>) -> DeliveryReport {
        report(
            &Settings::default(),
            &envelope(recipients),
            false,
            Vec::new(),
            answer,
        )
    }

    fn receipt(code: u16, recipients: &[(&str, u16)]) -> Result<Receipt, MailerFailure> {
        Ok(Receipt {
            reply: reply(code),
            recipients: answers(recipients),
        })
    }

    fn failure(
        stage: &str,
        code: Option<u16>,
        recipients: &[(&str, u16)],
        may_be_taken: bool,
    ) -> Result<Receipt, MailerFailure> {
        Err(MailerFailure {
            stage: stage.to_owned(),
            reply: code.map(reply),
            recipients: answers(recipients),
            may_be_taken,
            ..MailerFailure::default()
        })
    }

    #[test]
    fn the_outcome_follows_what_the_server_said() {
        use Outcome::{Accepted, NotSent, PartlyAccepted, Refused, Uncertain};
        let two = ["a@x.example", "b@x.example"];
        for (answer, expected, recipients) in [
            (receipt(250, &[]), Accepted, [Accepted, Accepted]),
            (
                receipt(250, &[("b@x.example", 250)]),
                Accepted,
                [Accepted, Accepted],
            ),
            (
                receipt(250, &[("b@x.example", 550)]),
                PartlyAccepted,
                [Accepted, Refused],
            ),
            (
                receipt(250, &[("a@x.example", 550), ("b@x.example", 450)]),
                Refused,
                [Refused, Refused],
            ),
            (receipt(552, &[]), Refused, [Refused, Refused]),
            (receipt(0, &[]), Uncertain, [Uncertain, Uncertain]),
            (
                receipt(354, &[("b@x.example", 550)]),
                Uncertain,
                [Uncertain, Refused],
            ),
            (
                failure("connect", None, &[], false),
                NotSent,
                [NotSent, NotSent],
            ),
            (
                failure("auth", Some(535), &[], false),
                NotSent,
                [NotSent, NotSent],
            ),
            (
                failure("mail", Some(550), &[], false),
                Refused,
                [Refused, Refused],
            ),
            (
                failure("rcpt", Some(550), &[], false),
                NotSent,
                [NotSent, NotSent],
            ),
            (
                failure("rcpt", Some(550), &[("b@x.example", 550)], false),
                NotSent,
                [NotSent, Refused],
            ),
            (
                failure(
                    "rcpt",
                    None,
                    &[("a@x.example", 550), ("b@x.example", 550)],
                    false,
                ),
                Refused,
                [Refused, Refused],
            ),
            (
                failure("data", Some(421), &[], false),
                Refused,
                [Refused, Refused],
            ),
            (
                failure("body", None, &[], true),
                Uncertain,
                [Uncertain, Uncertain],
            ),
            (
                failure("body", Some(552), &[], true),
                Uncertain,
                [Uncertain, Uncertain],
            ),
            (
                failure("nonsense", None, &[], false),
                NotSent,
                [NotSent, NotSent],
            ),
        ] {
            let shown = alloc::format!("{answer:?}");
            let report = of(&two, answer);
            assert_eq!(report.outcome, expected, "{shown}");
            assert!(
                report
                    .recipients
                    .iter()
                    .map(|one| one.outcome)
                    .eq(recipients),
                "{shown}"
            );
            assert_eq!(report.diagnosis.is_none(), expected == Accepted, "{shown}");
        }
    }

    #[test]
    fn a_lone_recipient_refused_is_a_refused_message() {
        let report = of(&["a@x.example"], failure("rcpt", Some(550), &[], false));
        assert_eq!(report.outcome, Outcome::Refused);
    }

    #[test]
    fn only_an_accepted_message_has_a_queue_id() {
        let id = |answer| of(&["a@x.example"], answer).queue_id;
        assert_eq!(id(receipt(250, &[])).as_deref(), Some("ABC123DEF0"));
        assert_eq!(id(receipt(450, &[])), None);
    }

    #[test]
    fn only_an_accepted_test_mail_has_advice() {
        let codes = |is_test, code| {
            let answer = receipt(code, &[]);
            let report = report(
                &Settings::default(),
                &envelope(&["a@x.example"]),
                is_test,
                Vec::new(),
                answer,
            );
            let codes = report.advice.into_iter().map(|advice| advice.code);
            codes.collect::<Vec<_>>()
        };
        assert_eq!(codes(true, 250), ["spam-filter", "delayed", "rewritten"]);
        assert!(codes(false, 250).is_empty());
        assert!(codes(true, 450).is_empty());
    }

    #[test]
    fn uncertain_warns_of_a_duplicate() {
        let report = of(&["a@x.example"], failure("body", None, &[], true));
        let retry = report.diagnosis.map(|diagnosis| diagnosis.retry);
        assert_eq!(retry, Some(diagnosis::Retry::MayDuplicate));
    }

    #[test]
    fn the_mailers_words_are_explained_and_their_controls_stripped() {
        for (kind, cause) in [
            ("refused", "connection-refused"),
            ("timed-out", "connection-timeout"),
            ("starttls-not-offered", "starttls-not-offered"),
            ("auth-not-offered", "auth-not-offered"),
            ("no-mechanism", "auth-mechanism"),
            ("cancelled", "cancelled"),
            ("deadline-exceeded", "deadline-exceeded"),
            ("connections-busy", "deadline-exceeded"),
            ("not-smtp", "server-fault"),
            ("rate-reached", "deadline-exceeded"),
        ] {
            let report = of(
                &["a@x.example"],
                Err(MailerFailure {
                    stage: "connect".to_owned(),
                    kind: kind.to_owned(),
                    text: "no\r\nlines".to_owned(),
                    ..MailerFailure::default()
                }),
            );
            assert_eq!(report.diagnosis.unwrap().cause, cause);
            let evidence = report.stages.into_iter().flat_map(|stage| stage.evidence);
            assert!(
                evidence
                    .flat_map(|text| text.chars().collect::<Vec<_>>())
                    .all(|c| !c.is_control())
            );
        }
    }

    #[test]
    fn what_was_no_answer_is_shown_and_no_fault_of_the_network() {
        for (stage, cause) in [
            ("greeting", "not-a-mail-server"),
            ("ehlo", "server-fault"),
            ("mail", "server-fault"),
        ] {
            let heard = alloc::format!("HTTP/1.1 400\r\n{}", "x".repeat(500));
            let report = of(
                &["a@x.example"],
                Err(MailerFailure {
                    stage: stage.to_owned(),
                    kind: "not-smtp".to_owned(),
                    text: heard,
                    ..MailerFailure::default()
                }),
            );
            assert_eq!(report.outcome, Outcome::NotSent);
            assert_eq!(report.diagnosis.unwrap().cause, cause, "{stage}");
            let shown = &report.stages[0].evidence[0];
            assert!(
                shown.contains("HTTP/1.1 400x") && shown.len() < 200,
                "{shown}"
            );
        }
    }

    #[test]
    fn what_nobody_knows_is_said_of_neither_network_nor_server() {
        for stage in ["connect", "tls", "greeting", "mail", "body", "", "nonsense"] {
            for kind in ["", "other", "nonsense", "mailer-fault"] {
                let report = of(
                    &["a@x.example"],
                    Err(MailerFailure {
                        stage: stage.to_owned(),
                        kind: kind.to_owned(),
                        text: "error 7".to_owned(),
                        ..MailerFailure::default()
                    }),
                );
                let diagnosis = report.diagnosis.unwrap();
                assert_eq!(diagnosis.cause, "mailer-fault", "{stage} {kind}");
                assert!(diagnosis.meaning.contains("error 7"), "{stage} {kind}");
                let told = report.stages.iter().map(|stage| stage.stage.name());
                let known = Some(stage).filter(|stage| Stage::from_name(stage).is_some());
                assert!(told.eq(known), "{stage} {kind}");
            }
        }
    }

    #[test]
    fn an_answer_that_was_not_understood_is_told_with_what_was_heard() {
        for (stage, port, cause) in [
            ("connect", 25, "answer-not-understood"),
            ("greeting", 25, "answer-not-understood"),
            ("mail", 25, "answer-not-understood"),
            ("greeting", 465, "wrong-security-mode"),
        ] {
            let settings = Settings {
                port,
                ..Settings::default()
            };
            let failure = MailerFailure {
                stage: stage.to_owned(),
                kind: "not-understood".to_owned(),
                text: "HTTP/1.1 400".to_owned(),
                ..MailerFailure::default()
            };
            let report = report(
                &settings,
                &envelope(&["a@x.example"]),
                false,
                Vec::new(),
                Err(failure),
            );
            let diagnosis = report.diagnosis.unwrap();
            assert_eq!(diagnosis.cause, cause, "{stage}");
            let heard = "the server's answer was not understood: HTTP/1.1 400";
            assert_eq!(report.stages[0].evidence, [heard]);
        }
    }

    #[test]
    fn a_reply_was_not_given_before_the_greeting() {
        for (told, code, text, stage) in [
            ("connect", 554, "no SMTP service here", "greeting"),
            ("connect", 421, "busy", "greeting"),
            ("connect", 501, "5.5.4 HELO/EHLO argument x invalid", "ehlo"),
            ("tls", 454, "4.7.0 TLS not available", "starttls"),
            ("dns", 535, "5.7.8 authentication failed", "auth"),
            ("connect", 550, "5.1.1 no such user", "greeting"),
            ("mail", 554, "no SMTP service here", "mail"),
        ] {
            let failure = MailerFailure {
                stage: told.to_owned(),
                reply: Some(MailerReply {
                    code,
                    lines: vec![text.to_owned()],
                }),
                ..MailerFailure::default()
            };
            let report = of(&["a@x.example"], Err(failure));
            assert_eq!(report.stages[0].stage.name(), stage, "{told} {code}");
        }
    }

    #[test]
    fn a_password_is_not_for_every_mechanism() {
        let mut settings = Settings {
            hostname: "[::1]".to_owned(),
            auth: Auth::Password,
            username: "u".to_owned(),
            password: crate::settings::Secret::Stored,
            ..Settings::default()
        };
        let server = |settings: &Settings| super::server(settings).unwrap();
        assert_eq!(server(&settings).mechanisms, ["SCRAM-SHA-256", "CRAM-MD5"]);
        assert_eq!(server(&settings).hostname, "::1");
        assert_eq!(server(&settings).username.as_deref(), Some("u"));
        settings.security = Security::Tls;
        assert!(server(&settings).mechanisms.contains(&"PLAIN"));
        settings.auth = Auth::None;
        assert_eq!(server(&settings).username, None);
        settings.hostname.clear();
        let problems = super::server(&settings).unwrap_err();
        assert!(
            problems
                .iter()
                .any(|problem| problem.code == "hostname.required")
        );
    }

    #[test]
    fn an_answer_is_read_from_json() {
        let receipt = r#"{"receipt":{"reply":{"code":250,"lines":["2.0.0 ok"]},"recipients":[]}}"#;
        assert_eq!(parse_answer(receipt).unwrap().unwrap().reply.code, 250);
        let failure = parse_answer(r#"{"failure":{"stage":"rcpt","kind":"closed"}}"#);
        assert_eq!(failure.unwrap().unwrap_err().stage, "rcpt");
        for wrong in ["", "{}", "[]", r#"{"receipt":{"secret":1}}"#] {
            let problems = parse_answer(wrong).unwrap_err();
            assert_eq!(problems[0].code, "answer.syntax");
            assert!(!problems[0].message.contains("secret"));
        }
    }

    #[test]
    fn a_refusal_counts_however_the_mailer_writes_the_address() {
        let outcome = |recipients: &[&str], refused: &str| {
            let answer = Ok(Receipt {
                reply: reply(250),
                recipients: answers(&[(refused, 550)]),
            });
            report(
                &Settings::default(),
                &envelope(recipients),
                false,
                Vec::new(),
                answer,
            )
            .outcome
        };
        let two = ["Ops@example.com", "noc@example.com"];
        assert_eq!(outcome(&two, "ops@EXAMPLE.com"), Outcome::PartlyAccepted);
        let failure = Err(MailerFailure {
            stage: "rcpt".to_owned(),
            recipients: answers(&[("ops@example.com", 550)]),
            ..MailerFailure::default()
        });
        let twins = envelope(&["ops@example.com", "Ops@example.com"]);
        assert_eq!(
            report(&Settings::default(), &twins, false, Vec::new(), failure).outcome,
            Outcome::NotSent,
            "an answer to one is none to the other"
        );
        assert_eq!(
            outcome(&["x@xn--bcher-kva.example"], "x@b\u{fc}cher.example"),
            Outcome::Refused
        );
    }
}
