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
//! How the files share the work: [`contract`] is what the host sees; `connection` opens the way (TCP, TLS, greeting, EHLO,
//! STARTTLS), `login` walks through AUTH, `transaction` moves a message, `pace` keeps deadlines, `record` writes the report.
//! Each reply that the server owes stands in a queue, so that pipelined and one-by-one dialogues are the same code.

mod connection;
mod contract;
mod ehlo;
mod login;
mod pace;
mod probe;
mod queue_id;
mod record;
mod reply;
mod report;
mod sasl;
mod stuffing;
mod transaction;

pub use contract::{
    Action, BeginError, Certificate, Event, IoFailure, Job, Misuse, SecretKind, SecretRequest,
    Step, TlsInfo,
};
pub(crate) use queue_id::queue_id;
pub use reply::Reply;
pub(crate) use reply::{ReplyError, clean};
pub use report::{DeliveryReport, Outcome, RecipientResult, Stage, StageResult, Verdict};
pub(crate) use sasl::{SaslError, preferred as preferred_mechanisms};

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::diagnosis::Symptom;
use crate::message::{Content, Draft, Message};
use crate::problem::Problem;
use crate::settings::{Auth, Settings};
use connection::Link;
use login::Login;
use pace::Pace;
use probe::Probe;
use record::Record;
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
    Closed,
    /// Nothing: the action was `done`.
    Over,
}

/// A reply that the server owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Auth,
    Mail,
    /// For the recipient of this index.
    Rcpt(usize),
    Data,
    Dot,
    /// Ends a DATA that nobody is to receive.
    LoneDot,
    Rset,
    Quit,
}

