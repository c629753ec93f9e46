//! Whom to trust, and what a TLS handshake failed over.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore,
    SignatureScheme,
};

use crate::error::Error;

/// The certificates that vouch for servers: the system's, and those that were added.
#[derive(Clone, Debug)]
pub struct Trust {
    verifier: Option<Arc<WebPkiServerVerifier>>,
    added: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl Trust {
    /// The system's certificates, and those of a PEM text: an authority's, or the server's own.
    ///
    /// # Errors
    /// The text holds no certificate.
    pub fn with_pem(pem: &[u8]) -> Result<Self, Error> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match found {
            Ok(added) if added.is_empty() => Err(Error::Machine(
                "there is no certificate in it (-----BEGIN CERTIFICATE-----)".to_owned(),
            )),
            Ok(added) => Ok(Self::new(added)),
            Err(error) => Err(Error::Machine(error.to_string())),
        }
    }

    /// The system's certificates alone.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Vec::new())
    }

    fn new(added: Vec<CertificateDer<'static>>) -> Self {
        let mut roots = RootCertStore::empty();
        // What the system has and rustls cannot use is passed over.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(added.iter().cloned());
        let provider = Arc::new(ring::default_provider());
        let builder =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        // Without any certificate there is no verifier, and nobody is trusted.
        Self {
            verifier: builder.build().ok(),
            added,
            provider,
        }
    }

    /// The certificates that were added.
    #[must_use]
    pub fn added(&self) -> &[CertificateDer<'static>] {
        &self.added
    }

    /// The authorities, the system's and those that were added, for another kind of connection.
    pub(crate) fn roots(&self) -> Vec<CertificateDer<'static>> {
        let mut roots = rustls_native_certs::load_native_certs().certs;
        roots.extend(self.added.iter().cloned());
        roots
    }

    /// The cryptography.
    pub(crate) fn provider(&self) -> Arc<CryptoProvider> {
        Arc::clone(&self.provider)
    }

    /// A configuration for one handshake, and what will be seen in it.
    pub(crate) fn client_config(&self) -> Result<(ClientConfig, Arc<Seen>), rustls::Error> {
        let seen = Arc::new(Seen::default());
        let verifier = Recorder {
            trust: self.clone(),
            seen: Arc::clone(&seen),
        };
        let config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok((config, seen))
    }
}

/// The chain that a server presented, also where the handshake then failed.
#[derive(Debug, Default)]
pub struct Seen(Mutex<Vec<CertificateDer<'static>>>);

impl Seen {
    /// The chain, the server's own certificate first.
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Verifies as webpki does, and remembers what it was shown.
#[derive(Debug)]
struct Recorder {
    trust: Trust,
    seen: Arc<Seen>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = [end_entity].into_iter().chain(intermediates);
        *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner) = chain
            .map(|certificate| certificate.clone().into_owned())
            .collect();
        // The server's own certificate was added: it is the one we expect, whatever webpki holds against it (that it is its
        // own authority, or names nobody).
        if self.trust.added.iter().any(|added| added == end_entity) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.trust.verifier {
            Some(verifier) => verifier.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            ),
            None => Err(CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.trust.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.trust.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust
            .provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// The word of `io-failure.kind` for a failure of the network or of TLS.
pub fn failure_kind(error: &io::Error) -> &'static str {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match (inner, error.kind()) {
        (Some(error), _) => tls_failure_kind(error),
        (_, io::ErrorKind::ConnectionRefused) => "refused",
        (
            _,
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable,
        ) => "unreachable",
        (
            _,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof,
        ) => "reset",
        _ => "other",
    }
}

/// The same for an error of rustls.
pub fn tls_failure_kind(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => "certificate-expired",
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "certificate-name-mismatch"
            }
            _ => "certificate-untrusted",
        },
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => "tls-version",
        rustls::Error::InvalidMessage(_) => "not-tls",
        _ => "tls-handshake",
    }
}
