//! The script: which moment of the dialogue goes differently, and how.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A moment of the dialogue that a rule waits for. Addresses, mechanisms and commands compare without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// The greeting.
    Greeting,
    /// Before a TLS handshake, implicit or after STARTTLS; there is no ordinary reply.
    Handshake,
    /// EHLO.
    Ehlo,
    /// HELO.
    Helo,
    /// STARTTLS. What follows [`Do::Ordinary`] here goes out in clear, before the handshake.
    StartTls,
    /// AUTH, with any mechanism. After a scripted `334`, the client's answer is refused unless [`On::AuthResponse`] says otherwise.
    Auth,
    /// AUTH with this mechanism.
    AuthWith(String),
    /// The client's answer to a `334`.
    AuthResponse,
    /// MAIL.
    Mail,
    /// MAIL from this address.
    MailFrom(String),
    /// RCPT.
    Rcpt,
    /// RCPT to this address.
    RcptTo(String),
    /// DATA.
    Data,
    /// The moment when so many bytes of the message have been read; there is no ordinary reply. A reply given here is the
    /// only one to the message.
    Body(u64),
    /// The final dot.
    Dot,
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
}

impl On {
    /// RCPT to this address.
    #[must_use]
    pub fn rcpt(address: &str) -> Self {
        Self::RcptTo(address.to_owned())
    }

    /// MAIL from this address.
    #[must_use]
    pub fn mail(address: &str) -> Self {
        Self::MailFrom(address.to_owned())
    }

    /// AUTH with this mechanism.
    #[must_use]
    pub fn auth(mechanism: &str) -> Self {
        Self::AuthWith(mechanism.to_owned())
    }

    /// Whether a rule with `self` fits what happens now. What happens is told as precisely as possible.
    fn fits(&self, now: &Self) -> bool {
        match (self, now) {
            (Self::Auth, Self::AuthWith(_))
            | (Self::Mail, Self::MailFrom(_))
            | (Self::Rcpt, Self::RcptTo(_)) => true,
            (Self::AuthWith(rule), Self::AuthWith(now))
            | (Self::MailFrom(rule), Self::MailFrom(now))
            | (Self::RcptTo(rule), Self::RcptTo(now)) => rule.eq_ignore_ascii_case(now),
            _ => self == now,
        }
    }
}

/// What the server does at that moment. The things of a rule are done in their order; when none of them replied or ended the
/// connection, the ordinary reply follows. The first reply decides what happened: after `2yz` the command counts as done, after
/// `334` and `354` the client goes on, after anything else the command counts as refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    /// The reply that an honest server gives.
    Ordinary,
    /// This reply; `\n` parts its lines, each of which gets the code of the first. CRLF is added.
    Reply(String),
    /// These bytes, as they are.
    Raw(Vec<u8>),
    /// Waits.
    Wait(Duration),
    /// Sends what follows in this rule in pieces of so many bytes, with a pause before each.
    Drip {
        /// The bytes of a piece.
        bytes: usize,
        /// The pause.
        every: Duration,
    },
    /// `250-` lines for ever.
    EndlessLines,
    /// One reply line without an end.
    EndlessLine,
    /// Neither reads nor writes any more; the connection stays open until the server is dropped.
    Silence,
    /// Sends a TCP FIN (without a TLS `close_notify`), and reads on so that no RST follows.
    Cut,
    /// Sends a TCP RST.
    Reset,
}

impl Do {
    /// [`Do::Reply`] of this text.
    #[must_use]
    pub fn reply(text: &str) -> Self {
        Self::Reply(text.to_owned())
    }

    /// [`Do::Wait`] of so many milliseconds.
    #[must_use]
    pub const fn wait_ms(milliseconds: u64) -> Self {
        Self::Wait(Duration::from_millis(milliseconds))
    }
}

/// A moment and what is done then.
#[derive(Debug)]
struct Rule {
    on: On,
    nth: Option<u32>,
    seen: AtomicU32,
    actions: Vec<Do>,
}

impl Rule {
    /// Counts one occurrence, and tells whether it is the rule's turn.
    fn is_due(&self) -> bool {
        let count = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        self.nth.is_none_or(|nth| nth == count)
    }
}

/// All rules of a server.
#[derive(Debug, Default)]
pub(crate) struct Script {
    rules: Vec<Rule>,
}

impl Script {
    pub(crate) fn add(&mut self, on: On, nth: Option<u32>, actions: Vec<Do>) {
        self.rules.push(Rule {
            on,
            nth,
            seen: AtomicU32::new(0),
            actions,
        });
    }

    /// What is scripted for this moment. Every rule that fits counts the occurrence; the first whose turn it is applies.
    pub(crate) fn actions(&self, now: &On) -> Option<&[Do]> {
        let mut found = None;
        for rule in self.rules.iter().filter(|rule| rule.on.fits(now)) {
            if rule.is_due() && found.is_none() {
                found = Some(rule.actions.as_slice());
            }
        }
        found
    }

    /// For a message that begins: after how many bytes something happens, and what.
    pub(crate) fn during_body(&self) -> Option<(u64, &[Do])> {
        let mut found = None;
        for rule in &self.rules {
            if let On::Body(bytes) = rule.on
                && rule.is_due()
                && found.is_none()
            {
                found = Some((bytes, rule.actions.as_slice()));
            }
        }
        found
    }
}
