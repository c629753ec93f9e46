//! One SMTP connection as a state machine without I/O: events in, actions out.
//!
//! The whole life of a session is one loop at the host (design: "the host does the network"):
//!
//! ```text
//! begin(job); event = start
//! loop: step = advance(event, now); event = do what step.action says, within step.timeout
//!       until the action is idle (take the report, begin the next job or quit) or done (take the report)
//! ```
//!
//! How the files share the work: [`contract`] is what the host sees. `connection` opens the way (TCP, TLS, greeting, EHLO,
//! STARTTLS), `addresses` picks those of the name that are tried, `login` walks through AUTH, `transaction` moves a message,
//! `recipients` tells who is in which transaction, `send_options` who is wanted, and `close` ends the job or the connection.
//! `commands` puts what is said into the output and its reply into a queue; `replies` takes each from there, so that pipelined
//! and one-by-one dialogues are the same code. `clock` bounds every wait, `record` keeps what the report tells, and
//! `expected_stages` are those of a job that goes well. What replies, EHLO and mechanisms look like is known by [`crate::wire`],
//! what a report looks like by [`crate::report`].

mod addresses;
mod clock;
mod close;
mod commands;
mod connection;
mod contract;
mod expected_stages;
mod login;
mod probe;
mod recipients;
mod record;
mod replies;
mod send_options;
mod transaction;

pub use crate::failure::IoFailure;
pub use crate::report::{
    Advice, DeliveryReport, Learned, Outcome, RecipientResult, StageResult, Verdict,
};
pub use crate::wire::{Certificate, Reply, Stage, TlsInfo};
pub use contract::{
    Action, BeginError, Confirmation, Event, Job, Misuse, SecretKind, SecretRequest, Step,
};
pub use send_options::SendOptions;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::destination::Destinations;
use crate::failure::Failure;
use crate::message::{Content, Draft, Message};
use crate::problem::Problem;
use crate::report::Findings;
use crate::settings::{Auth, Settings};
use clock::Clock;
use connection::Link;
use login::Login;
use probe::Probe;
use record::Record;
use replies::Expected;
use transaction::Transaction;

/// What the session waits for; it names the action that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// The host begins a job. The action was `idle`, or there was none yet.
    Begin,
    /// A job was begun: `start`.
    Start,
    Connected,
    Secured,
    Written,
    Received,
    /// The write failed; one read tells whether the server said why.
    LastWords,
    Secret,
    Confirmed,
    Closed,
    /// Nothing: the action was `done`.
    Over,
}

/// What the current job, or the last one, is about.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a session has one of them")]
enum Work {
    Probe(Probe),
    Mail(Transaction),
    Quit,
}

/// One SMTP connection: many [`Job::Send`] on it, one after the other.
///
/// It is an ordinary value: it can be moved between threads, and does nothing unless it is called.
pub struct Session {
    settings: Settings,
    destinations: Destinations,
    /// The host is asked before each final dot.
    confirms: bool,
    entropy: Zeroizing<[u8; 32]>,
    wait: Wait,
    clock: Clock,
    link: Link,
    login: Login,
    expected: VecDeque<Expected>,
    /// The bytes of the `write` that was handed out last.
    output: Zeroizing<Vec<u8>>,
    is_output_secret: bool,
    /// The output as the transcript shows it, until it is handed out.
    said: Vec<String>,
    work: Option<Work>,
    record: Record,
    /// What is known of the server.
    learned: Learned,
    /// How the write failed, while its [last words](Wait::LastWords) are read.
    broken: Option<Failure>,
    /// The message of a job that could not begin.
    returned: Option<Message>,
}

impl Session {
    /// A session for these settings. `entropy`: 32 bytes from a secure random source, for SASL nonces; used once.
    ///
    /// # Errors
    /// Every problem of the settings, where one of them is an error.
    pub fn new(settings: Settings, entropy: [u8; 32]) -> Result<Self, Vec<Problem>> {
        let problems = settings.validate();
        if problems.iter().any(Problem::is_error) {
            return Err(problems);
        }
        Ok(Self {
            link: Link::new(&settings),
            clock: Clock::new(settings.timeout_seconds),
            settings,
            destinations: Destinations::default(),
            confirms: false,
            entropy: Zeroizing::new(entropy),
            wait: Wait::Begin,
            login: Login::default(),
            expected: VecDeque::new(),
            output: Zeroizing::default(),
            is_output_secret: false,
            said: Vec::new(),
            work: None,
            record: Record::default(),
            learned: Learned::default(),
            broken: None,
            returned: None,
        })
    }

    /// Holds the connections that are opened from now on to a policy; without a call to the default one. A name's addresses are judged after
    /// the host [resolved](Event::Resolved) it, before anything is connected; where a host connects by the name, its peer is judged
    /// before a byte is written. What is not allowed fails as `destination-denied`.
    pub fn restrict_to(&mut self, destinations: Destinations) {
        self.destinations = destinations;
    }

