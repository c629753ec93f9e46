//! The certificates that the servers show.

use smtp_scripted_server::certificates::{Certificate, Issued, issue};

use crate::Error;

/// A certificate of each kind, with its key.
pub(crate) struct Certificates(Vec<(Certificate, Issued)>);

impl Certificates {
    /// Issues them.
    pub(crate) fn new() -> Result<Self, Error> {
        let kinds = [
            Certificate::Trusted,
            Certificate::Expired,
            Certificate::WrongName,
            Certificate::SelfSigned,
        ];
        let issued: Result<Vec<_>, _> = kinds
            .into_iter()
            .map(|kind| issue(kind).map(|issued| (kind, issued)))
            .collect();
        issued
            .map(Self)
            .map_err(|error| Error::new(format!("making certificates: {error}")))
    }

    /// Each certificate as a file: its name, and key and certificate in PEM.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().map(|(kind, issued)| {
            (
                file(*kind),
                issued.key_pem.clone() + &issued.certificate_pem,
            )
        })
    }

    /// The authorities behind all of them but the self-signed one; PEM.
    pub(crate) fn ca_pem(&self) -> String {
        self.0
            .iter()
            .filter(|(kind, _)| *kind != Certificate::SelfSigned)
            .map(|(_, issued)| issued.ca_pem.as_str())
            .collect()
    }
}

/// The name of the file with this certificate.
pub(crate) const fn file(kind: Certificate) -> &'static str {
    match kind {
        Certificate::Trusted => "trusted.pem",
        Certificate::Expired => "expired.pem",
        Certificate::WrongName => "wrong-name.pem",
        Certificate::SelfSigned | Certificate::CommonNameOnly => "self-signed.pem",
    }
}
