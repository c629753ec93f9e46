//! Who may ask.
//!
//! A browser on this machine also runs pages of others. They can send requests here (`Origin`, `Sec-Fetch-Site` and the own header tell
//! them apart) and can give a name of theirs this machine's address (then `Host` is that name).

use std::net::Ipv4Addr;

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::refusal::Refusal;

/// The header that only a page of ours, or a program, can send without being asked first.
const DIALOG_HEADER: &str = "centerscape-dialog";

/// Who may ask.
pub struct Guard {
    authorization: Option<Zeroizing<String>>,
}

impl Guard {
    /// `token` is what every request to an endpoint must carry; without one, requests are taken under a name of this machine only.
    pub fn new(token: Option<&str>) -> Self {
        Self {
            authorization: token.map(|token| Zeroizing::new(format!("Bearer {token}"))),
        }
    }

    /// Refuses a request to an endpoint of somebody who may not ask.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        let is_read = method == Method::GET;
        let host = self.check_host(headers)?;
        check_origin(headers, host, is_read)?;
        self.check_token(headers)?;
        let is_writing = method == Method::PUT || method == Method::POST;
        if is_writing && single(headers, &HeaderName::from_static(DIALOG_HEADER)) != Some("1") {
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "header.missing",
                "The request takes the header Centerscape-Dialog: 1.",
            ));
        }
        Ok(())
    }

    /// Refuses a request under a foreign name: that rule holds for the files of the page, too.
    pub fn check_host<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, Refusal> {
        single(headers, &header::HOST)
            .filter(|host| self.authorization.is_some() || is_this_machine(host))
            .ok_or_else(|| {
                Refusal::new(
                    StatusCode::FORBIDDEN,
                    "host.foreign",
                    "This is not a name of this machine. Use http://localhost or http://127.0.0.1.",
                )
            })
    }

    fn check_token(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(authorization) = &self.authorization else {
            return Ok(());
        };
        let given = single(headers, &header::AUTHORIZATION).unwrap_or_default();
        // In constant time: how long a comparison takes must not tell how much of a guess is right.
        if bool::from(given.as_bytes().ct_eq(authorization.as_bytes())) {
            return Ok(());
        }
        let refusal = Refusal::new(
            StatusCode::UNAUTHORIZED,
            "token.required",
            "The request takes the token of this server, Authorization: Bearer <token>.",
        );
        Err(refusal.with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
    }
}

fn check_origin(headers: &HeaderMap, host: &str, is_read: bool) -> Result<(), Refusal> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let mut sites = headers.get_all("sec-fetch-site").iter();
    let is_own_origin = origins.all(|origin| is_origin_of(origin, host));
    let is_own_site = sites.all(|site| site == "same-origin" || (is_read && site == "none"));
    if is_own_origin && is_own_site {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "origin.foreign",
        "A page of another origin may not ask here.",
    ))
}

/// Whether it is `http://` or `https://` followed by exactly this host, ASCII case aside.
fn is_origin_of(origin: &HeaderValue, host: &str) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    ["http://", "https://"].iter().any(|scheme| {
        origin
            .split_at_checked(scheme.len())
            .is_some_and(|(own, rest)| {
                own.eq_ignore_ascii_case(scheme) && rest.eq_ignore_ascii_case(host)
            })
    })
}

/// Whether a `Host` names this machine itself: `localhost`, 127.0.0.0/8 or `[::1]`, with or without a port.
fn is_this_machine(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, port),
        _ => (host, "0"),
    };
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = name.eq_ignore_ascii_case("localhost")
        || name == "[::1]"
        || name
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback());
    is_port && is_name
}

/// A header that stands there once, in ASCII.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