    /// Asks the host before each final dot whether it may be written, by [`Action::Confirm`]: for a host that must write down first that
    /// the message may be taken, or that others may send too. Without a call it is not asked.
    pub fn confirm_transactions(&mut self) {
        self.confirms = true;
    }

    /// Begins a job; [`Event::Start`] sets it going.
    ///
    /// # Errors
    /// The state does not allow it, or the job's own input is wrong. The session is unchanged, and the message of a `send`
    /// can be [reclaimed](Self::reclaim).
    pub fn begin(&mut self, job: Job) -> Result<(), BeginError> {
        let misuse = match self.wait {
            Wait::Begin => None,
            Wait::Over => Some(Misuse::Finished),
            _ => Some(Misuse::Busy),
        };
        if let Some(misuse) = misuse {
            if let Job::Send(message, _) = job {
                self.returned = Some(message);
            }
            return Err(BeginError::Misuse(misuse));
        }
        self.work = Some(match job {
            Job::Probe => Work::Probe(Probe::Unanswered),
            Job::Test { to, stamp } => {
                let draft = Draft {
                    to: alloc::vec![to],
                    content: Content::Test,
                    ..Draft::default()
                };
                let message = Message::build(&self.settings, draft, &stamp);
                let message = message.map_err(BeginError::Invalid)?;
                Work::Mail(Transaction::to_all(message))
            }
            Job::Send(message, options) => match options.recipients_of(message.envelope()) {
                Ok(to) => Work::Mail(Transaction::new(message, &to, options.all_or_nothing)),
                Err(problems) => {
                    self.returned = Some(message);
                    return Err(BeginError::Invalid(problems));
                }
            },
            Job::Quit => Work::Quit,
        });
        self.record = Record::default();
        self.wait = Wait::Start;
        Ok(())
    }

