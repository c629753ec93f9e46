//! The settings as JSON: read key by key, written for people and files.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::server::{PORTS, TIMEOUTS, port_out_of_range, timeout_out_of_range};
use super::{Auth, MASK, Secret, Security, Settings};
use crate::character;
use crate::json::{Object, Value};
use crate::problem::{Position, Problem};
use crate::text::line_hazard;

const SECURITY_WORDS: [(&str, Security); 3] = [
    ("none", Security::None),
    ("starttls", Security::StartTls),
    ("tls", Security::Tls),
];

const AUTH_WORDS: [(&str, Auth); 3] = [
    ("none", Auth::None),
    ("password", Auth::Password),
    ("oauth2", Auth::OAuth2),
];

impl Settings {
    /// Reads settings from JSON. A key that is absent has its default; the password may be the mask.
    ///
    /// The values are not judged: that is [`validate`](Self::validate).
    ///
    /// # Errors
    /// Every problem of the JSON itself, with its position: syntax, unknown keys, wrong types, unknown words, numbers that
    /// do not fit.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let reading = Reading::new(Self::default(), text);
        if reading.problems.is_empty() {
            Ok(reading.settings)
        } else {
            Err(reading.problems)
        }
    }

    /// Every problem of a form as a person typed it: of the JSON itself and of its values, with positions.
    ///
    /// A value that could not be read is not judged a second time.
    #[must_use]
    pub fn check_json(form: &str) -> Vec<Problem> {
        let reading = Reading::new(Self::default(), form);
        let found = reading.judge(&reading.settings);
        [reading.problems, found].concat()
    }

    /// The settings as JSON for people and files. The password is always the mask.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Text, numbers and flags in a plain structure: this cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// The keys of the settings in the order of the dialog, and how the value of each is read; `Serialize` says how it is written.
macro_rules! keys {
    ($($key:ident: $read:expr,)*) => {
        impl Serialize for Settings {
            /// As [`to_json`](Settings::to_json): the password is always the mask.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = serializer.serialize_struct("Settings", [$(stringify!($key)),*].len())?;
                $(object.serialize_field(stringify!($key), &self.$key)?;)*
                object.end()
            }
        }

        impl Keys<'_> {
            fn read_over(&mut self, base: Settings) -> Settings {
                Settings {
                    $($key: self.read(stringify!($key), $read).unwrap_or(base.$key),)*
                }
            }
        }
    };
}

keys! {
    hostname: text,
    port: port,
    security: security,
    auth: auth,
    username: text,
    password: password,
    allow_clear_password: flag,
    from_address: text,
    ehlo_name: text_or_null,
    timeout_seconds: timeout,
}

impl Security {
    /// The security of this word, as in JSON: `none`, `starttls` or `tls`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let found = SECURITY_WORDS.iter().find(|(known, _)| *known == word);
        found.map(|(_, security)| *security)
    }
}

impl Serialize for Security {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(word_of(&SECURITY_WORDS, *self))
    }
}

impl Serialize for Auth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(word_of(&AUTH_WORDS, *self))
    }
}

impl Serialize for Secret {
    /// Always the mask, whether or not there is one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    let found = words.iter().find(|(_, meaning)| *meaning == value);
    found.map_or("", |(word, _)| word)
}

/// Settings read over others, and all that was noticed on the way.
pub(super) struct Reading {
    /// The values that were read, over those given.
    pub(super) settings: Settings,
    /// The problems of the JSON itself.
    pub(super) problems: Vec<Problem>,
    /// Where the value of each key stands.
    positions: Vec<(&'static str, Position)>,
    /// The keys whose value could not be read; `None` where nothing could.
    unreadable: Option<Vec<&'static str>>,
}

impl Reading {
    /// Reads `text` over `base`: what is absent or unreadable stays as it is there.
    pub(super) fn new(base: Settings, text: &str) -> Self {
        let mut problems = Vec::new();
        let Some(object) = Object::parse(text, &mut problems) else {
            return Self {
                settings: base,
                problems,
                positions: Vec::new(),
                unreadable: None,
            };
        };
        let mut keys = Keys {
            object,
            problems,
            positions: Vec::new(),
            unreadable: Vec::new(),
        };
        let settings = keys.read_over(base);
        keys.object.finish(&mut keys.problems);
        Self {
            settings,
            problems: keys.problems,
            positions: keys.positions,
            unreadable: Some(keys.unreadable),
        }
    }

