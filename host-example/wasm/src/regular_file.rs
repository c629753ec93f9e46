//! Files that a person names: what is no file is told before it is read, and nothing is read without a bound.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

/// The bytes of a file, at most so many.
///
/// # Errors
/// It is not there or cannot be read; it is a directory, a pipe, a socket or a device; it is larger.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (file, size) = open(path)?;
    check_size(size, most)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // It may grow, and what the kernel shows as a file need not tell its size.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    check_size(bytes.len() as u64, most)?;
    Ok(bytes)
}

/// The text of a file, at most so many bytes.
///
/// # Errors
/// As [`read`], and where it is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    text(read(path, most)?)
}

/// The first bytes of a file, at most so many; there may be more.
///
/// # Errors
/// As [`read`], but for the size.
pub fn read_beginning(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (file, _) = open(path)?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What comes from a stream, at most so many bytes.
///
/// # Errors
/// It cannot be read, or is longer.
pub fn read_stream(stream: impl io::Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut bounded = stream.take(most.saturating_add(1));
    bounded.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(invalid(format!("it is longer than {}", shown_size(most))));
    }
    Ok(bytes)
}

/// Bytes as text.
///
/// # Errors
/// They are not UTF-8.
pub fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| invalid("it is not UTF-8 text".to_owned()))
}

/// The size of a file, without reading it.
///
/// # Errors
/// As [`read`].
pub fn size(path: &Path) -> io::Result<u64> {
    let metadata = fs::metadata(path)?;
    check_kind(&metadata)?;
    Ok(metadata.len())
}

/// A size for people: `37.4 MB`, `812 bytes`.
#[must_use]
pub fn shown_size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1_000_000;
    if bytes < MEGABYTE {
        return format!("{bytes} bytes");
    }
    let tenths = bytes / (MEGABYTE / 10);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    // To open a pipe waits for its other end, and to open a device may do anything.
    check_kind(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    // It may be another one by now.
    let metadata = file.metadata()?;
    check_kind(&metadata)?;
    Ok((file, metadata.len()))
}

fn check_kind(metadata: &Metadata) -> io::Result<()> {
    match unsuitable(metadata) {
        None => Ok(()),
        Some(kind) => Err(invalid(format!("it is {kind}, not a file"))),
    }
}

#[cfg(unix)]
fn unsuitable(metadata: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = metadata.file_type();
    match () {
        () if kind.is_file() => None,
        () if kind.is_dir() => Some("a directory"),
        () if kind.is_fifo() => Some("a pipe"),
        () if kind.is_socket() => Some("a socket"),
        () => Some("a device"),
    }
}

#[cfg(not(unix))]
fn unsuitable(metadata: &Metadata) -> Option<&'static str> {
    match () {
        () if metadata.is_file() => None,
        () if metadata.is_dir() => Some("a directory"),
        () => Some("a device"),
    }
}

fn check_size(size: u64, most: u64) -> io::Result<()> {
    if size <= most {
        return Ok(());
    }
    Err(invalid(format!(
        "it has {}, and at most {} are read",
        shown_size(size),
        shown_size(most)
    )))
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    #[test]
    fn what_is_no_file_is_told_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert!(
            Command::new("mkfifo")
                .arg(at("pipe"))
                .status()
                .unwrap()
                .success()
        );
        let _listener = UnixListener::bind(at("socket")).unwrap();
        std::os::unix::fs::symlink(at("pipe"), at("link")).unwrap();
        for (path, kind) in [
            (at("pipe"), "a pipe"),
            (at("link"), "a pipe"),
            (at("socket"), "a socket"),
            (at(""), "a directory"),
            ("/dev/zero".into(), "a device"),
            ("/dev/null".into(), "a device"),
        ] {
            for error in [
                read(&path, 9).unwrap_err(),
                read_text(&path, 9).unwrap_err(),
                read_beginning(&path, 9).unwrap_err(),
                size(&path).unwrap_err(),
            ] {
                assert_eq!(error.to_string(), format!("it is {kind}, not a file"));
            }
        }
        let missing = read(&at("none"), 9).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn nothing_is_read_without_a_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nine");
        fs::write(&path, "123456789").unwrap();
        assert_eq!(read(&path, 9).unwrap(), b"123456789");
        assert_eq!(size(&path).unwrap(), 9);
        assert_eq!(read_beginning(&path, 8).unwrap(), b"12345678");
        let error = read(&path, 8).unwrap_err().to_string();
        assert_eq!(error, "it has 9 bytes, and at most 8 bytes are read");
        // A file that does not tell its size.
        let status = Path::new("/proc/self/status");
        assert_eq!(size(status).unwrap(), 0);
        assert!(read(status, 9).is_err() && read(status, 1 << 20).is_ok());
        assert_eq!(read_stream(&b"123456789"[..], 9).unwrap(), b"123456789");
        assert!(read_stream(io::repeat(b'x'), 9).is_err());
    }

    #[test]
    fn sizes_are_for_people() {
        assert_eq!(shown_size(999_999), "999999 bytes");
        assert_eq!(shown_size(37_460_001), "37.4 MB");
    }
}