    /// Takes what happened and says what to do next. `now_ms` is the host's monotonic clock, of any
    /// origin; one that runs backwards is taken to stand still.
    ///
    /// # Errors
    /// The event does not answer the last action; the session is unchanged.
    pub fn advance(&mut self, event: Event<'_>, now_ms: u64) -> Result<Step<'_>, Misuse> {
        self.check(&event)?;
        self.clock.tick(now_ms);
        match self.wait {
            Wait::Start => self.record.begin(self.clock.now()),
            // The report of the last job is closed.
            Wait::Begin | Wait::Over => {}
            _ => self.record.tick(self.clock.now()),
        }
        self.take(event);
        if self.wait == Wait::Written {
            self.hand_out();
        }
        Ok(self.step())
    }

    /// What came of the last job, as [`report`](Self::report) has it: [`Outcome::Uncertain`] from the moment the final dot is
    /// handed out until its reply.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.work {
            Some(Work::Probe(Probe::Accepted)) => Outcome::Ready,
            Some(Work::Probe(Probe::Refused)) => Outcome::Refused,
            Some(Work::Probe(Probe::Unanswered) | Work::Quit) | None => Outcome::NotSent,
            Some(Work::Mail(transaction)) => transaction.outcome(),
        }
    }

    /// The report of the last job: whole at `idle` and `done`, at any other time what is known so far.
    #[must_use]
    pub fn report(&self) -> DeliveryReport {
        let transaction = match &self.work {
            Some(Work::Mail(transaction)) => Some(transaction),
            _ => None,
        };
        let findings = Findings {
            not_reached: self.stages_ahead(),
            recipients: transaction.map(Transaction::findings).unwrap_or_default(),
            is_test: transaction.is_some_and(Transaction::is_test),
            sender: transaction.map(Transaction::sender),
            warnings: transaction.map(Transaction::warnings).unwrap_or_default(),
            capabilities: self.link.capabilities.shown().to_vec(),
            learned: self.learned.clone(),
            ..self.record.findings(self.outcome())
        };
        findings.report(&self.settings)
    }

    fn stages_ahead(&self) -> Vec<Stage> {
        let is_probe = match &self.work {
            Some(Work::Mail(_)) => false,
            Some(Work::Probe(_)) => true,
            Some(Work::Quit) | None => return Vec::new(),
        };
        expected_stages::ahead(self.record.stages(), is_probe, &self.settings)
    }

    /// Whether the last job ended only because the server had closed a connection that an earlier job left open, before it answered
    /// anything: its message, [reclaimed](Self::reclaim), may go over a new connection at once. Everything else is the caller's decision.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let is_unanswered = match &self.work {
            Some(Work::Mail(transaction)) => transaction.is_unanswered(),
            _ => false,
        };
        self.wait == Wait::Over
            && self.link.is_reused
            && is_unanswered
            && self.record.is_server_gone()
    }

    /// Gives back a message, rewound, to go over another session: the one of a `send` that could not begin, else the one of the
    /// last `send` or `test`. `None` while that job is under way, and where there is no message or it was taken already.
    pub fn reclaim(&mut self) -> Option<Message> {
        if let Some(message) = self.returned.take() {
            return Some(message);
        }
        match (self.wait, &mut self.work) {
            (Wait::Begin | Wait::Over, Some(Work::Mail(transaction))) => transaction.reclaim(),
            _ => None,
        }
    }

    /// Whether `event` fits what the session waits for.
    fn check(&self, event: &Event<'_>) -> Result<(), Misuse> {
        let fits = match (self.wait, event) {
            (_, Event::Cancelled | Event::DeadlineExceeded)
            | (Wait::Start, Event::Start)
            | (Wait::Connected, Event::Connected { .. })
            | (Wait::Written, Event::Written)
            | (Wait::Secret, Event::Secret(_))
            | (Wait::Confirmed, Event::Confirmed)
            | (Wait::Secured, Event::Secured(_)) => true,
            (Wait::Connected, Event::Resolved(_)) => self.link.is_name(),
            (Wait::Over, _) => return Err(Misuse::Finished),
            // Between two jobs a server may leave.
            (Wait::Begin, Event::Failed(_) | Event::Closed | Event::Received(_))
                if self.link.is_open() =>
            {
                true
            }
            (Wait::Begin, _) => return Err(Misuse::NotStarted),
            // However an action ended, it ended.
            (_, Event::Failed(_) | Event::Closed | Event::TimedOut) => self.wait != Wait::Start,
            // Bytes in clear where a handshake is due: an attack on STARTTLS, to be reported as one.
            (Wait::Secured | Wait::Received | Wait::LastWords, Event::Received(bytes)) => {
                !bytes.is_empty()
            }
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Misuse::UnexpectedEvent)
        }
    }

    fn take(&mut self, event: Event<'_>) {
        if matches!(self.wait, Wait::Closed | Wait::Over) {
            self.wait = Wait::Over;
            return;
        }
        match event {
            Event::Start => self.start(),
            Event::Resolved(addresses) => self.on_resolved(&addresses),
            Event::Connected { local, peer } => self.on_connected(local, peer),
            Event::Secured(info) => self.on_secured(info),
            Event::Written => self.on_written(),
            Event::Received(bytes) => self.on_received(bytes),
            Event::Secret(secret) => self.on_secret(secret),
            Event::Confirmed => self.wait_for(Wait::Written, self.clock.usual()),
            Event::Failed(failure) if failure.is_turned_away() => {
                self.give_up(Failure::from_kind(failure.kind, &failure.text));
            }
            Event::Failed(failure) => self.on_broken(Failure::Io(failure)),
            Event::Closed => self.on_broken(Failure::Closed),
            // The host itself was waited for.
            Event::TimedOut if self.wait == Wait::Confirmed => {
                self.give_up(Failure::NotConfirmed);
            }
            Event::TimedOut => self.on_broken(Failure::TimedOut),
            Event::Cancelled => self.give_up(Failure::Cancelled),
            Event::DeadlineExceeded => self.give_up(Failure::DeadlineExceeded),
        }
    }

    fn start(&mut self) {
        match (&self.work, self.link.is_up()) {
            (Some(Work::Quit), true) => self.say_quit(),
            (Some(Work::Quit), false) => self.wait = Wait::Over,
            (_, true) => self.start_work(),
            (_, false) => self.connect(),
        }
    }

    /// The way to the server stands: do what the job is for.
    fn start_work(&mut self) {
        match &self.work {
            Some(Work::Mail(_)) => self.start_transaction(),
            Some(Work::Probe(_)) => self.say_probe(),
            Some(Work::Quit) | None => self.say_quit(),
        }
    }

    /// The action that is due, as [`advance`](Self::advance) named it last.
    #[must_use]
    pub fn step(&self) -> Step<'_> {
        let action = match self.wait {
            Wait::Begin | Wait::Start => Action::Idle,
            Wait::Connected => Action::Connect {
                host: self.link.target(),
                port: self.settings.port,
            },
            Wait::Secured => Action::StartTls {
                name: &self.link.host,
            },
            Wait::Written => Action::Write(&self.output),
            Wait::Received | Wait::LastWords => Action::Read,
            Wait::Secret => Action::ProvideSecret(SecretRequest {
                kind: match self.settings.auth {
                    Auth::OAuth2 => SecretKind::BearerToken,
                    Auth::Password | Auth::None => SecretKind::Password,
                },
                username: &self.settings.username,
                rejected: self.login.is_token_rejected(),
            }),
            Wait::Confirmed => Action::Confirm(self.confirmation()),
            Wait::Closed => Action::Close,
            Wait::Over => Action::Done,
        };
        let timeout_ms = match self.wait {
            Wait::Begin | Wait::Start | Wait::Over => None,
            _ => Some(self.clock.remaining()),
        };
        Step {
            action,
            stage: self.record.stage(),
            timeout_ms,
        }
    }
}

impl fmt::Debug for Session {
    /// Without the output, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("host", &self.link.host)
            .field("wait", &self.wait)
            .field("expected", &self.expected)
            .finish_non_exhaustive()
    }
}
