//! The POST to a token endpoint, over HTTPS.

use std::time::Duration;

use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::bindings::oauth::TokenRequest;
use crate::error::Error;
use crate::tls::Trust;

/// Sends the request, and gives the status and the body of what came back.
pub(super) fn post(request: &TokenRequest, trust: &Trust) -> Result<(u16, Vec<u8>), Error> {
    let failed = |error: ureq::Error| {
        let url = &request.url;
        Error::Token(format!(
            "the OAuth 2 server cannot be asked at {url}: {error}"
        ))
    };
    let mut post = agent(request, trust).post(&request.url);
    for header in &request.headers {
        post = post.header(&header.name, &header.value);
    }
    let mut response = post.send(request.body.as_bytes()).map_err(failed)?;
    let body = response.body_mut().with_config();
    let body = body.limit(request.max_answer_bytes.into()).read_to_vec();
    Ok((response.status().as_u16(), body.map_err(failed)?))
}

fn agent(request: &TokenRequest, trust: &Trust) -> ureq::Agent {
    let certificates = trust.roots();
    let roots = certificates
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(roots.collect::<Vec<_>>().into()))
        .unversioned_rustls_crypto_provider(trust.provider())
        .build();
    let mut agent = ureq::Agent::config_builder()
        .tls_config(tls)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_millis(request.timeout_ms.into())));
    if request.is_loopback {
        agent = agent.proxy(None);
    }
    agent.build().new_agent()
}
