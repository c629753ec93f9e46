//! Bearer tokens from an OAuth 2 server.

use centerscape_smtp_core::oauth::{Answer, Configuration, Secrets};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// A configuration, read and written as JSON.
///
/// # Errors
/// Every problem of the text.
pub fn configuration(text: &str) -> Result<String, Failure> {
    Ok(Configuration::parse(text)?.to_json())
}

/// Whether tokens are for the mail server of this name.
///
/// # Errors
/// Every problem of the configuration.
pub fn is_for(configuration: &str, hostname: &str) -> Result<bool, Failure> {
    Ok(Configuration::parse(configuration)?.is_for(hostname))
}

/// The request for a token, as JSON.
///
/// # Errors
/// Every problem of the configuration and the secrets.
pub fn request(configuration: &str, secrets: &Secrets) -> Result<Zeroizing<String>, Failure> {
    let request = Configuration::parse(configuration)?.request(secrets)?;
    Ok(request.to_json())
}

/// The token of an answer, as JSON.
///
/// # Errors
/// Every problem of the configuration; why there is no token.
pub fn token(
    configuration: &str,
    secrets: &Secrets,
    answer: &Answer<'_>,
) -> Result<Zeroizing<String>, Failure> {
    let token = Configuration::parse(configuration)?.token(secrets, answer)?;
    Ok(token.to_json())
}