    /// The problems of the values of `settings`, with the positions of this text, apart from what could not be read.
    pub(super) fn judge(&self, settings: &Settings) -> Vec<Problem> {
        let Some(unreadable) = &self.unreadable else {
            return Vec::new();
        };
        let found = settings.problems_apart_from(unreadable);
        found
            .into_iter()
            .map(|problem| self.locate(problem))
            .collect()
    }

    /// The problem at the position of its field, where the text has it.
    pub(super) fn locate(&self, problem: Problem) -> Problem {
        let place = self.positions.iter().find(|(key, _)| *key == problem.field);
        let position = place.map(|(_, position)| *position);
        problem.at(position)
    }
}

/// The keys of a settings object while they are read.
struct Keys<'a> {
    object: Object<'a>,
    problems: Vec<Problem>,
    positions: Vec<(&'static str, Position)>,
    unreadable: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    /// Reads one key; absent or unreadable is `None`.
    fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Value<'a>, &mut Vec<Problem>) -> Option<T>,
    ) -> Option<T> {
        let value = self.object.take(key)?;
        self.positions.push((key, value.position()));
        let content = read(&value, &mut self.problems);
        if content.is_none() {
            self.unreadable.push(key);
        }
        content
    }
}

fn text(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    value.read("text in quotes", problems)
}

/// Both `null` and an empty text say that there is none.
#[expect(
    clippy::option_option,
    reason = "whether it could be read, and whether there is one"
)]
fn text_or_null(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<Option<String>> {
    if value.is_null() {
        return Some(None);
    }
    let text: String = value.read("text in quotes, or null", problems)?;
    Some(Some(text).filter(|text| !text.is_empty()))
}

fn security(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<Security> {
    word(value, &SECURITY_WORDS, problems)
}

fn auth(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<Auth> {
    word(value, &AUTH_WORDS, problems)
}

fn password(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<Secret> {
    text(value, problems).map(Secret::from_text)
}

fn flag(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<bool> {
    value.read("true or false, without quotes", problems)
}

fn port(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<u16> {
    let expected = format!(
        "a number from {} to {}, without quotes",
        PORTS.start(),
        PORTS.end()
    );
    number(value, &expected, port_out_of_range, problems)
}

fn timeout(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<u32> {
    let expected = format!(
        "a number of seconds from {} to {}, without quotes",
        TIMEOUTS.start(),
        TIMEOUTS.end()
    );
    number(value, &expected, timeout_out_of_range, problems)
}

/// A whole number, judged as it is written: nothing is rounded or wrapped. A text is what a form has where a person typed no number,
/// and then what belongs there is said; a right number in quotes is a mistake of whoever wrote the JSON.
fn number<T: FromStr>(
    value: &Value<'_>,
    expected: &str,
    out_of_range: fn() -> Problem,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let number = value.number().map(str::parse);
    match number {
        Some(Ok(number)) => return Some(number),
        Some(Err(_)) => problems.push(out_of_range().at(Some(value.position()))),
        None => problems.push(match value.text() {
            Some(text) if text.parse::<T>().is_err() => {
                let problem = out_of_range().at(Some(value.position()));
                character::explain(problem, &text, line_hazard(&text), |meant| {
                    meant.parse::<T>().is_ok()
                })
            }
            _ => value.wrong_type(expected),
        }),
    }
    None
}

/// One of a few words.
fn word<T: Copy>(value: &Value<'_>, words: &[(&str, T)], problems: &mut Vec<Problem>) -> Option<T> {
    let known = words
        .iter()
        .map(|(word, _)| *word)
        .collect::<Vec<_>>()
        .join(", ");
    let text: String = value.read(&format!("one of these words in quotes: {known}"), problems)?;
    let found = words.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        let message = format!("There is no such word here. It takes one of these: {known}.");
        let problem = Problem::error(value.path.clone(), "json.unknown-word", message);
        problems.push(problem.with("expected", known).at(Some(value.position())));
    }
    found.map(|(_, meaning)| *meaning)
}
