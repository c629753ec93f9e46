//! Reports: what came of a job, by accessor and as JSON.

use std::ffi::{CString, c_char};
use std::ptr;

use centerscape_smtp_core::session::{DeliveryReport, Stage};

use crate::failure::Status;
pub use crate::numbers::cs_smtp_outcome;
use crate::objects;

use super::error::c_text;
use super::handle;
use super::output::IntoC;

/// What came of a job. It never changes; any number of threads may read it until it is freed. Its texts are valid until then.
pub struct cs_smtp_report {
    _opaque: [u8; 0],
}

struct Report {
    outcome: cs_smtp_outcome,
    outcome_name: CString,
    stage: CString,
    cause: CString,
    certainty: CString,
    retry: CString,
    title: CString,
    meaning: CString,
    steps: CString,
    json: CString,
}

impl IntoC<*mut cs_smtp_report> for DeliveryReport {
    fn into_c(self) -> *mut cs_smtp_report {
        let diagnosis = self.diagnosis.as_ref();
        let report = Report {
            outcome: self.outcome.into(),
            outcome_name: c_text(self.outcome.name()),
            stage: c_text(self.failed_stage().map_or("", Stage::name)),
            cause: c_text(diagnosis.map_or("", |found| &found.cause)),
            certainty: c_text(diagnosis.map_or("", |found| found.certainty.name())),
            retry: c_text(diagnosis.map_or("", |found| found.retry.name())),
            title: c_text(diagnosis.map_or("", |found| &found.title)),
            meaning: c_text(diagnosis.map_or("", |found| &found.meaning)),
            steps: c_text(&diagnosis.map_or_else(String::new, |found| found.steps.join("\n"))),
            json: c_text(&self.to_json()),
        };
        objects::insert(report).into_c()
    }
}

fn read_text(report: *const cs_smtp_report, text: fn(&Report) -> &CString) -> *const c_char {
    handle::read(handle::number(report), |report| text(report).as_ptr()).unwrap_or(ptr::null())
}

/// The outcome; `CS_SMTP_OUTCOME_NONE` where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_outcome(report: *const cs_smtp_report) -> cs_smtp_outcome {
    handle::read(handle::number(report), |report: &Report| report.outcome)
        .unwrap_or(cs_smtp_outcome::None)
}

/// The outcome's name, such as `partly-accepted`; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_outcome_name(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.outcome_name)
}

/// The name of the first stage that failed, such as `auth`: `dns`, `connect`, `tls`, `greeting`, `ehlo`, `starttls`, `auth`, `mail`, `rcpt`,
/// `data`, `body` or `quit`. Empty where none failed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_stage(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.stage)
}

/// The code of the cause, an open set: `bad-credentials`, `relay-denied`, ... Empty where nothing failed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_cause(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.cause)
}

/// How sure the cause is: `stated`, `likely` or `by-stage`. Empty where nothing failed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_certainty(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.certainty)
}

/// Whether the same message may be sent again: `no-need`, `later`, `after-change` or `may-duplicate`. Empty where nothing failed; NULL where
/// the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_retry(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.retry)
}

/// What happened, in one line. Empty where nothing failed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_title(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.title)
}

/// What it means. Empty where nothing failed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_meaning(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.meaning)
}

/// What to do, a line for each step. Empty where nothing failed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_steps(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.steps)
}

/// The whole report as JSON: outcome, stages, stages not reached, recipients, diagnosis, queue id, advice, warnings, capabilities, certificates, transcript. NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_json(report: *const cs_smtp_report) -> *const c_char {
    read_text(report, |report| &report.json)
}

/// Frees a report. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_report_free(report: *mut cs_smtp_report) -> Status {
    handle::free::<Report>(handle::number(report))
}
