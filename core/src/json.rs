//! JSON objects read field by field, so that every problem is found in one reading, each with its position.
//!
//! `serde_json` does the parsing; this file adds what a person who edits a settings file needs and serde's derive does not
//! give: it goes on after the first mistake, and it knows where each key and value stands.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::character;
use crate::problem::{Position, Problem};

/// How many unknown or repeated keys of one object are told: nobody mends more at a time.
const MAX_KEY_PROBLEMS: usize = 50;

/// How many characters of a key are shown.
const MAX_SHOWN_KEY: usize = 60;

/// The position of byte `offset` in `text`.
fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Position {
        line: count(before.matches('\n').count() + 1),
        column: count(before.get(line_start..).unwrap_or("").chars().count() + 1),
    }
}

/// Reads a text that another program wrote, whole or not at all.
///
/// # Errors
/// One problem with this code and message, and the position. The parser's own words repeat the input, which may be secret.
pub(crate) fn read<T: DeserializeOwned>(
    text: &str,
    code: &'static str,
    message: &'static str,
) -> Result<T, Vec<Problem>> {
    serde_json::from_str(text).map_err(|error| {
        let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let position = Position {
            line: place(error.line()),
            column: place(error.column()),
        };
        Vec::from([Problem::error("", code, message).at(Some(position))])
    })
}

/// The members of one object in the order they stand, values unparsed.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, { ... }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// One object of a JSON text, its members taken one by one.
///
/// What is not taken when it is [finished](Self::finish) is an unknown key, and a problem.
pub(crate) struct Object<'a> {
    text: &'a str,
    path: String,
    members: Vec<(String, &'a RawValue)>,
    known: Vec<&'static str>,
}

/// One value of a JSON text that knows where it stands.
pub(crate) struct Value<'a> {
    text: &'a str,
    raw: &'a RawValue,
    /// The path of the value, as in [`Problem::field`].
    pub(crate) path: String,
}

impl<'a> Object<'a> {
    /// Reads the whole text as one object; what is not JSON or not an object becomes a problem, and the answer is `None`.
    ///
    /// A key that stands twice is a problem too, and the later value counts for what follows. A byte order mark in front,
    /// as Windows editors write it, is passed over.
    pub(crate) fn parse(text: &'a str, problems: &mut Vec<Problem>) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match serde_json::from_str::<Members<'a>>(text) {
            Ok(members) => Some(Self::new(text, String::new(), members, problems)),
            Err(error) => {
                problems.push(syntax_problem(text, &error));
                None
            }
        }
    }

    fn new(
        text: &'a str,
        path: String,
        Members(members): Members<'a>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let object = Self {
            text,
            path,
            members,
            known: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        let twice = object.members.iter().filter(|(key, _)| !seen.insert(key));
        problems.extend(twice.take(MAX_KEY_PROBLEMS).map(|(key, raw)| {
            Problem::error(
                object.path_of(key),
                "json.duplicate-key",
                "This key stands twice. Keep one of the two.",
            )
            .at(Some(object.key_position(raw)))
        }));
        object
    }

    /// The value of `key`, or `None` where the key is absent.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Value<'a>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let (_, raw) = self.members.iter().rev().find(|(name, _)| name == key)?;
        Some(Value {
            text: self.text,
            raw,
            path: self.path_of(key),
        })
    }

    /// Makes a problem of every key that was never taken.
    pub(crate) fn finish(self, problems: &mut Vec<Problem>) {
        let unknown = self
            .members
            .iter()
            .filter(|(key, _)| !self.known.iter().any(|known| known == key));
        problems.extend(unknown.take(MAX_KEY_PROBLEMS).map(|(key, raw)| {
            let known = self.known.join(", ");
            Problem::error(
                self.path_of(key),
                "json.unknown-key",
                format!("There is no such key here. Known keys: {known}."),
            )
            .at(Some(self.key_position(raw)))
        }));
    }

    /// The path of the member `key`, as in [`Problem::field`].
    pub(crate) fn path_of(&self, key: &str) -> String {
        let shown = match key.char_indices().nth(MAX_SHOWN_KEY) {
            Some((end, _)) => format!("{}...", key.get(..end).unwrap_or("")),
            None => key.to_owned(),
        };
        if self.path.is_empty() {
            shown
        } else {
            format!("{}.{shown}", self.path)
        }
    }

    /// The position of the key that precedes `value`.
    fn key_position(&self, value: &RawValue) -> Position {
        let start = offset(self.text, value);
        let before = self.text.get(..start).unwrap_or("");
        let key_end = before
            .trim_end()
            .trim_end_matches(':')
            .trim_end()
            .len()
            .saturating_sub(1);
        let mut quote = key_end;
        loop {
            let head = before.get(..quote).unwrap_or("");
            quote = head.rfind('"').unwrap_or(0);
            let escapes = before.get(..quote).unwrap_or("").bytes().rev();
            if quote == 0 || escapes.take_while(|byte| *byte == b'\\').count() % 2 == 0 {
                return position(self.text, quote);
            }
        }
    }
}

