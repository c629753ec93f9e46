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
/// The most that are remembered: some hundred logins.
const MOST: usize = 512;
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

/// The line without words that are credentials by what stands before them: `AUTH PLAIN AGFi...`, `Bearer ...`, `password=...`,
/// `"password": "..."`, `smtp://user:...@host`.
fn without_credentials(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let (mut before, mut last, mut last_word) = ("", "", "");
    for word in line.split_inclusive(' ') {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_response =
            before.eq_ignore_ascii_case("AUTH") && Mechanism::from_name(last).is_some();
        let is_value = match last_word {
            "=" => is_name(last),
            _ => last_word.ends_with(['=', ':']) && last_word.contains('"') && is_name(last),
        };
        if is_response || is_value || last.eq_ignore_ascii_case("Bearer") {
            hide(&mut shown, word, (0, word.len()));
        } else if let Some(place) = value_in(word).or_else(|| password_in_url(word)) {
            hide(&mut shown, word, place);
        } else {
            shown.push_str(word);
        }
        last_word = word.trim_end();
        // A mark alone, as in `password = ...`, is no word.
        if !bare.is_empty() {
            (before, last) = (last, bare);
        }
    }
    shown
}

/// The word with `****` in that place of it.
fn hide(shown: &mut String, word: &str, (from, to): (usize, usize)) {
    shown.push_str(word.get(..from).unwrap_or_default());
    shown.push_str(HIDDEN);
    let behind = word.get(to..).unwrap_or_default();
    let is_parted = behind.is_empty() && word.ends_with(' ');
    shown.push_str(if is_parted { " " } else { behind });
}

/// Where in `user=a;password=b` or `"password":"b"` the secret stands, with all that follows in the word.
fn value_in(word: &str) -> Option<(usize, usize)> {
    let is_of_secret = |&(at, _): &(usize, &str)| {
        let name = word.get(..at).unwrap_or_default();
        let behind = word.get(at + 1..).unwrap_or_default();
        is_name(name.trim_end_matches(['"', '\''])) && !behind.trim_end().is_empty()
    };
    let (at, _) = word.match_indices(['=', ':']).find(is_of_secret)?;
    Some((at + 1, word.len()))
}

/// Where in `smtp://user:password@host` the password stands.
fn password_in_url(word: &str) -> Option<(usize, usize)> {
    let start = word.find("://")? + "://".len();
    let end = word.rfind('@').filter(|end| *end > start)?;
    let from = start + word.get(start..end)?.find(':')? + 1;
    Some((from, end))
}

fn is_name(text: &str) -> bool {
    NAMES.iter().any(|name| ends_with(text, name))
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    let tail = start.and_then(|start| text.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_credential_by_its_name_is_hidden() {
        for (line, shown) in [
            ("no AUTH PLAIN AGEAYg== here", "no AUTH PLAIN **** here"),
            (
                "Authorization: Bearer abc.def",
                "Authorization: Bearer ****",
            ),
            ("password=abc d", "password=**** d"),
            ("user=a;password=abc;x d", "user=a;password=**** d"),
            ("password = abc d", "password = **** d"),
            ("{\"password\":\"abc\"}", "{\"password\":****"),
            ("{\"password\": \"abc\"}", "{\"password\": ****"),
            ("smtp_token:abc d", "smtp_token:**** d"),
            (
                "of smtp://me:abc@mail.example.com:25 d",
                "of smtp://me:****@mail.example.com:25 d",
            ),
            (
                "of smtp://me:a@c/@mail.example.com",
                "of smtp://me:****@mail.example.com",
            ),
        ] {
            assert_eq!(without_credentials(line), shown);
        }
    }

    #[test]
    fn words_about_passwords_stay() {
        for line in [
            "5.7.8 Bad password: access denied",
            "Username and Password not accepted",
            "see https://support.example.com/?p=1 or ops@example.com",
        ] {
            assert_eq!(without_credentials(line), line);
        }
    }
}
