//! What failed in a text that an administrator pastes: a transcript, a mailer's debug output, an exception, a server's log, a bounce.
//!
//! One reader for all of them. A line is said by one of two speakers in a dialogue ([`spoken`], [`dialogue`]), or it is a remark that
//! quotes a reply ([`quoted`]) or tells a failure in [`words`]. What is found is explained like every other failure, by the same rules.

mod dialogue;
mod quoted;
mod reader;
mod secrets;
mod spoken;
mod words;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::diagnosis::{Diagnosis, explain};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wire::reply::ReplyError;
use quoted::Peer;
use reader::Mention;
use secrets::Secrets;

/// The most findings, after like ones were put together.
const MOST_FINDINGS: usize = 100;

/// What was found in a pasted text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastedFindings {
    /// The failures, in the order of the text; none where it tells of none.
    pub findings: Vec<PastedFinding>,
    /// Whether all of it was read: 1 MB of text, 5,000 failures and 100 findings are the most.
    pub complete: bool,
}

/// A failure that a pasted text tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastedFinding {
    /// The line where it stands first, counted from 1.
    pub line: u32,
    /// How often the text tells it.
    pub count: u32,
    /// The [name](crate::session::Stage::name) of a stage: where in the dialogue, as far as the text tells.
    pub stage: Option<Cow<'static, str>>,
    /// The server that the text names for it.
    pub hostname: Option<String>,
    /// What it means.
    pub diagnosis: Diagnosis,
}

impl PastedFindings {
    /// What was found, as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Finds and explains the failures in a pasted text. The settings, where they are given, tell the server that the text is about; a line
/// of a log may name another.
///
/// What the client sent under secrecy in a dialogue, and what looks like a credential in a reply, is in no finding.
#[must_use]
pub fn explain_pasted(text: &str, settings: Option<&Settings>) -> PastedFindings {
    let read = reader::read(text);
    let mut found = PastedFindings {
        findings: Vec::new(),
        complete: read.complete,
    };
    for mention in read.failures {
        found.add(mention, &read.secrets, settings);
    }
    found
}

impl PastedFindings {
    fn add(&mut self, mut mention: Mention, secrets: &Secrets, settings: Option<&Settings>) {
        match &mut mention.failure {
            Failure::Reply(reply) => secrets.redact(reply),
            Failure::Io(told) => told.text = secrets.without(&told.text),
            Failure::NotSmtp(ReplyError::Malformed(shown)) => *shown = secrets.without(shown),
            _ => {}
        }
        let settings = mention.settings(settings);
        let diagnosis = explain(&mention.failure, mention.stage, settings.as_deref(), None);
        let finding = PastedFinding {
            line: mention.line,
            count: 1,
            stage: mention.stage.map(|stage| Cow::Borrowed(stage.name())),
            hostname: mention.peer.map(|peer| peer.name),
            diagnosis,
        };
        if let Some(known) = self
            .findings
            .iter_mut()
            .find(|known| known.is_like(&finding))
        {
            known.count += u32::from(!mention.goes_on);
            if known.stage.is_none() {
                let PastedFinding { line, count, .. } = *known;
                *known = PastedFinding {
                    line,
                    count,
                    ..finding
                };
            }
        } else if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.complete = false;
        }
    }
}

impl PastedFinding {
    /// Whether the two tell the same: a log repeats a failure with other addresses and ids, an exception repeats a reply without the
    /// stage.
    fn is_like(&self, other: &Self) -> bool {
        let codes = |finding: &Self| {
            let reply = finding.diagnosis.reply.as_ref();
            reply.map(|reply| (reply.code, reply.enhanced.clone()))
        };
        let is_same_place =
            self.stage == other.stage && self.diagnosis.title == other.diagnosis.title;
        let is_one = |a: Option<&str>, b: Option<&str>| a.is_none() || b.is_none() || a == b;
        let is_again = other.diagnosis.reply.is_some()
            && (self.stage.is_none() || other.stage.is_none())
            && is_one(self.hostname.as_deref(), other.hostname.as_deref());
        (is_same_place
            && self.diagnosis.cause == other.diagnosis.cause
            && codes(self) == codes(other))
            || (is_again && words_of(self).eq(words_of(other)))
    }
}

/// The words of a reply, however it is split.
fn words_of(finding: &PastedFinding) -> impl Iterator<Item = &str> {
    let lines = finding
        .diagnosis
        .reply
        .iter()
        .flat_map(|reply| &reply.lines);
    lines.flat_map(|line| line.split_ascii_whitespace())
}

impl Mention {
    /// The settings to explain it by: those that were given, unless the line is about another server.
    fn settings<'a>(&self, given: Option<&'a Settings>) -> Option<Cow<'a, Settings>> {
        let named = self.peer.as_ref().filter(|peer| match given {
            Some(given) => {
                self.names_peer
                    && !quoted::is_address(&peer.name)
                    && !given.hostname.trim().eq_ignore_ascii_case(&peer.name)
            }
            None => true,
        });
        match named {
            Some(peer) => Some(Cow::Owned(Settings {
                hostname: peer.name.clone(),
                port: peer.port.unwrap_or_default(),
                ..Settings::default()
            })),
            None => given.map(|given| self.at_port(given)),
        }
    }

    /// The settings, at the port that the text names for their server.
    fn at_port<'a>(&self, given: &'a Settings) -> Cow<'a, Settings> {
        let is_same = |peer: &&Peer| given.hostname.trim().eq_ignore_ascii_case(&peer.name);
        let port = self
            .peer
            .as_ref()
            .filter(is_same)
            .and_then(|peer| peer.port);
        match port.filter(|port| *port != given.port) {
            Some(port) => Cow::Owned(Settings {
                port,
                ..given.clone()
            }),
            None => Cow::Borrowed(given),
        }
    }
}
