//! The recipients of a message: which of them are in the transaction under way, and what came of each.
//!
//! A server that takes only so many recipients in one transaction gets the rest in further ones (RFC 5321, section 4.5.3.1.10).

use alloc::string::String;
use alloc::vec::Vec;

use super::{Confirmation, Outcome, Stage};
use crate::reply_rules::{counts_recipients, limits_recipients};
use crate::wire::reply::Reply;

/// The most transactions for one message.
const MOST_TRANSACTIONS: u32 = 50;

/// What came of one recipient, and the reply that decided it with the stage at which it came.
#[derive(Clone, Debug)]
pub(super) struct Fate {
    pub(super) outcome: Outcome,
    pub(super) decided: Option<(Stage, Reply)>,
}

impl Fate {
    pub(super) fn new(outcome: Outcome, decided: Option<(Stage, Reply)>) -> Self {
        Self { outcome, decided }
    }
}

#[derive(Debug)]
struct Recipient {
    address: String,
    /// Its place among those of the transaction under way.
    position: Option<usize>,
    /// The reply to its RCPT in the latest transaction that named it.
    answer: Option<Reply>,
    /// That reply says that the transaction has too many recipients.
    is_one_too_many: bool,
    /// What an earlier transaction made of it; the one under way tells otherwise.
    settled: Option<Fate>,
}

/// The recipients of a message.
#[derive(Debug)]
pub(super) struct Recipients {
    all: Vec<Recipient>,
    /// The places of those in the transaction under way.
    group: Vec<usize>,
    /// How many of the group were named to the server, and how many of these it answered.
    said: usize,
    answered: usize,
    /// How many of these it took.
    taken: usize,
    transactions: u32,
    /// All of them are to get the message or none: in one transaction, and only where the server took every one.
    all_or_nothing: bool,
}

impl Recipients {
    pub(super) fn new(addresses: &[String], all_or_nothing: bool) -> Self {
        let recipient = |address: &String| Recipient {
            address: address.clone(),
            position: None,
            answer: None,
            is_one_too_many: false,
            settled: None,
        };
        Self {
            all: addresses.iter().map(recipient).collect(),
            group: Vec::new(),
            said: 0,
            answered: 0,
            taken: 0,
            transactions: 0,
            all_or_nothing,
        }
    }

    /// A transaction begins: with those that no earlier one settled, at most so many.
    pub(super) fn begin_transaction(&mut self, most: usize) {
        let is_open = |place: &usize| {
            let recipient = self.all.get(*place);
            recipient.is_some_and(|recipient| recipient.settled.is_none())
        };
        let most = if self.all_or_nothing {
            usize::MAX
        } else {
            most
        };
        self.group = (0..self.all.len()).filter(is_open).take(most).collect();
        for (position, place) in self.group.iter().enumerate() {
            if let Some(recipient) = self.all.get_mut(*place) {
                recipient.position = Some(position);
            }
        }
        self.said = 0;
        self.answered = 0;
        self.taken = 0;
        self.transactions += 1;
    }

    /// The next address to name, which counts as named.
    pub(super) fn name_next(&mut self) -> Option<&str> {
        let recipient = self.all.get(*self.group.get(self.said)?)?;
        self.said += 1;
        Some(&recipient.address)
    }

    /// Whether all of the transaction were named.
    pub(super) fn are_named(&self) -> bool {
        self.said == self.group.len()
    }

    /// The reply to the next RCPT that was said.
    pub(super) fn take(&mut self, reply: Reply) {
        let place = self.group.get(self.answered).copied();
        if let Some(recipient) = place.and_then(|place| self.all.get_mut(place)) {
            self.answered += 1;
            self.taken += usize::from(reply.is_positive());
            recipient.is_one_too_many = !self.all_or_nothing && limits_recipients(&reply);
            recipient.answer = Some(reply);
        }
    }

    /// The answers in the transaction under way.
    fn answers(&self) -> impl Iterator<Item = &Reply> {
        let named = self.group.iter().take(self.answered);
        named.filter_map(|place| self.all.get(*place)?.answer.as_ref())
    }

    /// Whether the server took one in the transaction under way.
    pub(super) fn has_taken(&self) -> bool {
        self.taken > 0
    }

