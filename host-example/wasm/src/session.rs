//! Driving a session of the component over the network: the pump.

use std::time::{Duration, Instant};

use wasmtime::component::ResourceAny;

use crate::bindings::delivery::{
    self, Action, BeginError, Confirmation, DeliveryReport, Detail, Event, SecretRequest, SendJob,
    Step, TestJob,
};
use crate::bindings::host::Host_ as World;
use crate::bindings::message::Draft;
use crate::bindings::types::{Outcome, Settings, Stamp};
use crate::component::{Engine, Instance};
use crate::error::Error;
use crate::network::{Network, Wire};
use crate::stamp::entropy;

/// What to do with a connection.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each mail, and it is moved once"
)]
pub enum Job {
    /// Everything up to MAIL; nothing is sent.
    Probe,
    /// Sends the test mail.
    Test {
        /// The recipient.
        to: String,
        /// The moment.
        stamp: Stamp,
    },
    /// Sends a message.
    Send {
        /// What it says, and to whom.
        draft: Draft,
        /// The moment.
        stamp: Stamp,
        /// To whom of the envelope, and whether to all of them or to nobody.
        options: SendOptions,
    },
}

impl Job {
    /// Sends a message to all of its recipients.
    #[must_use]
    pub fn send(draft: Draft, stamp: Stamp) -> Self {
        Self::Send {
            draft,
            stamp,
            options: SendOptions::default(),
        }
    }
}

/// To whom of its envelope a message goes.
#[derive(Clone, Debug, Default)]
pub struct SendOptions {
    /// The recipients that it goes to, each as the envelope has it; `None` for all of them.
    pub recipients: Option<Vec<String>>,
    /// It goes to all of these or to nobody.
    pub all_or_nothing: bool,
}

/// What a session needs of its caller while it runs.
pub trait Caller {
    /// The password or token that the session asks for; `None` where there is none, or no other. Whoever waits for it stops where the
    /// `network`'s job is over.
    fn secret(&mut self, request: &SecretRequest, network: &Network) -> Option<String>;

    /// `written` bytes of a message of about `size` went out.
    fn progress(&mut self, written: u64, size: u64);

    /// This stage of a job has begun.
    fn stage(&mut self, _stage: &str) {}

    /// Whether it wants to be asked before each final dot.
    fn confirms(&self) -> bool {
        false
    }

    /// Whether the message may be handed over to the server for these recipients. If not, the job is cancelled.
    fn confirm(&mut self, _transaction: &Confirmation) -> bool {
        true
    }
}

/// One connection: a session in an instance of its own, and the socket that it speaks through.
pub struct Session {
    engine: Engine,
    instance: Instance<World>,
    settings: Settings,
    handle: ResourceAny,
    network: Network,
    wire: Wire,
    start: Instant,
    /// What would be said of the job if the component failed now.
    outcome: Outcome,
    /// The report of the job in which the component failed: it can no longer be asked.
    fault: Option<DeliveryReport>,
    /// The stage that the caller was told of last.
    stage: Option<String>,
}

impl Session {
    /// A session for these settings. Nothing is connected yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem of the settings, [`Error::Destinations`] with those of the network's destinations; the component cannot start.
    pub fn new(engine: &Engine, settings: Settings, network: Network) -> Result<Self, Error> {
        let mut instance = engine.instantiate()?;
        let handle = instance.session(&settings, &entropy()?)?;
        let handle = handle.map_err(Error::Invalid)?;
        if let Some(destinations) = &network.destinations {
            let restricted = instance.restrict_to(handle, destinations)?;
            restricted.map_err(Error::Destinations)?;
        }
        Ok(Self {
            engine: engine.clone(),
            instance,
            settings,
            handle,
            network,
            wire: Wire::default(),
            start: Instant::now(),
            outcome: Outcome::NotSent,
            fault: None,
            stage: None,
        })
    }

    /// Does a job and reports. A component that fails on the way is a report too: `client-fault`.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem of the draft, the stamp or the recipient: nothing was sent.
    pub fn run(&mut self, job: Job, caller: &mut dyn Caller) -> Result<DeliveryReport, Error> {
        self.outcome = Outcome::NotSent;
        self.stage = None;
        if caller.confirms() {
            self.instance.confirm_transactions(self.handle)?;
        }
        let (job, size) = self.prepare(job)?;
        match self.begin(&job).and_then(|()| self.pump(size, caller)) {
            Err(Error::Component(trap)) => {
                let report = self.fault(&trap)?;
                self.fault = Some(report.clone());
                Ok(report)
            }
            Err(error) => Err(error),
            Ok(()) => self.report(Detail::Full),
        }
    }

    /// Ends whatever it still does at this moment at the latest.
    pub fn end_by(&mut self, end: Instant) {
        let deadline = &mut self.network.deadline;
        *deadline = Some(deadline.map_or(end, |own| own.min(end)));
    }

