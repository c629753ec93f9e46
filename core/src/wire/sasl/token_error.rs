//! What a server says of a bearer token that it refuses: the JSON in its last challenge (RFC 7628, section 3.2.2).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::json::Object;
use crate::wire::reply::clean;

/// The members that are read, and the most characters of each. `schemes` is of Google's XOAUTH2, before the standard; servers that
/// borrow the words of RFC 6749 say `error` in place of `status`.
const MEMBERS: [(&str, usize); 6] = [
    ("status", 80),
    ("error", 80),
    ("error_description", 200),
    ("schemes", 80),
    ("scope", 200),
    ("openid-configuration", 200),
];

/// So many bytes of the token in a row are a repetition of it.
const REPETITION: usize = 8;

/// What the server says of a token. Every text is cleaned and bounded, and none repeats the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenError(Vec<(&'static str, String)>);

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// It has expired, was revoked, or the server does not say more.
    Invalid,
    /// It is not one for this user, or cannot be read.
    Mismatch,
    /// It does not allow to send mail.
    Scope,
}

impl TokenError {
    /// Reads the JSON of a challenge; what it is not or does not hold is left out.
    pub(super) fn parse(json: &str, token: &str) -> Self {
        let mut ignored = Vec::new();
        let Some(mut object) = Object::parse(json, &mut ignored) else {
            return Self::default();
        };
        let mut said = Vec::new();
        for (name, longest) in MEMBERS {
            let Some(value) = object.take(name) else {
                continue;
            };
            let text = match value.number() {
                Some(number) => number.to_owned(),
                None => clean(
                    &value
                        .read::<String>("text", &mut ignored)
                        .unwrap_or_default(),
                ),
            };
            if !text.is_empty() && !repeats(&text, token) {
                said.push((name, text.chars().take(longest).collect()));
            }
        }
        Self(said)
    }

    /// The same with every text changed, to leave out what else must not be shown.
    pub(crate) fn map(mut self, change: impl Fn(&str) -> String) -> Self {
        for (_, text) in &mut self.0 {
            *text = change(text);
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong, by the codes of RFC 6750, section 3.1, or the HTTP status that stood there before the standard.
    pub(crate) fn fault(&self) -> TokenFault {
        let status = self.get("status").or_else(|| self.get("error"));
        match status.map(str::trim) {
            Some("403" | "insufficient_scope" | "invalid_scope") => TokenFault::Scope,
            Some("400" | "invalid_request") => TokenFault::Mismatch,
            _ => TokenFault::Invalid,
        }
    }

    /// The scopes that the server wants, a space between, if it names any (RFC 6749, section 3.3).
    pub(crate) fn scope(&self) -> Option<&str> {
        let is_scope = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
        self.get("scope")
            .map(str::trim)
            .filter(|scope| !scope.is_empty() && scope.chars().all(is_scope))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let (_, text) = self.0.iter().find(|(member, _)| *member == name)?;
        Some(text)
    }
}

impl fmt::Display for TokenError {
    /// As evidence: `token refused: status 401, scope https://mail.google.com/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("token refused")?;
        for (index, (name, text)) in self.0.iter().enumerate() {
            let separator = if index == 0 { ":" } else { "," };
            write!(f, "{separator} {name} {text}")?;
        }
        Ok(())
    }
}

/// Whether the text holds the token or a longer piece of it.
fn repeats(text: &str, token: &str) -> bool {
    let length = REPETITION.min(token.len()).max(1);
    let mut pieces = token.as_bytes().windows(length);
    pieces.any(|piece| memchr::memmem::find(text.as_bytes(), piece).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;
    use proptest::prelude::*;

    const TOKEN: &str = "ya29.a0AfB_byC-secret";

    fn parse(json: &str) -> TokenError {
        TokenError::parse(json, TOKEN)
    }

    #[test]
    fn the_answers_of_the_standard_google_and_dovecot() {
        use TokenFault::{Invalid, Mismatch, Scope};
        for (json, fault, scope) in [
            (
                r#"{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}"#,
                Invalid,
                Some("example_scope"),
            ),
            (
                r#"{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}"#,
                Invalid,
                Some("https://mail.google.com/"),
            ),
            (r#"{"status":"400","schemes":"Bearer"}"#, Mismatch, None),
            (r#"{"status":400}"#, Mismatch, None),
            (r#"{"status":"invalid_request"}"#, Mismatch, None),
            (
                r#"{"status":"insufficient_scope","scope":"mail:send smtp"}"#,
                Scope,
                Some("mail:send smtp"),
            ),
            (r#"{"status":403,"scope":""}"#, Scope, None),
            (r#"{"error":"insufficient_scope"}"#, Scope, None),
            (
                r#"{"error":"invalid_token","error_description":"expired"}"#,
                Invalid,
                None,
            ),
            ("{}", Invalid, None),
            ("[]", Invalid, None),
            ("", Invalid, None),
        ] {
            let error = parse(json);
            assert_eq!((error.fault(), error.scope()), (fault, scope), "{json}");
        }
    }

    #[test]
    fn evidence_is_one_line() {
        let error = parse(r#"{"scope":"smtp","status":"401","else":{"a":[1]}}"#);
        assert_eq!(error.to_string(), "token refused: status 401, scope smtp");
    }

    #[test]
    fn texts_are_cleaned_and_bounded_and_a_scope_is_one() {
        let long = format!(r#"{{"status":"{}"}}"#, "x".repeat(500));
        assert_eq!(
            parse(&long).to_string().len(),
            "token refused: status ".len() + 80
        );
        let error = parse("{\"status\":\"a\u{202e}b\u{7f}\"}");
        assert_eq!(error.get("status"), Some("ab"));
        for scope in [r#"a \" b"#, "a\\\\b", "sçope", "  "] {
            assert_eq!(parse(&format!(r#"{{"scope":"{scope}"}}"#)).scope(), None);
        }
    }

    #[test]
    fn the_token_is_not_repeated_nor_a_piece_of_it() {
        for json in [
            r#"{"status":"bad ya29.a0AfB_byC-secret"}"#,
            r#"{"scope":"0AfB_byC"}"#,
            r#"{"error_description":"..byC-secre\u0074"}"#,
            "{\"status\":\"ya29\u{200e}.a0AfB\"}",
        ] {
            assert!(parse(json).is_empty(), "{json}");
        }
        assert!(TokenError::parse(r#"{"status":"t1"}"#, "t1").is_empty());
    }

    proptest! {
        #[test]
        fn hostile_json_is_harmless(json in "[\\[{\":,}\\]a-z0-9\\\\ ]{0,200}", depth in 0_usize..2000) {
            parse(&json);
            let nested = format!("{{\"status\":{}", "[".repeat(depth));
            prop_assert!(parse(&nested).is_empty());
        }
    }
}