    /// Whether the server took enough of those who were named for the message to follow.
    pub(super) fn may_go_on(&self) -> bool {
        if self.all_or_nothing {
            self.taken == self.group.len()
        } else {
            self.has_taken()
        }
    }

    pub(super) fn all_or_nothing(&self) -> bool {
        self.all_or_nothing
    }

    /// Who is to get the message by the transaction under way.
    pub(super) fn confirmation(&self) -> Confirmation<'_> {
        let in_group = self.group.iter().filter_map(|place| self.all.get(*place));
        let is_taken = |one: &&Recipient| one.answer.as_ref().is_some_and(Reply::is_positive);
        Confirmation {
            transaction: self.transactions,
            recipients: in_group
                .filter(is_taken)
                .map(|one| one.address.as_str())
                .collect(),
        }
    }

    /// The reply to a recipient's RCPT in the transaction under way, or `None` where there is none yet.
    pub(super) fn answer(&self, place: usize) -> Option<&Reply> {
        let recipient = self.all.get(place)?;
        let position = recipient.position?;
        recipient
            .answer
            .as_ref()
            .filter(|_| position < self.answered)
    }

    /// The places of those in the transaction under way.
    pub(super) fn group(&self) -> impl Iterator<Item = usize> {
        self.group.iter().copied()
    }

    /// What an earlier transaction made of a recipient.
    pub(super) fn settled(&self, place: usize) -> Option<&Fate> {
        self.all.get(place)?.settled.as_ref()
    }

    /// Whether a recipient is in the transaction under way.
    pub(super) fn is_in_group(&self, place: usize) -> bool {
        let recipient = self.all.get(place);
        recipient.is_some_and(|recipient| recipient.position.is_some())
    }

    /// Ends the transaction under way, with what came of each of its recipients and, where the message itself was refused, by what. Answers
    /// whether there is to be another one: for those who were not named yet, and for those of whom the server said that they are too many.
    /// Where it took none, further ones would be too many again.
    pub(super) fn end_transaction(
        &mut self,
        fates: Vec<Fate>,
        refusal: Option<(Stage, Reply)>,
    ) -> bool {
        let is_limited = self.has_taken();
        let is_limited_to_none = !is_limited && self.answers().any(limits_recipients);
        for (place, fate) in core::mem::take(&mut self.group).into_iter().zip(fates) {
            let Some(recipient) = self.all.get_mut(place) else {
                continue;
            };
            recipient.position = None;
            if !(is_limited && recipient.is_one_too_many) {
                recipient.settled = Some(fate);
            }
        }
        if let Some(decided) = refusal {
            for recipient in self.all.iter_mut().filter(|one| one.settled.is_none()) {
                let decided = Some(decided.clone());
                recipient.settled = Some(Fate::new(Outcome::Refused, decided));
            }
        }
        self.transactions < MOST_TRANSACTIONS && !is_limited_to_none && self.has_open()
    }

    /// Whether the transaction under way is the first one.
    pub(super) fn is_first_transaction(&self) -> bool {
        self.transactions == 1
    }

    /// Whether a recipient was refused since the server had taken others, as many as it takes in the transaction under way.
    pub(super) fn is_one_too_many(&self, place: usize) -> bool {
        let recipient = self.all.get(place);
        self.has_taken() && recipient.is_some_and(|recipient| recipient.is_one_too_many)
    }

    /// Whether the transaction under way had so many recipients, and the server took them all.
    pub(super) fn took_all_of(&self, count: u32) -> bool {
        usize::try_from(count) == Ok(self.group.len()) && self.taken == self.group.len()
    }

    /// Whether no transaction settled one of them yet.
    pub(super) fn has_open(&self) -> bool {
        self.all.iter().any(|recipient| recipient.settled.is_none())
    }

    /// How many the server takes in one transaction, where its replies show it: it took so many, and called all others too many.
    pub(super) fn limit_shown(&self) -> Option<u32> {
        let taken = self.answers().take_while(|reply| reply.is_positive());
        let taken = taken.count();
        let mut rest = self.answers().skip(taken);
        let is_shown = taken > 0 && taken < self.answered && rest.all(counts_recipients);
        u32::try_from(taken).ok().filter(|_| is_shown)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn address(&self, place: usize) -> &str {
        let recipient = self.all.get(place);
        recipient.map_or("", |recipient| &recipient.address)
    }
}
