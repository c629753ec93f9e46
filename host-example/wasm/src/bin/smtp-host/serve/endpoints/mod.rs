//! The endpoints, a file for each subject, and what becomes of their failures.

mod detect;
mod host;
mod providers;
mod send;
mod settings;
mod test;

use centerscape_smtp_host::Error;
use hyper::Method;

use super::answer::Answer;
use super::dialog::Dialog;
use super::log;
use super::refusal::{Failure, Refusal};
use super::request::Request;

type Function = fn(&Dialog, &Request) -> Result<Answer, Failure>;

/// What answers one method of one path.
#[derive(Clone, Copy)]
pub struct Endpoint {
    answer: Function,
    /// Whether it does a job, which takes its time.
    pub is_job: bool,
}

impl Endpoint {
    /// The answer to a request, or what tells why there is none. It may block.
    pub fn answer(self, dialog: &Dialog, request: &Request) -> Answer {
        match (self.answer)(dialog, request) {
            Ok(answer) => answer,
            Err(Failure::Refusal(refusal)) => Answer::from(refusal),
            Err(Failure::Invalid(problems)) => dialog
                .engine
                .instantiate()
                .and_then(|mut instance| instance.problems_to_json(&problems))
                .map_or_else(|error| fault(&error), Answer::problems),
            Err(Failure::Fault(error)) => fault(&error),
        }
    }
}

fn fault(error: &Error) -> Answer {
    log::fault(error);
    Answer::from(Refusal::fault())
}

const fn usual(answer: Function) -> Endpoint {
    Endpoint {
        answer,
        is_job: false,
    }
}

const fn job(answer: Function) -> Endpoint {
    Endpoint {
        answer,
        is_job: true,
    }
}

/// All of them by path and method, the methods of a path in the order of the alphabet.
pub const ENDPOINTS: [(&str, Method, Endpoint); 8] = [
    ("/api/detect", Method::POST, job(detect::post)),
    ("/api/host", Method::GET, usual(host::get)),
    ("/api/providers", Method::GET, usual(providers::get)),
    ("/api/send", Method::POST, job(send::post)),
    ("/api/settings", Method::GET, usual(settings::get)),
    ("/api/settings", Method::PUT, usual(settings::put)),
    (
        "/api/settings/validate",
        Method::POST,
        usual(settings::validate),
    ),
    ("/api/test", Method::POST, job(test::post)),
];
