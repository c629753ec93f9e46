//! Certificates made on the spot: a certification authority of our own and a server certificate for loopback.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// Which certificate a server shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// For `localhost` and `127.0.0.1`, signed by an authority of its own.
    #[default]
    Trusted,
    /// As [`Trusted`](Self::Trusted), but its time is over.
    Expired,
    /// As [`Trusted`](Self::Trusted), but for `other.example`.
    WrongName,
    /// Signed by itself and marked as an authority, which is what `openssl req -x509` makes.
    SelfSigned,
    /// Signed by itself, its name only in the common name, which is what `keytool -genkeypair` makes.
    CommonNameOnly,
}

/// A certificate with its key.
#[derive(Clone)]
pub struct Issued {
    /// What a client adds to its trusted certificates: the authority's certificate, or the self-signed one itself; PEM.
    pub ca_pem: String,
    /// The server's own certificate, PEM.
    pub certificate_pem: String,
    /// Its private key, PKCS #8 in PEM.
    pub key_pem: String,
    /// The server's own certificate, DER.
    pub certificate_der: Vec<u8>,
    /// Its private key, PKCS #8 in DER.
    pub key_der: Vec<u8>,
}

/// Makes a new key and certificate of this kind.
///
/// # Errors
/// The random source or the signature failed.
pub fn issue(kind: Certificate) -> Result<Issued, rcgen::Error> {
    let key = KeyPair::generate()?;
    let params = leaf(kind)?;
    let (certificate, ca_pem) = match kind {
        Certificate::SelfSigned | Certificate::CommonNameOnly => {
            let certificate = params.self_signed(&key)?;
            let pem = certificate.pem();
            (certificate, pem)
        }
        Certificate::Trusted | Certificate::Expired | Certificate::WrongName => {
            let authority_key = KeyPair::generate()?;
            let authority = authority()?;
            let ca_pem = authority.self_signed(&authority_key)?.pem();
            let certificate = params.signed_by(&key, &Issuer::new(authority, authority_key))?;
            (certificate, ca_pem)
        }
    };
    Ok(Issued {
        ca_pem,
        certificate_pem: certificate.pem(),
        key_pem: key.serialize_pem(),
        certificate_der: certificate.der().to_vec(),
        key_der: key.serialize_der(),
    })
}

fn leaf(kind: Certificate) -> Result<CertificateParams, rcgen::Error> {
    let names: &[&str] = match kind {
        Certificate::WrongName => &["other.example"],
        Certificate::CommonNameOnly => &[],
        Certificate::Trusted | Certificate::Expired | Certificate::SelfSigned => {
            &["localhost", "127.0.0.1"]
        }
    };
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names.clone())?;
    let common_name = names.first().map_or("localhost", String::as_str);
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params.not_before = date_time_ymd(2020, 1, 1);
    let last_year = if kind == Certificate::Expired {
        2021
    } else {
        2049
    };
    params.not_after = date_time_ymd(last_year, 12, 31);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    if kind == Certificate::SelfSigned {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn authority() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Test authority on loopback");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}
