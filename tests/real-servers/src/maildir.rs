//! Reading a Maildir.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Every mail in a Maildir, oldest first; none where there is no such folder yet.
///
/// # Errors
/// The folder or a file could not be read.
pub(crate) fn read(maildir: &Path) -> io::Result<Vec<Vec<u8>>> {
    let entries = match fs::read_dir(maildir.join("new")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    // A name begins with the second of delivery, then the inode and the microsecond.
    files.sort_by_cached_key(|path| fs::metadata(path).and_then(|file| file.modified()).ok());
    files.iter().map(fs::read).collect()
}
