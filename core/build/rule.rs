//! A rule: under which conditions a reply means what.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::Groups;
use super::pattern::{self, Choices};
use super::section::Section;

/// The stages, and their names in Rust.
const STAGES: [(&str, &str); 9] = [
    ("greeting", "Greeting"),
    ("ehlo", "Ehlo"),
    ("starttls", "StartTls"),
    ("auth", "Auth"),
    ("mail", "Mail"),
    ("rcpt", "Rcpt"),
    ("data", "Data"),
    ("body", "Body"),
    ("quit", "Quit"),
];
const RETRIES: [(&str, &str); 2] = [("later", "Later"), ("after-change", "AfterChange")];

/// A rule, as a person writes it.
pub(super) struct Rule {
    /// What the reply means: mostly the code of a cause.
    pub(super) cause: String,
    /// The ids of the services that mean this by it; none: all.
    pub(super) by: Vec<String>,
    /// The stages, as in Rust; none: all.
    pub(super) at: Vec<&'static str>,
    pub(super) codes: Option<RangeInclusive<u16>>,
    pub(super) enhanced: Option<Enhanced>,
    pub(super) retry: Option<&'static str>,
    pub(super) link: Option<String>,
    /// Any of these; none: whatever it says.
    pub(super) says: Vec<Vec<Choices>>,
}

/// Enhanced status codes.
pub(super) struct Enhanced {
    /// 0: any.
    pub(super) class: u8,
    pub(super) subject: u16,
    pub(super) details: RangeInclusive<u16>,
}

impl Rule {
    pub(super) fn parse(
        section: &Section,
        classes: &Groups,
        services: &Groups,
    ) -> Result<Self, String> {
        let mut words = section.head.split_whitespace();
        let mut rule = Self {
            cause: words.next().unwrap_or_default().to_owned(),
            by: Vec::new(),
            at: Vec::new(),
            codes: None,
            enhanced: None,
            retry: None,
            link: None,
            says: Vec::new(),
        };
        let mut condition = "";
        for word in words {
            if matches!(word, "by" | "at" | "code" | "enhanced" | "retry" | "link") {
                condition = word;
            } else {
                rule.add(condition, word, services)
                    .ok_or_else(|| section.fault(format_args!("what is `{condition} {word}`?")))?;
            }
        }
        for pattern in section.lines.iter().flat_map(|line| line.split(" | ")) {
            let says = pattern::parse(pattern, classes).map_err(|what| section.fault(what))?;
            rule.says.push(says);
        }
        if rule.says.is_empty() && rule.codes.is_none() && rule.enhanced.is_none() {
            return Err(section.fault("a rule without a pattern or a code"));
        }
        Ok(rule)
    }

    fn add(&mut self, condition: &str, word: &str, services: &Groups) -> Option<()> {
        match condition {
            "by" => match services.get(word) {
                Some(ids) => self.by.extend(ids.iter().cloned()),
                None => self.by.push(word.to_owned()),
            },
            "at" => self.at.push(named(&STAGES, word)?),
            "code" => self.codes = Some(range(word)?),
            "enhanced" => {
                let (class, rest) = word.split_once('.')?;
                let (subject, details) = rest.split_once('.')?;
                self.enhanced = Some(Enhanced {
                    class: named(&[("x", 0), ("4", 4), ("5", 5)], class)?,
                    subject: subject.parse().ok()?,
                    details: range(details)?,
                });
            }
            "retry" => self.retry = Some(named(&RETRIES, word)?),
            "link" => self.link = Some(word.to_owned()),
            _ => return None,
        }
        Some(())
    }
}

fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    let row = names.iter().find(|(known, _)| *known == name);
    row.map(|(_, value)| *value)
}

/// `450` or `400-499`.
fn range<T: FromStr + PartialOrd>(text: &str) -> Option<RangeInclusive<T>> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let range = from.parse().ok()?..=to.parse().ok()?;
    (!range.is_empty()).then_some(range)
}
