//! Replies of a server (RFC 5321, section 4.2).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

/// A server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Reply {
    /// The three-digit code, 200 to 599.
    pub code: u16,
    /// The enhanced status code, such as `5.7.1` (RFC 3463), where the first line has one.
    pub enhanced: Option<String>,
    /// The text of each line without codes, controls stripped.
    pub lines: Vec<String>,
}
