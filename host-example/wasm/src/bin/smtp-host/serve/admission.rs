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
pub fn methods(path: &str) -> Vec<(Method, Endpoint)> {
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
