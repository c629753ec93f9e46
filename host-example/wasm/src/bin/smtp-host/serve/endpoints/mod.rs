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

/// What answers one method of one path. It may block.
pub type Endpoint = fn(&Dialog, &Request) -> Result<Answer, Failure>;

/// All of them by path and method, the methods of a path in the order of the alphabet.
pub const ENDPOINTS: [(&str, Method, Endpoint); 8] = [
    ("/api/detect", Method::POST, detect::post),
    ("/api/host", Method::GET, host::get),
    ("/api/providers", Method::GET, providers::get),
    ("/api/send", Method::POST, send::post),
    ("/api/settings", Method::GET, settings::get),
    ("/api/settings", Method::PUT, settings::put),
    ("/api/settings/validate", Method::POST, settings::validate),
    ("/api/test", Method::POST, test::post),
];
