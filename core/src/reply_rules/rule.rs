//! What a rule is made of.

use super::tokens::{ReplyTokens, Token};
use crate::retry::Retry;
use crate::wire::{Reply, Stage};

/// If the reply is so, it means this.
pub(super) struct Rule {
    pub(super) meaning: &'static Meaning,
    /// The ids of the services that mean this by it; none: all.
    pub(super) by: &'static [&'static str],
    /// The [bits](bit) of the stages at which it means this; 0: all, and where the stage is not known.
    pub(super) at: u16,
    /// From and to, of the basic code.
    pub(super) codes: (u16, u16),
    pub(super) enhanced: Option<&'static Enhanced>,
    /// One of these patterns is in the text; none: whatever it says.
    pub(super) says: &'static [Token],
}

/// What a rule says of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The code of the cause.
    pub(crate) cause: &'static str,
    /// Where it is another than the cause's own.
    pub(crate) retry: Option<Retry>,
    /// The page of the service about just this.
    pub(crate) link: Option<&'static str>,
}

impl Meaning {
    pub(crate) fn of(cause: &'static str) -> Self {
        Self {
            cause,
            retry: None,
            link: None,
        }
    }
}

/// Enhanced status codes.
pub(super) struct Enhanced {
    /// 0: any.
    pub(super) class: u8,
    pub(super) subject: u16,
    /// From and to.
    pub(super) details: (u16, u16),
}

/// A stage in a set of them.
pub(super) const fn bit(stage: Stage) -> u16 {
    1 << stage as u16
}

/// The service of which nothing is known.
pub(super) const UNKNOWN: &str = "unknown";

/// A reply, and what is known of where it came from.
pub(super) struct Context<'a> {
    pub(super) code: u16,
    pub(super) enhanced: Option<(u8, u16, u16)>,
    pub(super) tokens: ReplyTokens,
    /// The id of the service, or [`UNKNOWN`].
    pub(super) service: &'a str,
    pub(super) stage: Option<Stage>,
}

impl Context<'_> {
    /// A reply of which nothing more is known.
    pub(super) fn of(reply: &Reply) -> Self {
        Self {
            code: reply.code,
            enhanced: reply.enhanced_parts().or_else(|| code_at_end(reply)),
            tokens: ReplyTokens::of(reply),
            service: UNKNOWN,
            stage: None,
        }
    }

    /// What the first rule says that fits.
    pub(super) fn find(&self, rules: &'static [Rule]) -> Option<Meaning> {
        let rule = rules.iter().find(|rule| rule.fits(self));
        rule.map(|rule| *rule.meaning)
    }
}

/// The enhanced code as qmail writes it: `sorry, no mailbox here by that name (#5.1.1)`.
fn code_at_end(reply: &Reply) -> Option<(u8, u16, u16)> {
    let line = reply.lines.last()?;
    let (_, code) = line.rsplit_once("(#")?;
    Reply::new(reply.code, [code.into()].into()).enhanced_parts()
}

impl Rule {
    fn fits(&self, context: &Context<'_>) -> bool {
        (self.at == 0 || context.stage.is_some_and(|stage| self.at & bit(stage) != 0))
            && (self.codes.0..=self.codes.1).contains(&context.code)
            && (self.by.is_empty() || self.by.contains(&context.service))
            && self
                .enhanced
                .is_none_or(|code| context.enhanced.is_some_and(|it| code.is(it)))
            && (self.says.is_empty() || context.tokens.hold_one_of(self.says))
    }
}

impl Enhanced {
    fn is(&self, (class, subject, detail): (u8, u16, u16)) -> bool {
        (self.class == 0 || self.class == class)
            && self.subject == subject
            && (self.details.0..=self.details.1).contains(&detail)
    }
}
