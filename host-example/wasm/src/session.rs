//! Driving a session of the component over the network: the pump.

use std::time::{Duration, Instant};

use wasmtime::component::ResourceAny;

use crate::bindings::delivery::{
    self, Action, BeginError, DeliveryReport, Detail, Event, SecretRequest, Step, TestJob,
};
use crate::bindings::host::Host_ as World;
use crate::bindings::message::Draft;
use crate::bindings::types::{Diagnosis, Outcome, Retry, Settings, Stamp};
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
    },
}

/// What a session needs of its caller while it runs.
pub trait Caller {
    /// The password or token that the session asks for; `None` where there is none, or no other. Whoever waits for it stops where the
    /// `network`'s job is over.
    fn secret(&mut self, request: &SecretRequest, network: &Network) -> Option<String>;

    /// `written` bytes of a message of about `size` went out.
    fn progress(&mut self, written: u64, size: u64);

    /// Whether it wants to be told of each stage: that costs a look into the component before every action.
    fn watches_stages(&self) -> bool {
        false
    }

    /// This stage of a job has begun.
    fn stage(&mut self, _stage: &str) {}
}

/// One connection: a session in an instance of its own, and the socket that it speaks through.
pub struct Session {
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
    /// How many stages of the job the caller was told of.
    stages_told: usize,
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
            instance,
            settings,
            handle,
            network,
            wire: Wire::default(),
            start: Instant::now(),
            outcome: Outcome::NotSent,
            fault: None,
            stages_told: 0,
        })
    }

    /// Does a job and reports. A component that fails on the way is a report too: `client-fault`.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem of the draft, the stamp or the recipient: nothing was sent.
    pub fn run(&mut self, job: Job, caller: &mut dyn Caller) -> Result<DeliveryReport, Error> {
        self.outcome = Outcome::NotSent;
        self.stages_told = 0;
        let (job, size) = self.prepare(job)?;
        match self.begin(&job).and_then(|()| self.pump(size, caller)) {
            Err(Error::Component(trap)) => {
                let report = self.fault(&trap);
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
        // It is no stage of the job, whose report is out.
        self.stages_told = usize::MAX;
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
            Job::Send { draft, stamp } => {
                let message = self.instance.build(&self.settings, &draft, &stamp)?;
                let message = message.map_err(Error::Invalid)?;
                drop(draft);
                let size = self.instance.size(message)?;
                (delivery::Job::Send(message), size)
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
            if caller.watches_stages() {
                self.tell_stages(caller)?;
            }
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

    fn tell_stages(&mut self, caller: &mut dyn Caller) -> Result<(), Error> {
        let report = self.report(Detail::Full)?;
        for reached in report.stages.iter().skip(self.stages_told) {
            caller.stage(&reached.stage);
        }
        self.stages_told = self.stages_told.max(report.stages.len());
        Ok(())
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
            // It tells nothing of the network, so it is as coarse as can be.
            return Ok(fault.clone());
        }
        self.instance.report(self.handle, detail)
    }

    /// The report of a job whose component failed.
    fn fault(&mut self, trap: &wasmtime::Error) -> DeliveryReport {
        self.wire.close(&self.network);
        let is_uncertain = self.outcome == Outcome::Uncertain;
        let first = if is_uncertain {
            "Look whether the message arrived before you send it again: the server may have taken it."
        } else {
            "Send it again. The server did not get the whole message."
        };
        DeliveryReport {
            outcome: if is_uncertain {
                Outcome::Uncertain
            } else {
                Outcome::NotSent
            },
            stages: Vec::new(),
            not_reached: Vec::new(),
            recipients: Vec::new(),
            diagnosis: Some(Diagnosis {
                cause: "client-fault".to_owned(),
                title: "The mail component failed".to_owned(),
                meaning: format!(
                    "It is a fault of this program, not of the server: {}.",
                    trap.root_cause()
                ),
                steps: vec![
                    first.to_owned(),
                    "If it happens again, report it with this text.".to_owned(),
                ],
                who: "you".to_owned(),
                retry: if is_uncertain {
                    Retry::MayDuplicate
                } else {
                    Retry::Later
                },
                link: None,
                reply: None,
            }),
            queue_id: None,
            advice: Vec::new(),
            warnings: Vec::new(),
            capabilities: Vec::new(),
            learned: String::new(),
            certificates: Vec::new(),
            transcript: Vec::new(),
        }
    }
}
