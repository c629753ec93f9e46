//! The interface `detection`.

use std::cell::RefCell;

use centerscape_smtp_core::detect as core;

use crate::Component;
use crate::bindings::exports::centerscape::smtp::detection::{
    DeliveryReport, Guest, GuestDetection, Lookup, Problem, Recommendation, Settings,
};
use crate::convert::{Convert, report_from};

impl Guest for Component {
    type Detection = Detection;
}

/// The resource `detection`.
pub struct Detection(RefCell<core::Detection>);

impl Convert<Detection> for core::Detection {
    fn convert(self) -> Detection {
        Detection(RefCell::new(self))
    }
}

impl GuestDetection for Detection {
    fn new(input: String, ports: String, base: Settings) -> Result<Self, Vec<Problem>> {
        core::Detection::new(&input, &ports, &base.convert()).convert()
    }

    fn lookups(&self) -> Vec<Lookup> {
        self.0.borrow().lookups().convert()
    }

    fn add_records(&self, name: String, records: Vec<String>) {
        self.0.borrow_mut().add_records(&name, &records);
    }

    fn next(&self) -> Option<Settings> {
        self.0.borrow().next().convert()
    }

    fn add(&self, report: DeliveryReport) {
        self.0.borrow_mut().add(&report_from(report));
    }

    fn recommendation(&self) -> Recommendation {
        self.0.borrow().recommendation().convert()
    }

    fn to_json(&self) -> String {
        self.0.borrow().recommendation().to_json()
    }
}
