//! The file that a refresh token is kept in.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::error::Error;
use crate::{private_file, regular_file};

/// One line with a refresh token, for its owner only.
pub(super) struct RefreshTokenFile(pub(super) PathBuf);

impl RefreshTokenFile {
    /// What stands there now. Whether it is a token is the component's to say.
    pub(super) fn read(&self) -> Result<String, Error> {
        let text = regular_file::read_text(&self.0, super::MOST);
        let text = text.map_err(|error| self.failed(&error.to_string()))?;
        if private_file::is_exposed(&self.0).map_err(|error| self.failed(&error.to_string()))? {
            let hint = format!("others can read it. Run: chmod 600 {}", self.0.display());
            return Err(self.failed(&hint));
        }
        Ok(text)
    }

    /// Puts another token in its place: at every moment the file holds the one or the other.
    pub(super) fn replace(&self, token: &str) -> Result<(), Error> {
        let line = Zeroizing::new(format!("{token}\n"));
        private_file::replace(&self.0, line.as_bytes()).map_err(|error| {
            self.failed(&format!(
                "the server gave a new refresh token, which cannot be kept ({error}). The old one may be good for nothing now: make the folder writable, and sign in again"
            ))
        })
    }

    fn failed(&self, why: &str) -> Error {
        let path = self.0.display();
        Error::Token(format!("the refresh token's file {path}: {why}"))
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    fn file(folder: &tempfile::TempDir, text: &str, mode: u32) -> RefreshTokenFile {
        let path = folder.path().join("token");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        RefreshTokenFile(path)
    }

    #[test]
    fn a_token_is_replaced_whole_and_stays_private() {
        let folder = tempfile::tempdir().unwrap();
        let kept = file(&folder, " old \n", 0o400);
        assert_eq!(kept.read().unwrap(), " old \n");
        kept.replace("new").unwrap();
        assert_eq!(fs::read_to_string(&kept.0).unwrap(), "new\n");
        assert_eq!(
            fs::metadata(&kept.0).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (text, mode, says) in [("old", 0o640, "chmod 600"), ("old", 0o604, "chmod 600")] {
            let error = file(&folder, text, mode).read().unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(RefreshTokenFile(folder.path().join("none")).read().is_err());
    }

    #[test]
    fn where_the_new_one_cannot_be_kept_that_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let error = RefreshTokenFile(folder.path().join("none/token")).replace("new");
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("sign in again") && !error.contains("\"new\""),
            "{error}"
        );
    }
}
