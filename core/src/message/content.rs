//! What a message says: the checks of each kind, and its subject, text, HTML and importance.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::draft::{Alert, Attachment, Content, CustomContent, Notice, Report};
use super::rendered::{Body, Importance};
use super::template::{self, Row, View};
use super::{check, device};
use crate::problem::Problem;
use crate::settings::{Auth, Security, Settings};

const SEVERITIES: [&str; 3] = ["critical", "warning", "info"];
const STATES: [&str; 3] = ["raised", "worsened", "cleared"];
const IMPORTANCES: [&str; 3] = ["high", "normal", "low"];

/// Every problem of the content, whose [device text](device) is made fit to be said.
pub(crate) fn check(content: &mut Content, problems: &mut Vec<Problem>) {
    match content {
        Content::Custom(custom) => check_custom(custom, problems),
        Content::Alert(alert) => check_alert(alert, problems),
        Content::Notice(notice) => check_notice(notice, problems),
        Content::Report(report) => check_report(report, problems),
        Content::Test => {}
    }
}

fn check_custom(custom: &mut CustomContent, problems: &mut Vec<Problem>) {
    device::required_line("subject", &mut custom.subject, "(no subject)", problems);
    if custom.text.is_none() && custom.html.is_none() {
        problems.push(Problem::error(
            "text",
            "text.required",
            "The message says nothing. Give text, html or both.",
        ));
    }
    for (field, text) in [("text", &custom.text), ("html", &custom.html)] {
        device::tell_lost(field, text.as_deref().unwrap_or_default(), problems);
    }
    if let Some(importance) = &custom.importance {
        check::word("importance", importance, &IMPORTANCES, problems);
    }
}

const NO_TITLE: &str = "(no title)";

fn check_alert(alert: &mut Alert, problems: &mut Vec<Problem>) {
    check_word("alert.severity", &mut alert.severity, &SEVERITIES, problems);
    check_word("alert.state", &mut alert.state, &STATES, problems);
    device::required_line("alert.title", &mut alert.title, NO_TITLE, problems);
    for (field, value) in [
        ("alert.asset", &mut alert.asset),
        ("alert.location", &mut alert.location),
        ("alert.metric", &mut alert.metric),
        ("alert.value", &mut alert.value),
        ("alert.threshold", &mut alert.threshold),
        ("alert.raised_at", &mut alert.raised_at),
    ] {
        device::line(field, value, problems);
    }
    if !alert.raised_at.is_empty() && OffsetDateTime::parse(&alert.raised_at, &Rfc3339).is_err() {
        problems.push(Problem::error(
            "alert.raised_at",
            "raised-at.syntax",
            "This is not a time. It takes RFC 3339, as in 2026-11-22T05:26:00+01:00.",
        ));
    }
    device::link("alert.link", &mut alert.link, problems);
}

fn check_notice(notice: &mut Notice, problems: &mut Vec<Problem>) {
    check_word(
        "notice.severity",
        &mut notice.severity,
        &SEVERITIES,
        problems,
    );
    device::required_line("notice.title", &mut notice.title, NO_TITLE, problems);
    device::optional_line("notice.asset", &mut notice.asset, problems);
    device::optional_line("notice.location", &mut notice.location, problems);
    device::required_text("notice.text", &mut notice.text, problems);
    device::link("notice.link", &mut notice.link, problems);
}

fn check_report(report: &mut Report, problems: &mut Vec<Problem>) {
    device::required_line("report.title", &mut report.title, NO_TITLE, problems);
    device::optional_line("report.period", &mut report.period, problems);
    device::required_text("report.text", &mut report.text, problems);
    device::link("report.link", &mut report.link, problems);
}

/// One of a few words, around which a device may have left controls.
fn check_word(field: &str, value: &mut String, known: &[&str], problems: &mut Vec<Problem>) {
    device::line(field, value, problems);
    check::word(field, value, known, problems);
}