    /// Says QUIT and closes.
    ///
    /// # Errors
    /// The component failed. The connection is closed all the same.
    pub fn quit(mut self, caller: &mut dyn Caller) -> Result<(), Error> {
        match self.begin(&delivery::Job::Quit) {
            // It is over already.
            Err(Error::Misuse(_)) => Ok(()),
            Err(error) => Err(error),
            Ok(()) => self.pump(0, caller),
        }
    }

    /// The job as the component takes it, and the size of its message.
    fn prepare(&mut self, job: Job) -> Result<(delivery::Job, u64), Error> {
        Ok(match job {
            Job::Probe => (delivery::Job::Probe, 0),
            Job::Test { to, stamp } => (delivery::Job::Test(TestJob { to, stamp }), 0),
            Job::Send {
                draft,
                stamp,
                options,
            } => {
                let message = self.instance.build(&self.settings, &draft, &stamp)?;
                let message = message.map_err(Error::Invalid)?;
                drop(draft);
                let size = self.instance.size(message)?;
                let send = SendJob {
                    message,
                    recipients: options.recipients,
                    all_or_nothing: options.all_or_nothing,
                };
                (delivery::Job::Send(send), size)
            }
        })
    }

    fn begin(&mut self, job: &delivery::Job) -> Result<(), Error> {
        let begun = self.instance.begin(self.handle, job)?;
        begun.map_err(|error| match error {
            BeginError::Misuse(misuse) => Error::Misuse(misuse),
            BeginError::Invalid(problems) => Error::Invalid(problems),
        })
    }

    /// Advances the job to its end.
    fn pump(&mut self, size: u64, caller: &mut dyn Caller) -> Result<(), Error> {
        let mut event = Event::Start;
        let mut written = 0;
        loop {
            let step = self.advance(&event)?;
            self.tell(&step, caller);
            if let Action::Write(bytes) = &step.action {
                // Once the final dot is out, a component that fails leaves the message uncertain.
                self.outcome = self.instance.outcome(self.handle)?;
                written += bytes.len() as u64;
            }
            let is_write = matches!(step.action, Action::Write(_));
            match self.act(step, caller) {
                Some(next) => event = next,
                None => return Ok(()),
            }
            if is_write && size > 0 {
                caller.progress(written, size);
            }
        }
    }

    /// Tells the caller of a stage that began with this step.
    fn tell(&mut self, step: &Step, caller: &mut dyn Caller) {
        if self.stage != step.stage {
            self.stage.clone_from(&step.stage);
            if let Some(stage) = &self.stage {
                caller.stage(stage);
            }
        }
    }

    fn advance(&mut self, event: &Event) -> Result<Step, Error> {
        let now_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let step = self.instance.advance(self.handle, event, now_ms)?;
        step.map_err(Error::Misuse)
    }

    /// Does an action and says what came of it; `None` where the job is over.
    fn act(&mut self, step: Step, caller: &mut dyn Caller) -> Option<Event> {
        let own = step
            .timeout_ms
            .map(|ms| Instant::now() + Duration::from_millis(ms.into()));
        let network = &self.network;
        let until = [own, network.deadline].into_iter().flatten().min();
        if !matches!(step.action, Action::Idle | Action::Close | Action::Done)
            && let Some(end) = network.ended()
        {
            return Some(end);
        }
        let event = match step.action {
            Action::Connect(to) => self.wire.connect(network, &to.host, to.port, until),
            Action::StartTls(name) => self.wire.start_tls(network, &name, until),
            Action::Write(bytes) => self.wire.write(&bytes, until),
            Action::Read => self.wire.read(until),
            Action::ProvideSecret(request) => Event::Secret(caller.secret(&request, network)),
            Action::Confirm(transaction) if caller.confirm(&transaction) => Event::Confirmed,
            Action::Confirm(_) => return Some(Event::Cancelled),
            Action::Close => return Some(self.wire.close(network)),
            Action::Idle | Action::Done => return None,
        };
        let is_success = matches!(
            event,
            Event::Resolved(_)
                | Event::Connected(_)
                | Event::Secured(_)
                | Event::Written
                | Event::Received(_)
                | Event::Secret(Some(_))
        );
        // Whatever a shut-down socket looks like, the reason is that the job was ended.
        Some(match network.ended() {
            Some(end) if !is_success => end,
            _ => event,
        })
    }

    /// What came of the last job, with everything that is known of it or without what tells of the network.
    ///
    /// # Errors
    /// The component failed.
    pub fn report(&mut self, detail: Detail) -> Result<DeliveryReport, Error> {
        if let Some(fault) = &self.fault {
            // It tells nothing of the network, so it is already redacted.
            return Ok(fault.clone());
        }
        self.instance.report(self.handle, detail)
    }

    /// The report of a job whose component failed, as a fresh instance tells it.
    fn fault(&mut self, trap: &wasmtime::Error) -> Result<DeliveryReport, Error> {
        self.wire.close(&self.network);
        let text = trap.root_cause().to_string();
        self.engine.instantiate()?.client_fault(self.outcome, &text)
    }
}
