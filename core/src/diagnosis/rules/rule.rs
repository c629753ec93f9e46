//! What a rule is made of.

use super::super::Retry;
use super::lexicon::DRAFT;
use super::words::{Token, Words, count_tokens, push_tokens};
use crate::wire::{Reply, Stage};

/// If the reply is so, it means this. As a person writes it; the program holds [`Row`]s.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// One of these [patterns](super::words) is in the text; empty: whatever it says.
    pub(super) says: &'static str,
    pub(super) row: Row,
}

/// A rule without its patterns: their tokens stand in the table.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// The services that say it; none: anybody.
    by: Option<&'static Services>,
    /// The stages at which it means this.
    at: Stages,
    /// From and to, of the basic code.
    codes: (u16, u16),
    /// How many tokens its patterns have.
    tokens: u16,
    /// What follows.
    pub(super) finding: Finding,
}

/// The ids of services. Of many a rule there are none, so it holds no more than a pointer; likewise for links.
pub(super) type Services = &'static [&'static str];
/// The address of a page.
pub(in super::super) type Link = &'static str;

/// What a rule says of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Finding {
    /// The code of the cause.
    pub(in super::super) cause: &'static str,
    /// Where it is another than the cause's own.
    pub(in super::super) retry: Option<Retry>,
    /// The page of the service about just this.
    pub(in super::super) link: Option<&'static Link>,
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
#[allow(
    clippy::cast_possible_truncation,
    reason = "a pattern has some tokens; `try_from` is not const"
)]
pub(super) const fn says(cause: &'static str, says: &'static str) -> Rule {
    Rule {
        says,
        row: Row {
            by: None,
            at: Stages(0),
            codes: (0, 999),
            tokens: count_tokens(says) as u16,
            finding: Finding::of(cause),
        },
    }
}

impl Rule {
    pub(super) const fn by(mut self, by: &'static Services) -> Self {
        self.row.by = Some(by);
        self
    }

    pub(super) const fn at(mut self, at: &[Stage]) -> Self {
        self.row.at = Stages::of(at);
        self
    }

    pub(super) const fn codes(mut self, from: u16, to: u16) -> Self {
        self.row.codes = (from, to);
        self
    }

    pub(super) const fn link(mut self, link: &'static Link) -> Self {
        self.row.finding.link = Some(link);
        self
    }

    pub(super) const fn later(mut self) -> Self {
        self.row.finding.retry = Some(Retry::Later);
        self
    }

    pub(super) const fn after_change(mut self) -> Self {
        self.row.finding.retry = Some(Retry::AfterChange);
        self
    }
}

impl Row {
    /// Whether it is about such a reply, whatever that says.
    fn is_about(&self, provider: Option<&str>, stage: Option<Stage>, code: u16) -> bool {
        self.at.hold(stage)
            && (self.codes.0..=self.codes.1).contains(&code)
            && self
                .by
                .is_none_or(|services| provider.is_some_and(|id| services.contains(&id)))
    }
}

/// A table of rules, with the tokens of all their patterns one after the other.
pub(super) struct Table {
    pub(super) rows: &'static [Row],
    pub(super) tokens: &'static [Token],
}

impl Table {
    /// The finding of the first rule that fits.
    pub(super) fn find(
        &self,
        reply: &Reply,
        words: &Words,
        provider: Option<&str>,
        stage: Option<Stage>,
    ) -> Option<Finding> {
        let mut tokens = self.tokens;
        for row in self.rows {
            let (own, others) = tokens.split_at_checked(usize::from(row.tokens))?;
            tokens = others;
            if row.is_about(provider, stage, reply.code)
                && (own.is_empty() || words.hold_one_of(own))
            {
                return Some(row.finding);
            }
        }
        None
    }
}

/// The rows of the rules. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn rows<const COUNT: usize>(rules: &[Rule]) -> [Row; COUNT] {
    let mut rows = [says("", "").row; COUNT];
    let mut at = 0;
    while at < COUNT {
        rows[at] = rules[at].row;
        at += 1;
    }
    rows
}

/// The number of tokens in a table. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn count(rules: &[Rule]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < rules.len() {
        count += rules[at].row.tokens as usize;
        at += 1;
    }
    count
}

/// The tokens of a table. At compile time.
#[allow(
    clippy::indexing_slicing,
    reason = "in bounds by the condition before; `get` is not const"
)]
pub(super) const fn tokens<const COUNT: usize>(rules: &[Rule]) -> [Token; COUNT] {
    let (mut tokens, mut done, mut rule) = ([0; COUNT], 0, 0);
    while rule < rules.len() {
        done = push_tokens(rules[rule].says.as_bytes(), &DRAFT, &mut tokens, done);
        rule += 1;
    }
    tokens
}
