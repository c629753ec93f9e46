//! What people see: colours on a terminal only, problems, reports, diagnoses.

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use centerscape_smtp_host::delivery::{DeliveryReport, Verdict};
use centerscape_smtp_host::detection::Recommendation;
use centerscape_smtp_host::types::{
    Auth, Diagnosis, Outcome, Problem, Reply, Retry, Security, Settings, Severity,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const RED: Style = AnsiColor::Red.on_default().bold();

/// The text in a style.
fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// An error of the host itself.
pub fn error(message: &str) {
    eprintln!("{}: {message}", paint(RED, "error"));
}

/// A headline.
pub fn title(text: &str) {
    println!("\n{}", paint(BOLD, text));
}

/// A quiet remark.
pub fn remark(text: &str) {
    println!("{}", paint(DIM, text));
}

/// Problems of a file, one block for each, as compilers write them.
pub fn problem_lines(file: &str, problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| problem_line(file, problem))
        .collect()
}

fn problem_line(file: &str, problem: &Problem) -> String {
    let place = match problem.position {
        Some(position) => format!("{file}:{}:{}", position.line, position.column),
        None => file.to_owned(),
    };
    let word = match problem.severity {
        Severity::Error => paint(RED, "error"),
        Severity::Warning => paint(YELLOW, "warning"),
    };
    let field = match problem.field.as_str() {
        "" => String::new(),
        field => format!("{}: ", paint(BOLD, field)),
    };
    let code = paint(DIM, &format!("[{}]", problem.code));
    format!("{place}: {word}: {field}{} {code}", problem.message)
}

/// The word for an outcome, in its colour.
fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Ready => paint(GREEN, "ready"),
        Outcome::Accepted => paint(GREEN, "accepted"),
        Outcome::PartlyAccepted => paint(YELLOW, "partly accepted"),
        Outcome::Refused => paint(RED, "refused"),
        Outcome::NotSent => paint(RED, "not sent"),
        Outcome::Uncertain => paint(YELLOW, "uncertain"),
    }
}

/// A report: the outcome, the stages, who did not get it, why.
pub fn report(report: &DeliveryReport, with_transcript: bool) {
    let queued = report
        .queue_id
        .as_ref()
        .map(|id| format!(", queued as {id}"));
    println!("{}{}", outcome(report.outcome), queued.unwrap_or_default());
    for stage in &report.stages {
        let mark = match stage.verdict {
            Verdict::Passed => paint(GREEN, "ok"),
            Verdict::Failed => paint(RED, "--"),
        };
        let time = stage.ended_ms.saturating_sub(stage.started_ms);
        let evidence = stage
            .evidence
            .iter()
            .flat_map(|text| text.lines())
            .next()
            .unwrap_or("");
        println!(
            "  {mark} {:<9} {time:>6} ms  {}",
            stage.stage,
            paint(DIM, evidence)
        );
    }
    for recipient in &report.recipients {
        let reply = recipient.reply.as_ref().map(reply_line).unwrap_or_default();
        println!(
            "  {} {}  {}",
            outcome(recipient.outcome),
            recipient.address,
            paint(DIM, &reply)
        );
    }
    if let Some(found) = &report.diagnosis {
        println!();
        diagnosis(found);
    }
    if with_transcript {
        println!();
        report.transcript.iter().for_each(|line| remark(line));
    }
}

/// What to propose: the settings, what stands in their way, and why.
pub fn recommendation(found: &Recommendation) {
    match &found.settings {
        Some(settings) if found.confirmed => {
            println!("{}", paint(GREEN, "found"));
            proposal(settings, found);
        }
        Some(settings) => {
            println!("{}", paint(YELLOW, "known, not confirmed"));
            proposal(settings, found);
        }
        None => println!("{}", paint(RED, "not found")),
    }
    println!();
    for reason in &found.reasons {
        println!("  - {}", reason.text);
    }
    if let Some(obstacle) = &found.diagnosis {
        println!();
        diagnosis(obstacle);
    }
}

fn proposal(settings: &Settings, found: &Recommendation) {
    let security = match settings.security {
        Security::None => "none",
        Security::Starttls => "starttls",
        Security::Tls => "tls",
    };
    let auth = match settings.auth {
        Auth::None => "none",
        Auth::Password => "password",
        Auth::Oauth2 => "oauth2",
    };
    let size = found.size_limit.map(|bytes| format!("{bytes} bytes"));
    for (name, value) in [
        ("hostname", settings.hostname.clone()),
        ("port", settings.port.to_string()),
        ("security", security.to_owned()),
        ("auth", auth.to_owned()),
        ("username", settings.username.clone()),
        ("from_address", settings.from_address.clone()),
        ("logins offered", found.mechanisms.join(", ")),
        ("largest message", size.unwrap_or_default()),
    ] {
        if !value.is_empty() {
            println!("  {name:<16} {}", paint(BOLD, &value));
        }
    }
}

fn reply_line(reply: &Reply) -> String {
    match reply.code {
        0 => reply.lines.join(" "),
        code => format!("{code} {}", reply.lines.join(" ")),
    }
}

/// A diagnosis: what happened, what it means, what to do.
pub fn diagnosis(diagnosis: &Diagnosis) {
    let cause = paint(DIM, &format!("[{}]", diagnosis.cause));
    println!("{} {cause}", paint(BOLD, &diagnosis.title));
    println!("{}", diagnosis.meaning);
    for (index, step) in diagnosis.steps.iter().enumerate() {
        println!("  {}. {step}", index + 1);
    }
    println!(
        "Who: {}. Again: {}.",
        who(&diagnosis.who),
        retry(diagnosis.retry)
    );
    if let Some(link) = &diagnosis.link {
        println!("More: {link}");
    }
    if let Some(reply) = &diagnosis.reply {
        remark(&format!("The server said: {}", reply_line(reply)));
    }
}

fn who(word: &str) -> String {
    word.replace('-', " ")
}

fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::NoNeed => "there is no need",
        Retry::Later => "the same message can pass later",
        Retry::AfterChange => "after something was changed",
        Retry::MayDuplicate => "it may arrive twice",
    }
}
