//! What a rule is made of.

use super::super::Retry;
use super::words::{Pattern, Words};
use crate::wire::{Reply, Stage};

/// A row of the tables: if the reply is so, it means this.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// The services that say it; none: anybody.
    by: &'static [&'static str],
    /// The stages at which it means this.
    at: Stages,
    /// From and to, of the basic code.
    codes: (u16, u16),
    /// One of these [patterns](super::words) is in the text; empty: whatever it says.
    pub(super) says: &'static str,
    /// How many patterns that are.
    count: u16,
    /// What follows.
    pub(super) finding: Finding,
}

/// What a rule says of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Finding {
    /// The code of the cause.
    pub(in super::super) cause: &'static str,
    /// Where it is another than the cause's own.
    pub(in super::super) retry: Option<Retry>,
    /// The page of the service about just this.
    pub(in super::super) link: Option<&'static str>,
}

impl Finding {
    pub(super) const fn of(cause: &'static str) -> Self {
        Self {
            cause,
            retry: None,
            link: None,
        }
    }
}

/// A set of stages, a bit for each; an empty one holds them all, and the lack of a stage too.
#[derive(Clone, Copy)]
struct Stages(u16);

impl Stages {
    #[allow(
        clippy::indexing_slicing,
        reason = "in bounds by the condition before; `get` is not const"
    )]
    const fn of(stages: &[Stage]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < stages.len() {
            bits |= 1 << stages[at] as u16;
            at += 1;
        }
        Self(bits)
    }

    fn hold(self, stage: Option<Stage>) -> bool {
        self.0 == 0 || stage.is_some_and(|stage| self.0 & (1 << stage as u16) != 0)
    }
}

/// The cause of replies that say one of these patterns, ` | ` between them.
pub(super) const fn says(cause: &'static str, says: &'static str) -> Rule {
    Rule {
        by: &[],
        at: Stages(0),
        codes: (0, 999),
        says,
        count: count_in(says),
        finding: Finding::of(cause),
    }
}

impl Rule {
    pub(super) const fn by(self, by: &'static [&'static str]) -> Self {
        Self { by, ..self }
    }

    pub(super) const fn at(self, at: &[Stage]) -> Self {
        let at = Stages::of(at);
        Self { at, ..self }
    }

    pub(super) const fn codes(self, from: u16, to: u16) -> Self {
        Self {
            codes: (from, to),
            ..self
        }
    }

    pub(super) const fn link(mut self, link: &'static str) -> Self {
        self.finding.link = Some(link);
        self
    }

    pub(super) const fn after_change(mut self) -> Self {
        self.finding.retry = Some(Retry::AfterChange);
        self
    }

    pub(super) const fn later(mut self) -> Self {
        self.finding.retry = Some(Retry::Later);
        self
    }

    /// Whether it is about such a reply, whatever that says.
    fn is_about(&self, provider: Option<&str>, stage: Option<Stage>, code: u16) -> bool {
        self.at.hold(stage)
            && (self.codes.0..=self.codes.1).contains(&code)
            && (self.by.is_empty() || provider.is_some_and(|id| self.by.contains(&id)))
    }

    /// Whether a text says one of the patterns.
    fn is_said(&self, words: &Words<'_>, patterns: &[Pattern]) -> bool {
        let mut rest = self.says;
        patterns.is_empty()
            || patterns.iter().any(|pattern| {
                let (text, others) = rest.split_at(pattern.length().min(rest.len()));
                rest = others.get(BETWEEN.len()..).unwrap_or_default();
                words.hold(text, *pattern)
            })
    }
}

/// A table of rules, with what is known at compile time of all its patterns one after the other.
pub(super) struct Table {
    pub(super) rules: &'static [Rule],
    pub(super) patterns: &'static [Pattern],
}

impl Table {
    /// The finding of the first rule that fits.
    pub(super) fn find(
        &self,
        reply: &Reply,
        words: &Words<'_>,
        provider: Option<&str>,
        stage: Option<Stage>,
    ) -> Option<Finding> {
        let mut patterns = self.patterns;
        for rule in self.rules {
            let (own, others) = patterns.split_at_checked(usize::from(rule.count))?;
            patterns = others;
            if rule.is_about(provider, stage, reply.code) && rule.is_said(words, own) {
                return Some(rule.finding);
            }
        }
        None
    }
}

/// What stands between two patterns.
pub(super) const BETWEEN: &str = " | ";

#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
const fn count_in(says: &str) -> u16 {
    let bytes = says.as_bytes();
    let (mut count, mut at) = (!bytes.is_empty() as u16, 0);
    while at < bytes.len() {
        count += (bytes[at] == b'|') as u16;
        at += 1;
    }
    count
}

/// The number of patterns in a table. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn count(rules: &[Rule]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < rules.len() {
        count += rules[at].count as usize;
        at += 1;
    }
    count
}

/// All patterns of a table. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the conditions before; `get` is not const"
)]
pub(super) const fn patterns<const COUNT: usize>(rules: &[Rule]) -> [Pattern; COUNT] {
    let mut all = [Pattern::of(b"", 0); COUNT];
    let (mut done, mut rule) = (0, 0);
    while rule < rules.len() {
        let says = rules[rule].says.as_bytes();
        let (mut of_rule, mut start) = (0, 0);
        while of_rule < rules[rule].count {
            all[done] = Pattern::of(says, start);
            start += all[done].length() + BETWEEN.len();
            of_rule += 1;
            done += 1;
        }
        rule += 1;
    }
    all
}
