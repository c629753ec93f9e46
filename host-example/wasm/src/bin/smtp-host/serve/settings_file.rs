//! The settings file: read and replaced as a whole, for its owner only.

use std::io;
use std::path::PathBuf;

use centerscape_smtp_host::{private_file, regular_file};
use hyper::StatusCode;
use zeroize::Zeroizing;

use super::refusal::Refusal;

const LARGEST: u64 = 4 << 20;

/// The settings file.
pub struct SettingsFile(PathBuf);

impl SettingsFile {
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The bytes; `None` where there is no file.
    pub fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
        let unreadable = |_| {
            failure(
                "settings-file.unreadable",
                "The settings file cannot be read. Look at its folder and its permissions.",
            )
        };
        let is_exposed = match private_file::is_exposed(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            found => found.map_err(unreadable)?,
        };
        if is_exposed {
            return Err(failure(
                "settings-file.exposed",
                "Others than its owner can read the settings file, and it holds the password. Run chmod 600 on it.",
            ));
        }
        if regular_file::size(&self.0).map_err(unreadable)? > LARGEST {
            return Err(failure(
                "settings-file.damaged",
                "The settings file is larger than settings can be. Mend it, or move it away to start afresh.",
            ));
        }
        let bytes = regular_file::read(&self.0, LARGEST).map_err(unreadable)?;
        Ok(Some(Zeroizing::new(bytes)))
    }

    /// Replaces the content.
    pub fn replace(&self, bytes: &[u8]) -> Result<(), Refusal> {
        private_file::replace(&self.0, bytes).map_err(|_| {
            failure(
                "settings-file.unwritable",
                "The settings file cannot be written. Look at its folder, its permissions and the free space.",
            )
        })
    }
}

/// A damaged file, and what is wrong with it.
pub fn damaged(what: &str) -> Refusal {
    let end = if what.ends_with('.') { "" } else { "." };
    failure(
        "settings-file.damaged",
        &format!(
            "The settings file is damaged: {what}{end} It is left as it is: mend it, or move it away to start afresh."
        ),
    )
}

fn failure(code: &'static str, message: &str) -> Refusal {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, code, message)
}
