//! Postfix for real, for tests: Debian's own package, unpacked into a private folder and run on loopback ports.
//!
//! Nothing is installed, no user is added, no system file is touched, and no mail leaves the machine. [`Postfix::start`]
//! unpacks the packages the first time (see [`ensure_unpacked`]), writes a configuration into a temporary folder and starts one
//! instance with one port for each [`Service`]. Dropping it stops every process and removes the folder.
//!
//! Tests in other languages start the program `postfix-for-tests`, which tells all this as JSON.
//!
//! It needs Debian 12 and root, as Postfix's own `master` does; elsewhere it fails and says so.
//!
//! ```no_run
//! use centerscape_smtp_real_servers::{Postfix, Service};
//!
//! let postfix = Postfix::start()?;
//! let address = ("127.0.0.1", postfix.port(Service::StartTlsLogin));
//! // ... a client sends a mail to ops@example.test ...
//! let mails = postfix.wait_for_mail("ops", 1)?;
//! # let _ = (address, mails);
//! # Ok::<(), centerscape_smtp_real_servers::Error>(())
//! ```

#![forbid(unsafe_code)]

mod maildir;
mod packages;
mod postfix;
mod setup;

pub use packages::{ensure_unpacked, library_path};
pub use postfix::{DOMAIN, MAILBOXES, PASSWORD, Postfix, REFUSED_SENDER, Service, USER};

use std::fmt;
use std::io;

/// Why a server could not be had, and what to do about it.
#[derive(Debug)]
pub struct Error(String);

impl Error {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// An error of the system while doing this.
    #[must_use]
    pub fn from_io(what: &str, error: &io::Error) -> Self {
        Self(format!("{what}: {error}"))
    }

    /// An error of the system during this.
    fn during(what: &str) -> impl Fn(io::Error) -> Self {
        move |error| Self::from_io(what, &error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
