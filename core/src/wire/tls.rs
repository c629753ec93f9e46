//! What a host tells of its TLS.

use alloc::string::String;
use alloc::vec::Vec;

use encodify::pem;
use serde::{Serialize, Serializer};

/// A certificate that a server presented. A host fills in what it knows; only the fingerprint is worth a report alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The certificate itself, DER. JSON has it as `pem`, where it is known.
    #[serde(
        rename = "pem",
        serialize_with = "as_pem",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub der: Vec<u8>,
    /// Whom it names.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The names and addresses that it is valid for.
    pub names: Vec<String>,
    /// Valid from, seconds since 1970-01-01 UTC.
    pub not_before: i64,
    /// Valid to, seconds since 1970-01-01 UTC.
    pub not_after: i64,
    /// The SHA-256 fingerprint, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// What a TLS handshake led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsInfo {
    /// The protocol version, such as `TLSv1.3`.
    pub version: String,
    /// The cipher suite.
    pub cipher: String,
    /// The certificates, the server's own first.
    pub chain: Vec<Certificate>,
}

/// A certificate as people and keystores take it (RFC 7468, section 5).
fn as_pem<S: Serializer>(der: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&pem::STANDARD.encode("CERTIFICATE", der))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_certificate_is_written_as_pem_and_an_unknown_one_is_not() {
        let json = |der: &[u8]| {
            let certificate = Certificate {
                der: der.to_vec(),
                ..Certificate::default()
            };
            serde_json::to_value(certificate).unwrap()
        };
        let line = "A".repeat(64);
        assert_eq!(
            json(&[0; 50])["pem"],
            alloc::format!(
                "-----BEGIN CERTIFICATE-----\n{line}\nAAA=\n-----END CERTIFICATE-----\n"
            )
        );
        assert!(json(&[]).get("pem").is_none());
    }
}
