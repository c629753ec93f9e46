//! Drafts and stamps in JSON. What they mean is judged when a message is built; here it is keys and types.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::draft::{Alert, Attachment, Content, CustomContent, Draft, Header, Notice, Report};
use super::stamp::Stamp;
use crate::json::{Object, Value};
use crate::problem::{Position, Problem};

/// The keys of which a draft has exactly one, if it does not have its own words.
const KINDS: [&str; 4] = ["alert", "notice", "report", "test"];
const TEXT: &str = "a text, \"...\"";

impl Draft {
    /// Reads a draft from JSON; the attachments come beside it.
    ///
    /// # Errors
    /// Every problem of syntax, keys and types, each with its position.
    pub fn parse(json: &str, attachments: Vec<Attachment>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let draft = Object::parse(json, &mut problems).map(|object| {
            let mut reader = Reader {
                object,
                position: None,
                problems: &mut problems,
            };
            let draft = Self {
                to: reader.texts("to"),
                cc: reader.texts("cc"),
                bcc: reader.texts("bcc"),
                reply_to: reader.texts("reply_to"),
                from: reader.exact("from"),
                sender: reader.exact("sender"),
                envelope_sender: reader.exact("envelope_sender"),
                headers: headers(&mut reader),
                incident: reader.optional("incident"),
                content: content(&mut reader),
                attachments,
            };
            reader.finish();
            draft
        });
        match draft {
            Some(draft) if problems.is_empty() => Ok(draft),
            _ => Err(problems),
        }
    }
}

fn headers(reader: &mut Reader<'_, '_>) -> Vec<Header> {
    let mut headers = Vec::new();
    for item in reader.list("headers") {
        let Some(object) = item.object(reader.problems) else {
            continue;
        };
        let mut reader = Reader {
            object,
            position: Some(item.position()),
            problems: reader.problems,
        };
        let text = |text: &str| Some(String::from(text));
        let mut exact = |key| reader.converted(key, TEXT, text).unwrap_or_default();
        headers.push(Header {
            name: exact("name"),
            value: exact("value"),
        });
        reader.finish();
    }
    headers
}

fn content(reader: &mut Reader<'_, '_>) -> Content {
    let kinds: Vec<_> = KINDS
        .into_iter()
        .filter_map(|kind| Some((kind, reader.value(kind)?)))
        .collect();
    // All are taken, so that none of them is an unknown key.
    let words: Vec<_> = ["subject", "text", "html", "importance"]
        .into_iter()
        .filter_map(|key| reader.value(key))
        .collect();
    let further = kinds.iter().skip(1).map(|(_, value)| value);
    let own = words.first().filter(|_| !kinds.is_empty());
    for value in further.chain(own) {
        reader.problems.push(
            Problem::error(
                value.path.clone(),
                "content.ambiguous",
                "A draft has either its own words (subject, text, html, importance) or exactly one of alert, notice, report and test.",
            )
            .at(Some(value.position())),
        );
    }
    let Some((kind, value)) = kinds.into_iter().next() else {
        return Content::Custom(custom_content(reader));
    };
    let Some(object) = value.object(reader.problems) else {
        return Content::Test;
    };
    let mut reader = Reader {
        object,
        position: Some(value.position()),
        problems: reader.problems,
    };
    let content = match kind {
        "alert" => Content::Alert(alert(&mut reader)),
        "notice" => Content::Notice(notice(&mut reader)),
        "report" => Content::Report(report(&mut reader)),
        _ => Content::Test,
    };
    reader.finish();
    content
}

fn custom_content(reader: &mut Reader<'_, '_>) -> CustomContent {
    CustomContent {
        subject: reader.required("subject"),
        text: reader.optional("text"),
        html: reader.optional("html"),
        importance: reader.optional("importance"),
    }
}

fn alert(reader: &mut Reader<'_, '_>) -> Alert {
    Alert {
        severity: reader.required("severity"),
        state: reader.required("state"),
        title: reader.required("title"),
        asset: reader.optional("asset").unwrap_or_default(),
        location: reader.optional("location").unwrap_or_default(),
        metric: reader.optional("metric").unwrap_or_default(),
        value: reader.optional("value").unwrap_or_default(),
        threshold: reader.optional("threshold").unwrap_or_default(),
        raised_at: reader.optional("raised_at").unwrap_or_default(),
        link: reader.optional("link"),
    }
}

