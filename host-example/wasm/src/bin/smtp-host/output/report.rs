//! A report as text: the outcome, each stage with its evidence, who did not get the mail, why, and where to look for it.

use anstream::println;
use anstyle::Style;
use centerscape_smtp_host::delivery::{
    Certificate, DeliveryReport, RecipientResult, StageResult, Verdict,
};
use centerscape_smtp_host::types::Outcome;
use jiff::Timestamp;

use super::{DIM, GREEN, PLAIN, RED, YELLOW, paint, print_behind, remark, reply_line};

/// The columns of a stage's verdict, name and time.
const STAGE_COLUMNS: usize = 27;
/// The columns of a recipient's outcome and of a certificate's field.
const LABEL_COLUMNS: usize = 11;

/// More pieces of evidence of a stage, and recipients, are counted: `--json` has them all.
const MOST_EVIDENCE: usize = 6;
const MOST_RECIPIENTS: usize = 20;

/// A report.
pub fn report(report: &DeliveryReport, with_transcript: bool) {
    headline(report);
    println!();
    stages(report);
    recipients(&report.recipients);
    if is_about_certificate(report) {
        certificates(&report.certificates);
    }
    if let Some(found) = &report.diagnosis {
        println!();
        super::diagnosis(found);
    }
    if !report.advice.is_empty() {
        super::title("If it does not arrive");
        for advice in &report.advice {
            print_behind("- ", 2, PLAIN, &advice.text);
        }
    }
    if with_transcript {
        println!();
        report.transcript.iter().for_each(|line| remark(line));
    }
}

fn headline(report: &DeliveryReport) {
    let accepted = report.recipients.iter().filter(|one| is_accepted(one));
    let whom = match (accepted.count(), report.recipients.as_slice()) {
        (_, []) => String::new(),
        (_, [only]) if report.outcome == Outcome::NotSent => format!(" to {}", only.address),
        (_, [only]) => format!(" for {}", only.address),
        (all, recipients) if all == recipients.len() => format!(" for {all} recipients"),
        (some, recipients) => format!(" for {some} of {} recipients", recipients.len()),
    };
    let id = report.queue_id.as_ref();
    let queued = id.map_or_else(String::new, |id| format!(", queued as {id}"));
    let more = match report.outcome {
        Outcome::Ready => ": a mail could be sent, and nothing was",
        Outcome::Uncertain => ": the server may have taken it",
        Outcome::Accepted | Outcome::PartlyAccepted | Outcome::Refused | Outcome::NotSent => "",
    };
    let text = format!("{whom}{queued}{more}");
    println!("{}{text}", outcome(report.outcome));
}

/// The word for an outcome, in its colour.
fn outcome(outcome: Outcome) -> String {
    let (style, word) = style_and_word(outcome);
    paint(style, word)
}

fn style_and_word(outcome: Outcome) -> (Style, &'static str) {
    match outcome {
        Outcome::Ready => (GREEN, "ready"),
        Outcome::Accepted => (GREEN, "accepted"),
        Outcome::PartlyAccepted => (YELLOW, "partly accepted"),
        Outcome::Refused => (RED, "refused"),
        Outcome::NotSent => (RED, "not sent"),
        Outcome::Uncertain => (YELLOW, "uncertain"),
    }
}

fn is_accepted(recipient: &RecipientResult) -> bool {
    recipient.outcome == Outcome::Accepted
}

// ---- stages

fn stages(report: &DeliveryReport) {
    // A mailer of the host's own tells no times.
    let is_timed = report.stages.iter().any(|stage| stage.ended_ms > 0);
    for (index, stage) in report.stages.iter().enumerate() {
        let mark = match stage.verdict {
            Verdict::Passed => paint(GREEN, "ok    "),
            Verdict::Failed => paint(RED, "failed"),
        };
        let time = stage.ended_ms.saturating_sub(stage.started_ms);
        let time = is_timed.then(|| format!("{time} ms"));
        let time = time.unwrap_or_default();
        let label = format!("{mark} {:<8} {time:>9}  ", stage.stage);
        let later = report.stages.get(index + 1..).unwrap_or_default();
        let is_repeated = later.iter().any(|other| other.stage == stage.stage);
        let lines = if is_repeated && stage.verdict == Verdict::Passed {
            // What was offered before TLS does not count any more.
            vec!["(see below)".to_owned()]
        } else {
            telling(stage, report)
        };
        print_lines(label, &lines);
    }
    for stage in &report.not_reached {
        remark(&format!("-      {stage:<8}            not reached"));
    }
}

