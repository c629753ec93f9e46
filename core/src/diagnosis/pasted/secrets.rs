//! What a pasted text may not show again: a server may repeat what it was told, and a log what was configured.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::wire::Reply;
use crate::wire::sasl::{BASE64, Mechanism};

/// What stands in its place.
const HIDDEN: &str = "****";
/// Shorter ones are words of everyday use.
const SHORTEST: usize = 4;
/// The most that are remembered: a text of many logins has many dialogues, and each repeats its own.
const MOST: usize = 64;
/// Names before `=` whose value is a secret.
const NAMES: [&str; 6] = ["password", "passwd", "pass", "pwd", "token", "secret"];

/// What was sent under secrecy.
#[derive(Default)]
pub(super) struct Secrets(Vec<Zeroizing<String>>);

impl Secrets {
    /// The client answered a challenge, or began a login, with this.
    pub(super) fn sent(&mut self, text: &str, is_username: bool) {
        self.keep(text);
        let decoded = BASE64.decode(text).unwrap_or_default();
        if let Ok(decoded) = core::str::from_utf8(&decoded)
            && !is_username
        {
            // PLAIN ends with the password, a bearer token is a part of its own, CRAM-MD5's digest its last word.
            let part = decoded
                .split(['\0', '\u{1}'])
                .rfind(|part| !part.is_empty());
            self.keep(part.unwrap_or_default());
            self.keep(
                part.and_then(|part| part.split(' ').next_back())
                    .unwrap_or_default(),
            );
        }
    }

    fn keep(&mut self, text: &str) {
        let is_new = |known: &Zeroizing<String>| known.as_str() != text;
        if text.len() >= SHORTEST
            && text != HIDDEN
            && self.0.len() < MOST
            && self.0.iter().all(is_new)
        {
            self.0.push(Zeroizing::new(text.to_string()));
        }
    }

    /// Makes the reply one that may be shown.
    pub(super) fn redact(&self, reply: &mut Reply) {
        for line in &mut reply.lines {
            *line = self.without(line);
        }
    }

    /// The text as it may be shown.
    pub(super) fn without(&self, text: &str) -> String {
        let mut shown = without_credentials(text);
        for secret in &self.0 {
            if shown.contains(secret.as_str()) {
                shown = shown.replace(secret.as_str(), HIDDEN);
            }
        }
        shown
    }
}

/// The line without words that are credentials by what stands before them: `AUTH PLAIN AGFi...`, `Bearer ...`, `password=...`.
fn without_credentials(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let (mut before, mut last) = ("", "");
    for word in line.split_inclusive(' ') {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_response =
            before.eq_ignore_ascii_case("AUTH") && Mechanism::from_name(last).is_some();
        if is_response || last.eq_ignore_ascii_case("Bearer") {
            shown.push_str(HIDDEN);
            shown.push_str(if word.ends_with(' ') { " " } else { "" });
        } else if let Some((name, _)) = word.split_once('=')
            && NAMES.iter().any(|secret| ends_with(name, secret))
        {
            shown.push_str(name);
            shown.push('=');
            shown.push_str(HIDDEN);
            shown.push_str(if word.ends_with(' ') { " " } else { "" });
        } else {
            shown.push_str(word);
        }
        (before, last) = (last, bare);
    }
    shown
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    let tail = start.and_then(|start| text.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}
