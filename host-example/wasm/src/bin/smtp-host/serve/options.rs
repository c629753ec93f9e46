//! What the server is told at its start.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use centerscape_smtp_host::{private_file, regular_file};
use zeroize::Zeroizing;

use crate::args::{Serve, usage_error};
use crate::input;

/// The certificates that are trusted beside the system's lie beside the settings under this name.
pub const TRUSTED: &str = "smtp-trusted.pem";

const SHORTEST_TOKEN: usize = 32;

/// What the server is told at its start.
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the settings are kept.
    pub settings: PathBuf,
    /// What every request to an endpoint must carry.
    pub token: Option<Zeroizing<String>>,
    /// The certificates to trust too; the file may be absent.
    pub ca: PathBuf,
    /// How bearer tokens are obtained.
    pub oauth: Option<PathBuf>,
    /// Where jobs may connect to, as JSON; `None` for the component's default.
    pub destinations: Option<String>,
    /// Whether reports tell nothing of the network.
    pub is_redacted: bool,
}

impl Options {
    /// Those of the command line.
    pub fn read(args: &Serve) -> Result<Self, String> {
        let ca = match &args.ca {
            Some(ca) => ca.clone(),
            None => args.settings.with_file_name(TRUSTED),
        };
        let destinations = args.destinations.as_deref().map(|file| {
            let text = input::read_text(file);
            text.unwrap_or_else(|why| usage_error(&format!("--destinations takes a file: {why}")))
        });
        Ok(Self {
            listen: args.listen,
            settings: args.settings.clone(),
            token: args.token_file.as_deref().map(token).transpose()?,
            oauth: args.oauth.clone(),
            destinations,
            is_redacted: args.redacted,
            ca,
        })
    }
}

/// The token of a file that only its owner can read.
fn token(path: &Path) -> Result<Zeroizing<String>, String> {
    let shown = path.display();
    let failed = |error: std::io::Error| format!("{shown}: {error}");
    if private_file::is_exposed(path).map_err(failed)? {
        usage_error(&format!(
            "{shown}: others can read it. Run: chmod 600 {shown}"
        ));
    }
    let text = Zeroizing::new(regular_file::read_text(path, input::MOST_TEXT).map_err(failed)?);
    let token = text.trim();
    if token.len() < SHORTEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        usage_error(&format!(
            "{shown}: it takes one line of at least 32 ASCII characters without spaces. Run: (umask 077; openssl rand -hex 32 > {shown})"
        ));
    }
    Ok(Zeroizing::new(token.to_owned()))
}
