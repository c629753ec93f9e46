//! The endpoints, a file for each subject.

mod detect;
mod host;
mod providers;
mod send;
mod settings;
mod test;

use hyper::Method;

use super::answer::Answer;
use super::dialog::Dialog;
use super::refusal::Failure;
use super::request::Request;

type Function = fn(&Dialog, &Request) -> Result<Answer, Failure>;

/// What answers one method of one path.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// Answers a request. It may block.
    pub answer: Function,
    /// Whether it does a job, which takes its time.
    pub is_job: bool,
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