/// Says it. The content passed [`check`].
pub(crate) fn render(
    content: Content,
    settings: &Settings,
    from: &str,
    attachments: &[Attachment],
) -> Body {
    match content {
        Content::Custom(custom) => Body {
            subject: custom.subject,
            text: custom.text,
            html: custom.html,
            importance: match custom.importance.as_deref() {
                Some("high") => Importance::High,
                Some("low") => Importance::Low,
                _ => Importance::Normal,
            },
        },
        Content::Alert(alert) => template::render(&alert_view(&alert), attachments),
        Content::Notice(notice) => template::render(&notice_view(&notice), attachments),
        Content::Report(report) => template::render(&report_view(&report), attachments),
        Content::Test => template::render(&test_view(settings, from), attachments),
    }
}

const GREEN: &str = "#1b6e3c";
const SLATE: &str = "#3b4a5a";

/// The badge, the colour of its bar (white text on it has a contrast of 5 to 1 or more) and the importance of a severity.
fn severity(word: &str) -> (&'static str, &'static str, Importance) {
    match word {
        "critical" => ("CRITICAL", "#b3261e", Importance::High),
        "warning" => ("WARNING", "#8a5300", Importance::Normal),
        _ => ("INFO", "#1f5fa8", Importance::Low),
    }
}

fn alert_view(alert: &Alert) -> View<'_> {
    let (badge, colour, importance) = if alert.state == "cleared" {
        ("CLEARED", GREEN, Importance::Normal)
    } else {
        severity(&alert.severity)
    };
    View {
        badge,
        colour,
        importance,
        title: &alert.title,
        about: &alert.asset,
        rows: Vec::from([
            Row::new("Asset", &alert.asset),
            Row::new("Location", &alert.location),
            Row::new("Metric", &alert.metric),
            Row::new("Value", &alert.value),
            Row::new("Threshold", &alert.threshold),
            Row::new("Severity", &alert.severity),
            Row::new("State", &alert.state),
            Row::new("Raised at", readable_time(&alert.raised_at)),
        ]),
        text: "",
        link: alert.link.as_deref(),
    }
}

fn notice_view(notice: &Notice) -> View<'_> {
    let (badge, colour, importance) = severity(&notice.severity);
    let asset = notice.asset.as_deref().unwrap_or_default();
    View {
        badge,
        colour,
        importance,
        title: &notice.title,
        about: asset,
        rows: Vec::from([
            Row::new("Asset", asset),
            Row::new("Location", notice.location.as_deref().unwrap_or_default()),
        ]),
        text: &notice.text,
        link: notice.link.as_deref(),
    }
}

fn report_view(report: &Report) -> View<'_> {
    let period = report.period.as_deref().unwrap_or_default();
    View {
        badge: "REPORT",
        colour: SLATE,
        importance: Importance::Normal,
        title: &report.title,
        about: period,
        rows: Vec::from([Row::new("Period", period)]),
        text: &report.text,
        link: report.link.as_deref(),
    }
}

fn test_view<'a>(settings: &'a Settings, from: &'a str) -> View<'a> {
    let security = match settings.security {
        Security::None => "none",
        Security::StartTls => "STARTTLS",
        Security::Tls => "TLS",
    };
    let login = match settings.auth {
        Auth::None => "none",
        Auth::Password | Auth::OAuth2 => settings.username.as_str(),
    };
    View {
        badge: "TEST",
        colour: SLATE,
        importance: Importance::Normal,
        title: "CenterScape can send e-mail",
        about: "",
        rows: Vec::from([
            Row::new("Server", settings.hostname.as_str()),
            Row::new("Port", settings.port.to_string()),
            Row::new("Security", security),
            Row::new("Login", login),
            Row::new("From", from),
        ]),
        // A line for each sentence: broken within one, it would be ragged on a phone.
        text: "This is the test of the SMTP Server settings below.\n\
               You are reading it, so the server took it and it was delivered, too.",
        link: None,
    }
}

/// An RFC 3339 time with blanks in it and without fractions of a second: `2026-11-22 05:26:00 +01:00`.
fn readable_time(time: &str) -> String {
    let (Some(date), Some(clock), Some(rest)) = (time.get(..10), time.get(11..19), time.get(19..))
    else {
        return String::from(time);
    };
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let zone = if zone.eq_ignore_ascii_case("z") {
        "UTC"
    } else {
        zone
    };
    [date, clock, zone].join(" ")
}
