//! What a server says it can do: its reply to EHLO (RFC 5321, section 4.1.1.1).

use alloc::string::String;
use alloc::vec::Vec;

use crate::wire::reply::Reply;
use crate::wire::sasl::{Mechanism, Mechanisms};

/// Fewer asterisks are decoration.
const FEWEST_STARS: usize = 8;
/// Fewer Xs may be a keyword.
const FEWEST_CROSSES: usize = 3;
/// The most lines, and characters of a line, that are kept to be shown.
const MAX_SHOWN_LINES: usize = 64;
const MAX_SHOWN_CHARS: usize = 200;

/// The largest message that a server says it takes (RFC 1870).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    /// The extension is not offered: MAIL may not have a SIZE.
    #[default]
    NotOffered,
    /// Offered, without a fixed limit.
    Unlimited,
    /// In bytes.
    Limit(u64),
}

/// The extensions of a server that matter here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword of its own"
)]
pub(crate) struct Capabilities {
    /// PIPELINING (RFC 2920).
    pub(crate) pipelining: bool,
    /// 8BITMIME (RFC 6152).
    pub(crate) eight_bit_mime: bool,
    /// SMTPUTF8 (RFC 6531).
    pub(crate) smtputf8: bool,
    /// STARTTLS (RFC 3207).
    pub(crate) starttls: bool,
    /// SIZE (RFC 1870).
    pub(crate) size: Size,
    /// The most recipients of one transaction (RCPTMAX of RFC 9422), where the server says so.
    pub(crate) most_recipients: Option<u32>,
    /// AUTH (RFC 4954), whatever its mechanisms.
    pub(crate) auth_offered: bool,
    /// The mechanisms of AUTH that are known here.
    pub(crate) auth: Mechanisms,
    /// A keyword is crossed out: `XXXXXXXA` in place of STARTTLS.
    pub(crate) is_crossed_out: bool,
    shown: Vec<String>,
}

/// Whether a greeting is crossed out with asterisks, as firewalls that inspect SMTP do.
pub(crate) fn is_starred(greeting: &Reply) -> bool {
    // They leave digits that the word ESMTP and the year 2000 have in common.
    let is_left = |c: char| matches!(c, '*' | '0' | '2' | ' ');
    let [line] = greeting.lines.as_slice() else {
        return false;
    };
    line.chars().all(is_left) && line.matches('*').count() >= FEWEST_STARS
}

/// Whether a keyword is crossed out by such a firewall: Xs, and a letter that tells how long it was.
fn is_crossed_out(keyword: &str) -> bool {
    let crosses = keyword.strip_suffix(|c: char| c.is_ascii_uppercase());
    let crosses = crosses.unwrap_or_default();
    crosses.len() >= FEWEST_CROSSES && crosses.chars().all(|c| c == 'X')
}

impl Capabilities {
    /// Reads a positive reply to EHLO. Its first line is a greeting, each other line a keyword and its parameters.
    pub(crate) fn from_reply(reply: &Reply) -> Self {
        Self::from_lines(reply.lines.get(1..).unwrap_or_default())
    }

    /// Reads keywords and their parameters, one pair a line, as a report's
    /// [`capabilities`](crate::session::DeliveryReport::capabilities) have them.
    pub(crate) fn from_lines(lines: &[String]) -> Self {
        let mut found = Self::default();
        for line in lines {
            found.read_line(line);
        }
        let cut = |line: &String| line.chars().take(MAX_SHOWN_CHARS).collect();
        found.shown = lines.iter().map(cut).take(MAX_SHOWN_LINES).collect();
        found
    }

    /// The mechanisms of AUTH as the server names them, the unknown ones too, each once.
    pub(crate) fn auth_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for line in &self.shown {
            let mut words = words(line);
            if words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("AUTH"))
            {
                for name in words.map(str::to_ascii_uppercase) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        names
    }

    /// The keywords as the server wrote them, the unknown ones too, as evidence.
    pub(crate) fn shown(&self) -> &[String] {
        &self.shown
    }

    fn read_line(&mut self, line: &str) {
        let mut words = words(line);
        let Some(keyword) = words.next() else { return };
        self.is_crossed_out |= is_crossed_out(keyword);
        let is = |name: &str| keyword.eq_ignore_ascii_case(name);
        if is("PIPELINING") {
            self.pipelining = true;
        } else if is("8BITMIME") {
            self.eight_bit_mime = true;
        } else if is("SMTPUTF8") {
            self.smtputf8 = true;
        } else if is("STARTTLS") {
            self.starttls = true;
        } else if is("SIZE") {
            self.size = self.size.narrowed_to(words.next());
        } else if is("LIMITS") {
            let mut words = words.skip_while(|word| !word.eq_ignore_ascii_case("RCPTMAX"));
            let most = words.nth(1).and_then(|word| word.parse().ok());
            self.most_recipients = most.filter(|most| *most > 0).or(self.most_recipients);
        } else if is("AUTH") {
            self.auth_offered = true;
            words
                .filter_map(Mechanism::from_name)
                .for_each(|mechanism| self.auth.insert(mechanism));
        }
    }
}