fn print_lines(mut label: String, lines: &[String]) {
    if lines.is_empty() {
        println!("{}", label.trim_end());
    }
    for line in lines.iter().take(MOST_EVIDENCE) {
        print_behind(&label, STAGE_COLUMNS, DIM, line);
        label = " ".repeat(STAGE_COLUMNS);
    }
    if lines.len() > MOST_EVIDENCE {
        let more = format!("and {} more", lines.len() - MOST_EVIDENCE);
        print_behind(&label, STAGE_COLUMNS, DIM, &more);
    }
}

/// The most telling of a stage's evidence, line by line.
fn telling(stage: &StageResult, report: &DeliveryReport) -> Vec<String> {
    let evidence = &stage.evidence;
    let mut lines = match stage.stage.as_str() {
        "dns" if stage.verdict == Verdict::Passed => vec![evidence.join(", ")],
        // The challenges of a login say nothing.
        "auth" => {
            let said = evidence.iter().filter(|text| !text.starts_with("334"));
            vec![said.map(String::as_str).collect::<Vec<_>>().join(", ")]
        }
        // Of many recipients, those that were refused tell.
        "rcpt" if stage.verdict == Verdict::Failed => {
            let refused = evidence.iter().filter(|text| !text.starts_with('2'));
            refused.cloned().collect()
        }
        _ => evidence.clone(),
    };
    if stage.stage == "tls"
        && stage.verdict == Verdict::Passed
        && let Some(own) = report.certificates.first()
    {
        lines.extend(summary(own));
    }
    lines
}

// ---- recipients

/// Those who do not get the mail. Of the others the headline tells, and of a single one the diagnosis.
fn recipients(recipients: &[RecipientResult]) {
    let missed: Vec<_> = recipients.iter().filter(|one| !is_accepted(one)).collect();
    if missed.is_empty() || recipients.len() == 1 {
        return;
    }
    println!();
    for recipient in missed.iter().take(MOST_RECIPIENTS) {
        let (style, word) = style_and_word(recipient.outcome);
        let label = paint(style, &format!("{word:<LABEL_COLUMNS$}"));
        let reply = recipient.reply.as_ref().map(reply_line);
        let text = match reply {
            Some(reply) => format!("{}: {reply}", recipient.address),
            None => recipient.address.clone(),
        };
        print_behind(&label, LABEL_COLUMNS, PLAIN, &text);
    }
    if missed.len() > MOST_RECIPIENTS {
        remark(&format!("and {} more", missed.len() - MOST_RECIPIENTS));
    }
}

// ---- certificates

fn is_about_certificate(report: &DeliveryReport) -> bool {
    let cause = report.diagnosis.as_ref().map(|found| found.cause.as_str());
    cause.is_some_and(|cause| cause.starts_with("certificate-"))
}

/// One line of a certificate that was trusted; `None` where it could not be read.
fn summary(certificate: &Certificate) -> Option<String> {
    (!certificate.subject.is_empty()).then(|| {
        format!(
            "{}, issued by {}, valid {}",
            certificate.subject,
            certificate.issuer,
            validity(certificate)
        )
    })
}

/// All of those that were not trusted.
fn certificates(chain: &[Certificate]) {
    for (index, certificate) in chain.iter().enumerate() {
        let title = if index == 0 {
            "The server's certificate"
        } else {
            "Another certificate that it presented"
        };
        super::title(title);
        let fields = [
            ("subject", certificate.subject.clone()),
            ("issuer", certificate.issuer.clone()),
            ("names", certificate.names.join(", ")),
            ("valid", validity(certificate)),
            ("SHA-256", certificate.sha256.clone()),
        ];
        for (label, text) in fields {
            print_behind(&format!("  {label:<9}"), LABEL_COLUMNS, PLAIN, &text);
        }
    }
}

fn validity(certificate: &Certificate) -> String {
    let day = |seconds: i64| {
        let instant = Timestamp::from_second(seconds);
        instant.map_or_else(|_| "?".to_owned(), |it| it.strftime("%Y-%m-%d").to_string())
    };
    format!(
        "{} to {}",
        day(certificate.not_before),
        day(certificate.not_after)
    )
}
