//! The mails that are built: what core is given, and what the others are given to make the same of it.

use centerscape_smtp_core::message::{
    Alert, Attachment, Content, CustomContent, Draft, Message, Stamp,
};
use centerscape_smtp_core::settings::Settings;
use mail_parser::{HeaderValue, MessageParser, MimeHeaders};
use wasmtime::error::Context;
use wasmtime::{Result, ensure, format_err};

/// One mail to build.
pub struct Case {
    /// What it is, for people.
    pub name: &'static str,
    /// The input of core and of the component.
    pub input: Input,
    /// The input of the others.
    pub mail: Mail,
    /// The bytes that core makes of it.
    pub built: Vec<u8>,
}

/// What core builds from.
#[derive(Clone)]
pub struct Input {
    /// They give the sender.
    pub settings: Settings,
    /// What to say.
    pub draft: Draft,
    /// What the message would otherwise sample.
    pub stamp: Stamp,
}

/// A mail as any library understands it, read out of the bytes that core made: words, and the values of headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Name and address.
    pub from: (String, String),
    /// Name and address.
    pub to: (String, String),
    /// The instant, seconds since 1970.
    pub date: i64,
    /// Without angle brackets.
    pub message_id: String,
    /// The root of the thread, for In-Reply-To and References.
    pub root: Option<String>,
    /// The subject.
    pub subject: String,
    /// The headers that have no field of their own, name and value.
    pub others: Vec<(&'static str, String)>,
    /// The plain text, with LF.
    pub text: String,
    /// The HTML, with LF.
    pub html: Option<String>,
    /// The attachment.
    pub file: Option<File>,
}

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub data: Vec<u8>,
}

impl Case {
    fn new(name: &'static str, draft: Draft) -> Result<Self> {
        let input = Input {
            settings: Settings {
                from_address: "CenterScape <centerscape@example.com>".to_owned(),
                ..Settings::default()
            },
            draft,
            stamp: Stamp {
                unix_seconds: 1_795_321_560,
                offset_minutes: 0,
                entropy: std::array::from_fn(|index| u8::try_from(index * 7).unwrap_or_default()),
                domain: "centerscape.example.com".to_owned(),
            },
        };
        let Input {
            settings,
            draft,
            stamp,
        } = input.clone();
        let mut message = Message::build(&settings, draft, &stamp)
            .map_err(|problems| format_err!("{name}: {problems:?}"))?;
        let mut built = vec![0; usize::try_from(message.size())?];
        let length = message.read_chunk(&mut built);
        ensure!(length == built.len(), "{name}: the size was wrong");
        Ok(Self {
            name,
            input,
            mail: Mail::parse(&built).context(name)?,
            built,
        })
    }
}

impl Mail {
    /// Reads a mail.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mail = MessageParser::default()
            .parse(bytes)
            .context("this is no mail")?;
        let person = |address: Option<&mail_parser::Address<'_>>| {
            let person = address.and_then(|address| address.first())?;
            Some((person.name()?.to_owned(), person.address()?.to_owned()))
        };
        let text = |value: &HeaderValue<'_>| value.as_text().map(str::to_owned);
        let root = text(mail.in_reply_to());
        ensure!(root == text(mail.references()), "the thread has two roots");
        let others = ["Auto-Submitted", "Importance", "X-Priority"];
        let others = others.into_iter().filter_map(|name| {
            let value = mail.header_raw(name)?;
            Some((name, value.trim().to_owned()))
        });
        let lines = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        let file = mail.attachment(0).map(|part| File {
            name: part.attachment_name().unwrap_or_default().to_owned(),
            media_type: part.content_type().map_or_else(String::new, |kind| {
                format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
            }),
            data: part.contents().to_vec(),
        });
        let html = mail
            .html_part(0)
            .is_some_and(mail_parser::MessagePart::is_text_html);
        Ok(Self {
            from: person(mail.from()).context("From")?,
            to: person(mail.to()).context("To")?,
            date: mail.date().context("Date")?.to_timestamp(),
            message_id: mail.message_id().context("Message-ID")?.to_owned(),
            root,
            subject: mail.subject().context("Subject")?.to_owned(),
            others: others.collect(),
            text: lines(&mail.body_text(0).context("text")?),
            html: if html {
                mail.body_html(0).map(|html| lines(&html))
            } else {
                None
            },
            file,
        })
    }
}