impl Expected {
    fn stage(self) -> Stage {
        match self {
            Self::Greeting => Stage::Greeting,
            Self::Ehlo | Self::Helo => Stage::Ehlo,
            Self::StartTls => Stage::StartTls,
            Self::Auth => Stage::Auth,
            // RSET takes back what MAIL began.
            Self::Mail | Self::Rset => Stage::Mail,
            Self::Rcpt(_) => Stage::Rcpt,
            Self::Data | Self::LoneDot => Stage::Data,
            Self::Dot => Stage::Body,
            Self::Quit => Stage::Quit,
        }
    }
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
    entropy: Zeroizing<[u8; 32]>,
    wait: Wait,
    pace: Pace,
    link: Link,
    login: Login,
    expected: VecDeque<Expected>,
    /// The bytes of the `write` that was handed out last.
    output: Zeroizing<Vec<u8>>,
    is_output_secret: bool,
    work: Option<Work>,
    record: Record,
    /// How the write failed, while its [last words](Wait::LastWords) are read.
    broken: Option<Symptom>,
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
            pace: Pace::new(settings.timeout_seconds),
            settings,
            entropy: Zeroizing::new(entropy),
            wait: Wait::Begin,
            login: Login::default(),
            expected: VecDeque::new(),
            output: Zeroizing::default(),
            is_output_secret: false,
            work: None,
            record: Record::default(),
            broken: None,
        })
    }

    /// Begins a job; [`Event::Start`] sets it going.
    ///
    /// # Errors
    /// The state does not allow it, or the job's own input is wrong. The session is unchanged.
    pub fn begin(&mut self, job: Job) -> Result<(), BeginError> {
        match self.wait {
            Wait::Begin => {}
            Wait::Over => return Err(BeginError::Misuse(Misuse::Finished)),
            _ => return Err(BeginError::Misuse(Misuse::Busy)),
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
                Work::Mail(Transaction::new(message.map_err(BeginError::Invalid)?))
            }
            Job::Send(message) => Work::Mail(Transaction::new(message)),
            Job::Quit => Work::Quit,
        });
        self.record = Record::default();
        self.wait = Wait::Start;
        Ok(())
    }

    /// Takes what happened and says what to do next. `now_ms` is the host's monotonic clock, of any origin.
    ///
    /// # Errors
    /// The event does not answer the last action; the session is unchanged.
    pub fn advance(&mut self, event: Event<'_>, now_ms: u64) -> Result<Step<'_>, Misuse> {
        self.check(&event)?;
        self.pace.tick(now_ms);
        if self.wait == Wait::Start {
            self.record.begin(self.pace.now());
        }
        self.record.tick(self.pace.now());
        self.take(event);
        Ok(self.step())
    }

    /// The report of the last job: whole at `idle` and `done`, at any other time what is known so far.
    #[must_use]
    pub fn report(&self) -> DeliveryReport {
        let outcome = match &self.work {
            None => Outcome::NotSent,
            Some(Work::Probe(Probe::Accepted)) => Outcome::Ready,
            Some(Work::Probe(Probe::Refused)) => Outcome::Refused,
            Some(Work::Probe(Probe::Unanswered) | Work::Quit) => Outcome::NotSent,
            Some(Work::Mail(transaction)) => transaction.outcome(),
        };
        let transaction = match &self.work {
            Some(Work::Mail(transaction)) => Some(transaction),
            _ => None,
        };
        self.record.report(outcome, transaction, &self.settings)
    }

    /// Gives back the message of the last `send` or `test`, rewound, to go over another session. `None` while a job is
    /// under way, and where there was no message or it was taken already.
    pub fn reclaim(&mut self) -> Option<Message> {
        match (self.wait, &mut self.work) {
            (Wait::Begin | Wait::Over, Some(Work::Mail(transaction))) => transaction.reclaim(),
            _ => None,
        }
    }

    /// Whether `event` fits what the session waits for.
    fn check(&self, event: &Event<'_>) -> Result<(), Misuse> {
        let fits = match (self.wait, event) {
            (Wait::Over, _) => return Err(Misuse::Finished),
            (_, Event::Cancelled)
            | (Wait::Start, Event::Start)
            | (Wait::Connected, Event::Connected { .. })
            | (Wait::Written, Event::Written)
            | (Wait::Secret, Event::Secret(_))
            | (Wait::Secured, Event::Secured(_)) => true,
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
        if self.wait == Wait::Closed {
            self.wait = Wait::Over;
            return;
        }
        match event {
            Event::Start => self.start(),
            Event::Connected { local, peer } => self.on_connected(local, peer),
            Event::Secured(info) => self.on_secured(info),
            Event::Written => self.on_written(),
            Event::Received(bytes) => self.on_received(bytes),
            Event::Secret(secret) => self.on_secret(secret),
            Event::Failed(failure) => self.on_broken(Symptom::Failure(failure)),
            Event::Closed => self.on_broken(Symptom::Closed),
            Event::TimedOut => self.give_up(self.broken.clone().unwrap_or(Symptom::TimedOut)),
            Event::Cancelled => self.give_up(Symptom::Cancelled),
        }
    }

    /// The connection broke. Where it broke under a write, the server may have said why before.
    fn on_broken(&mut self, symptom: Symptom) {
        match (self.wait, self.broken.take()) {
            (Wait::Written, _) => {
                self.broken = Some(symptom);
                self.wait_for(Wait::LastWords, self.pace.parting());
            }
            (_, Some(first)) => self.give_up(first),
            (_, None) => self.give_up(symptom),
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

    // ---- replies

    fn on_received(&mut self, bytes: &[u8]) {
        if self.wait == Wait::Secured {
            return self.give_up(Symptom::InjectedPlaintext);
        }
        if let Err(error) = self.link.reader.push(bytes) {
            return self.give_up(Symptom::NotSmtp(error));
        }
        let last_words = self.wait == Wait::LastWords;
        while let Some(expected) = self.expected.front().copied() {
            match self.link.reader.next() {
                Ok(Some(reply)) => {
                    self.expected.pop_front();
                    self.on_reply(expected, reply);
                }
                Ok(None) if last_words => break,
                Ok(None) if self.pace.is_over() => return self.give_up(Symptom::TimedOut),
                Ok(None) => return,
                Err(error) => return self.give_up(Symptom::NotSmtp(error)),
            }
            if !matches!(self.wait, Wait::Received | Wait::LastWords) {
                break;
            }
            self.expect_next();
        }
        if last_words {
            return self.on_broken(Symptom::Closed);
        }
        if self.link.reader.has_pending() {
            self.on_unasked();
        }
    }

    fn on_reply(&mut self, expected: Expected, reply: Reply) {
        let reply = self.login.redacted(reply);
        self.record.server(&reply);
        if reply.code == 421 {
            self.link.is_ending = true;
        }
        match expected {
            Expected::Greeting => self.on_greeting(reply),
            Expected::Ehlo => self.on_ehlo(reply),
            Expected::Helo => self.on_helo(reply),
            Expected::StartTls => self.on_starttls(reply),
            Expected::Auth => self.on_auth(reply),
            Expected::Mail if matches!(self.work, Some(Work::Probe(_))) => self.on_probe(reply),
            Expected::Mail | Expected::Rcpt(_) | Expected::Data | Expected::Dot => {
                self.on_transaction(expected, reply);
            }
            Expected::LoneDot => self.job_over(),
            Expected::Rset if reply.is_positive() => self.job_over(),
            Expected::Rset | Expected::Quit => self.close(),
        }
    }

    /// The server said more than it was asked: in the middle of TLS an attack, after the job only untidy, otherwise the two
    /// sides no longer mean the same command.
    fn on_unasked(&mut self) {
        match self.wait {
            Wait::Secured => self.give_up(Symptom::InjectedPlaintext),
            Wait::Begin => self.close(),
            Wait::Written | Wait::Secret => match self.link.reader.next() {
                Ok(Some(reply)) => {
                    let reply = self.login.redacted(reply);
                    self.record.server(&reply);
                    if let Some(Work::Mail(transaction)) = &mut self.work {
                        transaction.on_early_reply(&reply);
                    }
                    self.give_up(if reply.code >= 400 {
                        Symptom::Reply(reply)
                    } else {
                        Symptom::Desync
                    });
                }
                Ok(None) => self.give_up(Symptom::Desync),
                Err(error) => self.give_up(Symptom::NotSmtp(error)),
            },
            _ => {}
        }
    }

    // ---- writing

    /// Puts a command into the output, and its reply into the queue of those that are owed.
    fn say(&mut self, command: &str, expected: Expected) {
        self.record.client(command);
        self.say_unrecorded(command, expected);
    }

    fn say_unrecorded(&mut self, command: &str, expected: Expected) {
        self.output.extend_from_slice(command.as_bytes());
        self.output.extend_from_slice(b"\r\n");
        self.expected.push_back(expected);
        self.wait_for(Wait::Written, self.pace.usual());
        self.record.enter(
            self.expected
                .front()
                .map_or(expected.stage(), |first| first.stage()),
            self.pace.now(),
        );
    }

    /// The same for a command that the transcript shows as `shown`.
    fn say_secretly(&mut self, command: &str, shown: &str, expected: Expected) {
        // Room for all of it at once: growing would leave a copy behind.
        self.output.reserve(command.len() + 2);
        self.say_unrecorded(command, expected);
        self.is_output_secret = true;
        self.record.client(shown);
    }

    fn on_written(&mut self) {
        if let Some(Work::Mail(transaction)) = &mut self.work
            && transaction.is_moving()
        {
            return self.write_body();
        }
        self.clear_output();
        self.wait = Wait::Received;
        self.expect_next();
    }

    /// Empties the output, without a trace where it held a secret.
    fn clear_output(&mut self) {
        if core::mem::take(&mut self.is_output_secret) {
            self.output.zeroize();
        } else {
            self.output.clear();
        }
    }

    /// Gives the next reply that is owed its whole time.
    fn expect_next(&mut self) {
        if let Some(expected) = self.expected.front() {
            let limit = match expected {
                Expected::Dot => self.pace.final_dot(),
                Expected::Quit | Expected::Rset => self.pace.parting(),
                _ => self.pace.usual(),
            };
            self.pace.allow(limit);
            self.record.enter(expected.stage(), self.pace.now());
        }
    }

    fn say_quit(&mut self) {
        self.say("QUIT", Expected::Quit);
    }

    // ---- endings

    fn wait_for(&mut self, wait: Wait, limit_ms: u64) {
        self.wait = wait;
        self.pace.allow(limit_ms);
    }

    /// The job ended and the connection stands: it is good for another one, unless the server is leaving.
    fn job_over(&mut self) {
        if self.link.is_ending || matches!(self.work, Some(Work::Quit)) {
            self.close();
        } else {
            self.wait = Wait::Begin;
        }
    }

    /// The job failed in order, with the dialogue in step: the reason is noted, and the server is told goodbye.
    fn refuse(&mut self, symptom: Symptom) {
        self.record.fail(symptom);
        if self.link.is_ending {
            self.close();
        } else {
            self.record.leave();
            self.say_quit();
        }
    }

    /// The connection is of no more use: the reason is noted, unless the job has ended already.
    fn give_up(&mut self, symptom: Symptom) {
        if matches!(self.wait, Wait::Begin) {
            return self.close();
        }
        let speaks_tls = self.link.reader.holds_tls();
        self.record.fail(if speaks_tls {
            Symptom::NotSmtp(ReplyError::Tls)
        } else {
            symptom
        });
        self.close();
    }

    fn close(&mut self) {
        self.expected.clear();
        let was_up = self.link.is_open();
        self.link.drop_connection();
        if was_up {
            self.wait_for(Wait::Closed, self.pace.parting());
        } else {
            self.wait = Wait::Over;
        }
    }

    // ---- the action that belongs to what is waited for

    fn step(&self) -> Step<'_> {
        let action = match self.wait {
            Wait::Begin | Wait::Start => Action::Idle,
            Wait::Connected => Action::Connect {
                host: &self.link.host,
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
                rejected: self.login.is_rejected(),
            }),
            Wait::Closed => Action::Close,
            Wait::Over => Action::Done,
        };
        let timeout_ms = match self.wait {
            Wait::Begin | Wait::Start | Wait::Over => None,
            _ => Some(self.pace.remaining()),
        };
        Step { action, timeout_ms }
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
