//! The file that a refresh token is kept in.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Error;

/// One line with a refresh token, for its owner only.
pub(super) struct RefreshTokenFile(PathBuf);

impl RefreshTokenFile {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The token as it stands there now: another program may have replaced it.
    pub(super) fn read(&self) -> Result<Zeroizing<String>, Error> {
        let text = fs::read_to_string(&self.0).map(Zeroizing::new);
        let text = text.map_err(|error| self.failed(&error.to_string()))?;
        if is_exposed(&self.0).map_err(|error| self.failed(&error.to_string()))? {
            let hint = format!("others can read it. Run: chmod 600 {}", self.0.display());
            return Err(self.failed(&hint));
        }
        let token = text.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(self.failed("it takes one line, the refresh token"));
        }
        Ok(Zeroizing::new(token.to_owned()))
    }

    /// Puts another token in its place: at every moment the file holds the one or the other.
    pub(super) fn replace(&self, token: &str) -> Result<(), Error> {
        let mut name = self.0.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let draft = self.0.with_file_name(name);
        let written = write_private(&draft, token).and_then(|()| fs::rename(&draft, &self.0));
        written.map_err(|error| {
            // Nothing is left behind, and what failed before matters more.
            let _ = fs::remove_file(&draft);
            self.failed(&format!(
                "the server gave a new refresh token, which cannot be kept ({error}). The old one may be good for nothing now: make the folder writable, and sign in again"
            ))
        })
    }

    fn failed(&self, why: &str) -> Error {
        Error::File {
            path: self.0.clone(),
            why: why.to_owned(),
        }
    }
}

/// Writes a file for its owner only, down to the disk.
fn write_private(path: &Path, token: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(token.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// Whether somebody else may read the file.
#[cfg(unix)]
fn is_exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Elsewhere the folder's rights count.
#[cfg(not(unix))]
fn is_exposed(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
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
        assert_eq!(*kept.read().unwrap(), "old");
        kept.replace("new").unwrap();
        assert_eq!(fs::read_to_string(&kept.0).unwrap(), "new\n");
        assert_eq!(
            fs::metadata(&kept.0).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_others_can_read_or_is_no_token_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (text, mode, says) in [
            ("old", 0o640, "chmod 600"),
            ("old", 0o604, "chmod 600"),
            ("", 0o600, "one line"),
            ("a\nb", 0o600, "one line"),
        ] {
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