fn notice(reader: &mut Reader<'_, '_>) -> Notice {
    Notice {
        severity: reader.required("severity"),
        title: reader.required("title"),
        asset: reader.optional("asset"),
        location: reader.optional("location"),
        text: reader.required("text"),
        link: reader.optional("link"),
    }
}

fn report(reader: &mut Reader<'_, '_>) -> Report {
    Report {
        title: reader.required("title"),
        period: reader.optional("period"),
        text: reader.required("text"),
        link: reader.optional("link"),
    }
}

impl Stamp {
    /// Reads a stamp from JSON: `now` (RFC 3339), `entropy` (64 hexadecimal digits) and `domain`.
    ///
    /// # Errors
    /// Every problem of syntax, keys and types, each with its position.
    pub fn parse(json: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let stamp = Object::parse(json, &mut problems).map(|object| {
            let mut reader = Reader {
                object,
                position: None,
                problems: &mut problems,
            };
            let now = reader.converted(
                "now",
                "an RFC 3339 time, \"2026-11-22T05:26:00+01:00\"",
                |text| OffsetDateTime::parse(text, &Rfc3339).ok(),
            );
            let entropy = reader.converted("entropy", "64 hexadecimal digits", hex_bytes);
            let domain = reader.required("domain");
            reader.finish();
            let now = now.unwrap_or(OffsetDateTime::UNIX_EPOCH);
            Self {
                unix_seconds: now.unix_timestamp(),
                offset_minutes: now.offset().whole_minutes(),
                entropy: entropy.unwrap_or_default(),
                domain,
            }
        });
        match stamp {
            Some(stamp) if problems.is_empty() => Ok(stamp),
            _ => Err(problems),
        }
    }
}

fn hex_bytes(digits: &str) -> Option<[u8; 32]> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    bytes?.try_into().ok()
}

/// An object that is read key by key; `null` is as good as absent.
struct Reader<'a, 'p> {
    object: Object<'a>,
    position: Option<Position>,
    problems: &'p mut Vec<Problem>,
}

impl<'a> Reader<'a, '_> {
    fn value(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.object.take(key).filter(|value| !value.is_null())
    }

    fn optional(&mut self, key: &'static str) -> Option<String> {
        self.value(key)?.read_device_text(TEXT, self.problems)
    }

    /// A text that is taken as it is or not at all.
    fn exact(&mut self, key: &'static str) -> Option<String> {
        self.value(key)?.read(TEXT, self.problems)
    }

    /// The text of `key`; empty after a problem.
    fn required(&mut self, key: &'static str) -> String {
        let Some(value) = self.value(key) else {
            self.missing(key, TEXT);
            return String::new();
        };
        value
            .read_device_text(TEXT, self.problems)
            .unwrap_or_default()
    }

    fn missing(&mut self, key: &str, expected: &str) {
        let path = self.object.path_of(key);
        let message = format!("This key is missing. It takes {expected}.");
        self.problems.push(
            Problem::error(path, "json.missing-key", message)
                .with("expected", expected)
                .at(self.position),
        );
    }

    fn converted<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        convert: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = self.value(key) else {
            self.missing(key, expected);
            return None;
        };
        let text: String = value.read(expected, self.problems)?;
        let converted = convert(&text);
        if converted.is_none() {
            self.problems.push(
                Problem::error(
                    value.path.clone(),
                    "json.wrong-format",
                    format!("This cannot be read. It takes {expected}."),
                )
                .with("expected", expected)
                .at(Some(value.position())),
            );
        }
        converted
    }

    fn texts(&mut self, key: &'static str) -> Vec<String> {
        self.list(key)
            .iter()
            .filter_map(|item| item.read(TEXT, self.problems))
            .collect()
    }

    fn list(&mut self, key: &'static str) -> Vec<Value<'a>> {
        let items = self.value(key).and_then(|value| value.list(self.problems));
        items.unwrap_or_default()
    }

    fn finish(self) {
        self.object.finish(self.problems);
    }
}
