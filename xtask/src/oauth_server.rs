//! The OAuth 2 server of the tests.

use anyhow::Result;

use crate::shell::root;
use crate::tools::{node, npm_packages};

/// Installs Node and the packages of `tests/oauth-server`, where `smtp_oauth_server::Servers` looks for them.
pub fn install() -> Result<()> {
    node()?;
    npm_packages(&root().join("tests/oauth-server/server"), "oauth-server").map(drop)
}
