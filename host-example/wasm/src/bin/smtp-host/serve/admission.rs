//! Which request is answered by what: the guard, the path, the method, in this order.

use hyper::header::{self, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::dialog::Dialog;
use super::endpoints::{ENDPOINTS, Endpoint};
use super::page::PageFile;
use super::refusal::Refusal;

/// What answers a request.
pub enum Admitted<'a> {
    /// An endpoint.
    Endpoint(Endpoint),
    /// A file of the page.
    Page(&'a PageFile),
}

impl Dialog {
    /// What answers this request, or why nothing does.
    pub fn admit(&self, request: &Parts) -> Result<Admitted<'_>, Refusal> {
        let path = path(request);
        if let Some(file) = self.page.find(path) {
            // A link from elsewhere may open the page; it holds no secret.
            self.guard.check_host(&request.headers)?;
            return if request.method == Method::GET {
                Ok(Admitted::Page(file))
            } else {
                Err(not_allowed("GET"))
            };
        }
        self.guard.check(&request.method, &request.headers)?;
        let methods = methods(path);
        let endpoint = methods.iter().find(|(own, _)| *own == request.method);
        match endpoint {
            Some((_, endpoint)) => Ok(Admitted::Endpoint(*endpoint)),
            None if methods.is_empty() => Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "path.unknown",
                "There is no such endpoint.",
            )),
            None => {
                let names: Vec<_> = methods.iter().map(|(own, _)| own.as_str()).collect();
                Err(not_allowed(&names.join(", ")))
            }
        }
    }

    /// Method and path for the log, where they are known here: what else a client asks for may hold anything.
    pub fn describe(&self, request: &Parts) -> String {
        let path = path(request);
        let methods = if self.page.find(path).is_some() {
            vec![Method::GET]
        } else {
            methods(path).into_iter().map(|(own, _)| own).collect()
        };
        if methods.is_empty() {
            "- -".to_owned()
        } else if methods.contains(&request.method) {
            format!("{} {path}", request.method)
        } else {
            format!("- {path}")
        }
    }
}

/// The path as it was sent; a whole URL in its place is none.
fn path(request: &Parts) -> &str {
    match request.uri.authority() {
        Some(_) => "",
        None => request.uri.path(),
    }
}

/// The methods of a path, and what answers each.
fn methods(path: &str) -> Vec<(Method, Endpoint)> {
    let own = ENDPOINTS.iter().filter(|(own, _, _)| *own == path);
    own.map(|(_, method, endpoint)| (method.clone(), *endpoint))
        .collect()
}

fn not_allowed(methods: &str) -> Refusal {
    let refusal = Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method.not-allowed",
        "This endpoint does not take this method.",
    );
    match HeaderValue::from_str(methods) {
        Ok(methods) => refusal.with(header::ALLOW, methods),
        Err(_) => refusal,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test may stop at the first surprise"
    )]

    use super::*;

    use centerscape_smtp_host::{Engine, Host, Limits};
    use hyper::header::HeaderMap;

    use crate::embedded;
    use crate::serve::log::Line;
    use crate::serve::options::Options;
    use crate::serve::request::{Received, Request};

    /// A component with less memory than a form may need.
    fn engine() -> Engine {
        let limits = Limits {
            memory_bytes: 3 << 20,
            ..Limits::default()
        };
        let engine = embedded::component("host.wasm").expect("run: cargo xtask component");
        let host = Host::new(limits).unwrap();
        host.load_engine(engine).unwrap()
    }

    fn validate(dialog: &Dialog, form: &str) -> StatusCode {
        let (_, endpoint) = methods("/api/settings/validate").remove(0);
        let json = HeaderValue::from_static("application/json");
        let request = Request {
            client: [127, 0, 0, 1].into(),
            headers: HeaderMap::from_iter([(header::CONTENT_TYPE, json)]),
            received: Received::of(form),
        };
        let answer = endpoint.answer(dialog, &request);
        answer.send(Line::begin("test".to_owned()), false).status()
    }

    #[test]
    fn a_component_that_fails_costs_one_answer() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            listen: ([127, 0, 0, 1], 0).into(),
            settings: folder.path().join("settings.json"),
            token: None,
            ca: folder.path().join("trusted.pem"),
            oauth: None,
            destinations: None,
            is_redacted: false,
        };
        let dialog = Dialog::new(engine(), options).unwrap();
        let large = format!("{{\"hostname\":\"{}\"}}", "a".repeat(1_000_000));
        assert_eq!(validate(&dialog, "{}"), StatusCode::OK);
        assert_eq!(validate(&dialog, &large), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(validate(&dialog, "{}"), StatusCode::OK);
    }
}
