//! What a rule is made of.

use super::super::Retry;
use super::words::{Anchors, Words};
use crate::wire::{Reply, Stage};

/// A row of the tables: if the reply is so, it means this.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// The services that say it; none: anybody.
    by: &'static [&'static str],
    /// The stages at which it means this; none: all.
    at: &'static [Stage],
    /// From and to, of the basic code.
    codes: (u16, u16),
    /// One of these [patterns](super::words) is in the text; none: whatever it says.
    pub(super) says: &'static [&'static str],
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

/// The cause of replies that say one of these.
pub(super) const fn says(cause: &'static str, says: &'static [&'static str]) -> Rule {
    Rule {
        by: &[],
        at: &[],
        codes: (0, 999),
        says,
        finding: Finding::of(cause),
    }
}

impl Rule {
    pub(super) const fn by(self, by: &'static [&'static str]) -> Self {
        Self { by, ..self }
    }

    pub(super) const fn at(self, at: &'static [Stage]) -> Self {
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

    /// Whether it is about such a reply, whatever that says.
    fn is_about(&self, provider: Option<&str>, stage: Option<Stage>, code: u16) -> bool {
        (self.by.is_empty() || provider.is_some_and(|id| self.by.contains(&id)))
            && (self.at.is_empty() || stage.is_some_and(|stage| self.at.contains(&stage)))
            && (self.codes.0..=self.codes.1).contains(&code)
    }
}

/// A table of rules, with the anchors of all its patterns one after the other.
pub(super) struct Table {
    pub(super) rules: &'static [Rule],
    pub(super) anchors: &'static [Anchors],
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
        let mut anchors = self.anchors;
        for rule in self.rules {
            let (own, others) = anchors.split_at_checked(rule.says.len())?;
            anchors = others;
            let mut patterns = rule.says.iter().zip(own);
            if rule.is_about(provider, stage, reply.code)
                && (rule.says.is_empty()
                    || patterns.any(|(pattern, anchors)| words.hold(pattern, *anchors)))
            {
                return Some(rule.finding);
            }
        }
        None
    }
}

/// The number of patterns in a table. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn count(rules: &[Rule]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < rules.len() {
        count += rules[at].says.len();
        at += 1;
    }
    count
}

/// The anchors of all patterns of a table. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the conditions before; `get` is not const"
)]
pub(super) const fn anchors<const COUNT: usize>(rules: &[Rule]) -> [Anchors; COUNT] {
    let mut all = [Anchors::of(""); COUNT];
    let (mut done, mut rule) = (0, 0);
    while rule < rules.len() {
        let mut at = 0;
        while at < rules[rule].says.len() {
            all[done] = Anchors::of(rules[rule].says[at]);
            done += 1;
            at += 1;
        }
        rule += 1;
    }
    all
}