/// All mails.
pub fn cases() -> Result<Vec<Case>> {
    Ok(vec![
        Case::new(
            "alert, 1 KB of words",
            draft(words(alert_text(), None), None),
        )?,
        Case::new(
            "alert, from the template",
            draft(Content::Alert(alert()), None),
        )?,
        Case::new(
            "text + HTML, 8 KB",
            draft(words(report_text(), Some(report_html())), None),
        )?,
        Case::new(
            "attachment, 5 MB",
            draft(words(alert_text(), None), Some(5_000_000)),
        )?,
        Case::new(
            "attachment, 25 MB",
            draft(words(alert_text(), None), Some(25_000_000)),
        )?,
    ])
}

fn draft(content: Content, file_length: Option<usize>) -> Draft {
    Draft {
        to: vec!["Operations <ops@example.com>".to_owned()],
        incident: Some("rack12-temperature".to_owned()),
        content,
        attachments: Vec::from_iter(file_length.map(file)),
        ..Draft::default()
    }
}

fn words(text: String, html: Option<String>) -> Content {
    Content::Custom(CustomContent {
        subject: "[CRITICAL] Inlet temperature high: PDU-7".to_owned(),
        text: Some(text),
        html,
        importance: Some("high".to_owned()),
    })
}

fn alert() -> Alert {
    let text = str::to_owned;
    Alert {
        severity: text("critical"),
        state: text("raised"),
        title: text("Inlet temperature high"),
        asset: text("PDU-7"),
        location: text("Hall 2 / Row C / Rack 12"),
        metric: text("temperature"),
        value: text("41.5 C"),
        threshold: text("35 C"),
        raised_at: text("2026-11-22T05:26:00+01:00"),
        link: Some(text("https://centerscape.example.com/alerts/4711")),
    }
}

/// 1 KB of ASCII in short lines.
fn alert_text() -> String {
    let row = |rack| {
        let tenths = rack % 10;
        format!("Rack {rack:2}: inlet 41.{tenths} C, threshold 35 C, rising for 12 minutes\n")
    };
    let text = rows("CRITICAL: Inlet temperature high\n\n", 1000, row);
    text.trim_end().to_owned()
}

/// 2 KB of text with letters outside ASCII.
fn report_text() -> String {
    let row = |rack| format!("Rack {rack:2}: highest 41.{} °C\n", rack % 10);
    let text = rows("Temperatures of the week \u{2013} Nürnberg\n\n", 2000, row);
    text.trim_end().to_owned()
}

/// 6 KB of HTML, a table with lines that are too long for a mail and letters outside ASCII.
fn report_html() -> String {
    let row = |rack| {
        let tenths = rack % 10;
        format!(
            "<tr><th align=\"left\" style=\"padding:6px\">Rack {rack}</th><td>41.{tenths} °C</td></tr>\n"
        )
    };
    let start = "<!DOCTYPE html>\n<html><body><h1>Temperatures of the week \u{2013} Nürnberg</h1>\n<table>\n";
    rows(start, 5960, row) + "</table>\n</body></html>"
}

/// A text of at least `length` bytes.
fn rows(start: &str, length: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = start.to_owned();
    for number in 1.. {
        if text.len() >= length {
            break;
        }
        text.push_str(&row(number));
    }
    text
}

/// A file that does not compress and has every byte.
fn file(length: usize) -> Attachment {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let data = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    Attachment {
        file_name: "report.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        content_id: None,
        data: data.flatten().take(length).collect(),
    }
}
