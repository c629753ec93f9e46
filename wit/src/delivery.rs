//! The interface `delivery`.

use std::cell::RefCell;

use centerscape_smtp_core::destination::Destinations;
use centerscape_smtp_core::{entropy, session as core};

use crate::Component;
use crate::bindings::exports::centerscape::smtp::delivery::{
    BeginError, DeliveryReport, Detail, Event, Guest, GuestSession, Job, Message as MessageHandle,
    Misuse, Outcome, Problem, Settings, Step,
};
use crate::convert::{Convert, job_from, report_from, with_event};

impl Guest for Component {
    type Session = Session;

    fn client_fault(last: Outcome, text: String) -> DeliveryReport {
        core::DeliveryReport::client_fault(last.convert(), &text).convert()
    }

    fn to_json(report: DeliveryReport) -> String {
        report_from(report).to_json()
    }
}

/// The resource `session`.
pub struct Session(RefCell<core::Session>);

impl Convert<Session> for core::Session {
    fn convert(self) -> Session {
        Session(RefCell::new(self))
    }
}

impl GuestSession for Session {
    fn new(settings: Settings, entropy: Vec<u8>) -> Result<Self, Vec<Problem>> {
        entropy::from_slice(&entropy)
            .and_then(|entropy| core::Session::new(settings.convert(), entropy))
            .convert()
    }

    fn restrict_to(&self, destinations: String) -> Result<(), Vec<Problem>> {
        let destinations = Destinations::from_json(&destinations).map_err(Convert::convert)?;
        self.0.borrow_mut().restrict_to(destinations);
        Ok(())
    }

    fn recall(&self, learned: String) -> Result<(), Vec<Problem>> {
        let learned = core::Learned::parse(&learned).map_err(Convert::convert)?;
        self.0.borrow_mut().recall(learned);
        Ok(())
    }

    fn confirm_transactions(&self) {
        self.0.borrow_mut().confirm_transactions();
    }

    fn begin(&self, job: Job) -> Result<(), BeginError> {
        job_from(job)
            .and_then(|job| self.0.borrow_mut().begin(job))
            .map_err(Convert::convert)
    }

    fn advance(&self, event: Event, now_ms: u64) -> Result<Step, Misuse> {
        let mut session = self.0.borrow_mut();
        with_event(event, |event| session.advance(event, now_ms).convert())
    }

    fn outcome(&self) -> Outcome {
        self.0.borrow().outcome().convert()
    }

    fn report(&self, detail: Detail) -> DeliveryReport {
        let report = self.0.borrow().report();
        let report = match detail {
            Detail::Full => report,
            Detail::Redacted => report.redacted(),
        };
        report.convert()
    }

    fn is_stale(&self) -> bool {
        self.0.borrow().is_stale()
    }

    fn reclaim(&self) -> Option<MessageHandle> {
        self.0.borrow_mut().reclaim().convert()
    }
}
