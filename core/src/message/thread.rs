//! The ids that make mails of one incident a thread (RFC 5322, section 3.6.4).

use alloc::string::String;

use sha2::{Digest, Sha256};

/// Appends lower-case hexadecimal digits.
pub(crate) fn append_hex(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
}

/// A message id: `<hex@domain>`.
pub(crate) fn message_id(bytes: &[u8], domain: &str) -> String {
    let mut id = String::with_capacity(bytes.len() * 2 + domain.len() + 3);
    id.push('<');
    append_hex(bytes, &mut id);
    id.push('@');
    id.push_str(domain);
    id.push('>');
    id
}

/// The id of a mail that was never sent, and that every mail of the incident answers: no state is needed to know it.
pub(crate) fn incident_root(incident: &str, domain: &str) -> String {
    let domain = domain.to_ascii_lowercase();
    let mut hash = Sha256::new();
    hash.update(domain.as_bytes());
    hash.update([0]);
    hash.update(incident.as_bytes());
    let digest = hash.finalize();
    message_id(digest.get(..16).unwrap_or_default(), &domain)
}
