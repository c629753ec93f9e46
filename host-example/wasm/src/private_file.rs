//! Files with a secret in them: for their owner only, and replaced as a whole.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Whether others than its owner may read or write a file.
///
/// # Errors
/// It is not there, or the system does not tell.
#[cfg(unix)]
pub fn is_exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Elsewhere the folder's rights count.
///
/// # Errors
/// It is not there.
#[cfg(not(unix))]
pub fn is_exposed(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_| false)
}

/// Replaces the content: afterwards, and after a crash at any moment, the file has all of the old bytes or all of the new. A new file
/// is its owner's from its first moment on, whatever the process's umask says.
///
/// # Errors
/// The folder is not there, cannot be written, or is full. The file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link.
    let target = match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(path)?,
        found => found?,
    };
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let mut next = OsString::from(name);
    next.push(".new");
    // What a crash left behind. Its name is always the same, so that there is never more than one.
    match fs::remove_file(folder.join(&next)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = tempfile::Builder::new()
        .prefix(&next)
        .rand_bytes(0)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    let folder = open(folder)?;
    file.persist(&target)?;
    // The new name reaches the disk too. Where it does not, the new bytes count all the same, and an error would say that the old ones do.
    let _ = folder.map(|folder| folder.sync_all());
    Ok(())
}

/// A folder, to be synced.
#[cfg(unix)]
fn open(folder: &Path) -> io::Result<Option<fs::File>> {
    fs::File::open(folder).map(Some)
}

/// Elsewhere a folder is no file that could be opened.
#[cfg(not(unix))]
fn open(_: &Path) -> io::Result<Option<fs::File>> {
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_its_owners_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(folder.path().join("f.new"), "half of a crash").unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(mode(&path), 0o600);
        assert!(!is_exposed(&path).unwrap());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).unwrap();
        assert!(is_exposed(&path).unwrap());
        replace(&path, b"again").unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    /// Readers see one of the two contents, never a part.
    #[test]
    fn the_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let contents = [vec![1; 10], vec![2; 1 << 20]];
        replace(&path, &contents[0]).unwrap();
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                for i in 0..50 {
                    replace(&path, &contents[i % 2]).unwrap();
                }
                is_done.store(true, Ordering::Relaxed);
            });
            while !is_done.load(Ordering::Relaxed) {
                let read = fs::read(&path).unwrap();
                assert!(contents.contains(&read), "read {} bytes", read.len());
            }
        });
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [target, link] = ["target", "link"].map(|name| folder.path().join(name));
        replace(&target, b"1").unwrap();
        symlink(&target, &link).unwrap();
        replace(&link, b"2").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"2");
    }

    #[test]
    fn without_its_folder_it_fails() {
        let folder = tempfile::tempdir().unwrap();
        assert!(replace(&folder.path().join("none/f"), b"").is_err());
    }
}