/// The keyword of a line and its parameters. `AUTH=LOGIN` is how servers of the nineties wrote it, and many still say it beside
/// the standard form.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '=']).filter(|word| !word.is_empty())
}

impl Size {
    /// The limit together with one more SIZE line: the smaller counts. No number, 0, and what no message reaches are no limit.
    fn narrowed_to(self, parameter: Option<&str>) -> Self {
        match (self, parameter.and_then(|text| text.parse::<u64>().ok())) {
            (Self::Limit(earlier), Some(limit)) if limit > 0 => Self::Limit(earlier.min(limit)),
            (Self::Limit(earlier), _) => Self::Limit(earlier),
            (_, Some(limit)) if limit > 0 => Self::Limit(limit),
            _ => Self::Unlimited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    fn capabilities(lines: &[&str]) -> Capabilities {
        let mut text = String::from("250-mx.example at your service");
        for line in lines {
            text = format!("{text}\n250-{line}");
        }
        Capabilities::from_reply(&Reply::from_text(&text).unwrap_or_else(|| unreachable!()))
    }

    #[test]
    fn gmail() {
        let found = capabilities(&[
            "SIZE 35882577",
            "8BITMIME",
            "AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH",
            "ENHANCEDSTATUSCODES",
            "PIPELINING",
            "CHUNKING",
            "SMTPUTF8",
        ]);
        assert!(found.pipelining && found.eight_bit_mime && found.smtputf8 && !found.starttls);
        assert_eq!(found.size, Size::Limit(35_882_577));
        let known = [
            Mechanism::Plain,
            Mechanism::Login,
            Mechanism::OAuthBearer,
            Mechanism::XOAuth2,
        ];
        assert!(found.auth_offered && found.auth.iter().eq(known));
        assert_eq!(found.shown().len(), 7);
        assert_eq!(Capabilities::from_lines(found.shown()), found);
    }

    #[test]
    fn keywords_are_known_in_any_case_and_the_greeting_is_none() {
        let found = capabilities(&["pipelining", "StartTLS", "auth plain", "8bitmime "]);
        assert!(found.pipelining && found.starttls && found.eight_bit_mime);
        assert!(found.auth.contains(Mechanism::Plain));
        let reply = Reply::from_text("250-STARTTLS\n250 XSTARTTLS STARTTLS");
        assert_eq!(
            reply.map(|reply| Capabilities::from_reply(&reply).starttls),
            Some(false)
        );
    }

    #[test]
    fn auth_in_both_forms_is_merged() {
        let found = capabilities(&[
            "AUTH=LOGIN",
            "AUTH CRAM-MD5 PLAIN",
            "AUTH  plain  SCRAM-SHA-256",
        ]);
        let all = [
            Mechanism::ScramSha256,
            Mechanism::Plain,
            Mechanism::Login,
            Mechanism::CramMd5,
        ];
        assert!(found.auth.iter().eq(all));
        let names = ["LOGIN", "CRAM-MD5", "PLAIN", "SCRAM-SHA-256"];
        assert_eq!(found.auth_names(), names);
    }

    #[test]
    fn auth_without_a_known_mechanism_is_still_offered() {
        for line in ["AUTH", "AUTH=", "AUTH GSSAPI NTLM SCRAM-SHA-256-PLUS"] {
            let found = capabilities(&[line]);
            assert!(found.auth_offered && found.auth.is_empty(), "{line}");
        }
        assert!(!capabilities(&["X-AUTH PLAIN", ""]).auth_offered);
    }

    #[test]
    fn size_in_every_form() {
        for (lines, size) in [
            (&[][..], Size::NotOffered),
            (&["SIZE"], Size::Unlimited),
            (&["SIZE 0"], Size::Unlimited),
            (&["size=1000"], Size::Limit(1000)),
            (&["SIZE -1"], Size::Unlimited),
            (&["SIZE 18446744073709551615"], Size::Limit(u64::MAX)),
            (&["SIZE 18446744073709551616"], Size::Unlimited),
            (&["SIZE 9", "SIZE 5", "SIZE", "SIZE 7"], Size::Limit(5)),
        ] {
            assert_eq!(capabilities(lines).size, size, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn no_reply_panics_and_what_is_kept_is_bounded(lines in proptest::collection::vec(".{0,300}", 0..100)) {
            let found = Capabilities::from_reply(&Reply { code: 250, enhanced: None, lines });
            prop_assert!(found.shown().len() <= MAX_SHOWN_LINES);
            prop_assert!(found.shown().iter().all(|line| line.chars().count() <= MAX_SHOWN_CHARS));
        }
    }
}
