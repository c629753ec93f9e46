//! Folders and files of one instance of a server.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Error;

/// A folder of one instance, empty at first; removed when dropped.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Makes one for a server of this name below `parent`.
    pub(crate) fn new(parent: &Path, server: &str) -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("centerscape-{server}-{}-{number}", std::process::id());
        let path = parent.join(name);
        make_folder(&path, 0o755, 0, 0).map_err(Error::during("making a server's folder"))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a folder with just these rights, whatever the umask is.
pub(crate) fn make_folder(path: &Path, mode: u32, user: u32, group: u32) -> io::Result<()> {
    fs::create_dir(path)?;
    chown(path, Some(user), Some(group))?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}
