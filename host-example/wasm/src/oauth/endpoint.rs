//! The request to a token endpoint, over HTTPS.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ureq::http::{StatusCode, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use zeroize::Zeroizing;

use super::configuration::{ClientAuthentication, is_loopback};
use super::error::Error;
use crate::Trust;

/// How long the whole request may take. The mail server waits meanwhile, some minutes by RFC 5321.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most bytes of an answer that are read: a token has some thousands at most.
const LONGEST_ANSWER: u64 = 256 * 1024;

/// Who asks.
pub(super) struct Client<'a> {
    pub(super) id: &'a str,
    pub(super) secret: Option<&'a str>,
    pub(super) authentication: ClientAuthentication,
}

/// A URL that gives tokens.
pub(super) struct Endpoint {
    uri: Uri,
    agent: ureq::Agent,
}

impl Endpoint {
    pub(super) fn new(uri: &Uri, trust: &Trust) -> Self {
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
            // A redirect would carry the secret to somebody else.
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE));
        if is_loopback(uri) {
            agent = agent.proxy(None);
        }
        Self {
            uri: uri.clone(),
            agent: agent.build().new_agent(),
        }
    }

    /// Posts the form as this client, and answers what came back.
    pub(super) fn post<'a>(
        &self,
        mut form: Vec<(&'a str, &'a str)>,
        client: &Client<'a>,
    ) -> Result<(StatusCode, Zeroizing<Vec<u8>>), Error> {
        let mut request = self
            .agent
            .post(&self.uri)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded");
        match (client.authentication, client.secret) {
            (ClientAuthentication::Basic, Some(secret)) => {
                let credentials = [encoded(client.id), encoded(secret)];
                let credentials = Zeroizing::new(BASE64.encode(credentials.join(":")));
                request = request.header("Authorization", format!("Basic {}", *credentials));
            }
            (ClientAuthentication::Post, Some(secret)) => {
                form.push(("client_id", client.id));
                form.push(("client_secret", secret));
            }
            // A public client has only its name.
            (_, None) => form.push(("client_id", client.id)),
        }
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = Zeroizing::new(body.extend_pairs(form).finish());
        let failed = |error: ureq::Error| Error::Unreachable {
            endpoint: self.uri.to_string(),
            why: error.to_string(),
        };
        let mut response = request.send(body.as_bytes()).map_err(failed)?;
        let body = response.body_mut().with_config().limit(LONGEST_ANSWER);
        let body = Zeroizing::new(body.read_to_vec().map_err(failed)?);
        Ok((response.status(), body))
    }
}

/// A name or secret as it stands in HTTP Basic (RFC 6749, section 2.3.1).
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