impl<'a> Value<'a> {
    /// Where the value starts.
    pub(crate) fn position(&self) -> Position {
        position(self.text, offset(self.text, self.raw))
    }

    /// The number as it is written, or `None` where the value is not a number: to judge it without rounding or wrapping.
    pub(crate) fn number(&self) -> Option<&'a str> {
        let written = self.raw.get();
        written
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
            .then_some(written)
    }

    /// The text, or `None` where the value is not a text.
    pub(crate) fn text(&self) -> Option<String> {
        serde_json::from_str(self.raw.get()).ok()
    }

    /// Whether the value is `null`.
    pub(crate) fn is_null(&self) -> bool {
        self.raw.get() == "null"
    }

    /// Reads the value as a `T`; the wrong type is a problem (`expected` names the right one) and `None`.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        expected: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        match serde_json::from_str(self.raw.get()) {
            Ok(value) => Some(value),
            Err(error) => {
                problems.push(if error.is_syntax() {
                    self.invalid_text()
                } else {
                    self.wrong_type(expected)
                });
                None
            }
        }
    }

    /// Reads the value as text, with U+FFFD for each half of a character (an escape such as `\ud800` alone); the wrong type is a
    /// problem and `None`.
    pub(crate) fn read_device_text(
        &self,
        expected: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<String> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = String;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
                let mut text = String::with_capacity(bytes.len());
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    // Half of a character is three bytes, each of them a chunk of its own.
                    if !chunk.invalid().is_empty() && !text.ends_with(char::REPLACEMENT_CHARACTER) {
                        text.push(char::REPLACEMENT_CHARACTER);
                    }
                }
                Ok(text)
            }
        }
        let mut json = serde_json::Deserializer::from_str(self.raw.get());
        let text = json.deserialize_bytes(Bytes);
        if text.is_err() {
            problems.push(self.wrong_type(expected));
        }
        text.ok()
    }

    /// Reads the value as an object.
    pub(crate) fn object(&self, problems: &mut Vec<Problem>) -> Option<Object<'a>> {
        let Ok(members) = serde_json::from_str::<Members<'a>>(self.raw.get()) else {
            problems.push(self.wrong_type("an object, { ... }"));
            return None;
        };
        Some(Object::new(self.text, self.path.clone(), members, problems))
    }

    /// Reads the value as a list; each item knows its own position and path (`to[1]`).
    pub(crate) fn list(&self, problems: &mut Vec<Problem>) -> Option<Vec<Value<'a>>> {
        let Ok(items) = serde_json::from_str::<Vec<&'a RawValue>>(self.raw.get()) else {
            problems.push(self.wrong_type("a list, [ ... ]"));
            return None;
        };
        let value = |(index, raw)| Value {
            text: self.text,
            raw,
            path: format!("{}[{index}]", self.path),
        };
        Some(items.into_iter().enumerate().map(value).collect())
    }

    /// The problem of a text that looks right until its escapes are resolved.
    fn invalid_text(&self) -> Problem {
        Problem::error(
            self.path.clone(),
            "json.invalid-text",
            "This text holds half of a character, perhaps from pasting; in JSON that is an escape such as \\ud800 alone. Type it anew.",
        )
        .at(Some(self.position()))
    }

    /// The problem of a value that is of another type than `expected`; it never repeats the value.
    pub(crate) fn wrong_type(&self, expected: &str) -> Problem {
        Problem::error(
            self.path.clone(),
            "json.wrong-type",
            format!("This value has the wrong type. It takes {expected}."),
        )
        .with("expected", expected)
        .at(Some(self.position()))
    }
}

/// How far into `text` the value starts. `RawValue`s borrow from the text, so it is a difference of addresses.
fn offset(text: &str, value: &RawValue) -> usize {
    (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

fn syntax_problem(text: &str, error: &serde_json::Error) -> Problem {
    if text.trim().is_empty() {
        return Problem::error(
            "",
            "json.empty",
            "The input is empty. It takes a JSON object, { ... }.",
        );
    }
    let problem = if error.is_data() {
        let message = "The input is JSON, but not an object. It takes { ... }.";
        Problem::error("", "json.wrong-type", message)
    } else {
        // What follows in its text is the position, in bytes.
        let told = error.to_string();
        let what = told.split(" at line ").next().unwrap_or_default();
        let problem = Problem::error(
            "",
            "json.syntax",
            format!("This is not valid JSON: {what}."),
        );
        // Quotation marks of a word processor, a blank that is none.
        let there = text.get(error_offset(text, error)..).unwrap_or_default();
        let culprit = there.chars().next().filter(|c| character::is_odd(*c));
        match culprit {
            Some(_) => character::explain(problem, "", culprit, |_| false),
            None => problem,
        }
    };
    problem.at(Some(position(text, error_offset(text, error))))
}

/// How far into `text` an error is: `serde_json` counts lines from 1 and, within one, the bytes up to the error.
fn error_offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n');
    let line_start: usize = lines
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let offset = line_start + error.column().saturating_sub(1);
    (0..=offset.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0)
}
