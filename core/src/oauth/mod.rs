//! Bearer tokens from an OAuth 2 server (RFC 6749), for a mailbox that takes no passwords: by client credentials (section 4.4)
//! or by a refresh token (section 6).
//!
//! A host reads its [`Configuration`], POSTs the [`TokenRequest`] and has the [`Answer`] read. The POST itself, the file with the
//! refresh token and the lock around both are the host's: a refresh token may be good for one request only.

mod answer;
mod configuration;
mod request;

pub use answer::{Answer, Token};
pub use configuration::{ClientAuthentication, Configuration, Grant};
pub use request::{Header, Secrets, TokenRequest};

/// Whether it can be a token: visible ASCII without spaces (RFC 6750, section 2.1).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
