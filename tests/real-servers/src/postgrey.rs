//! Postgrey, the greylisting that many a Postfix asks about each recipient.

use crate::Error;
use crate::jail::Jail;
use crate::packages::Packages;
use crate::ports::{listens, with_free_ports};
use crate::process::Process;

const PACKAGES: Packages = Packages {
    name: "postgrey",
    names: &[
        "postgrey",
        "perl",
        "perl-base",
        "perl-modules-5.36",
        "libberkeleydb-perl",
        "libc6",
        "libcrypt1",
        "libdb5.3",
        "libio-multiplex-perl",
        "libnet-server-perl",
        "libnetaddr-ip-perl",
        "libperl5.36",
    ],
    programs: &[],
};

const USER: (&str, u32) = ("postgrey", 64101);

/// A running Postgrey that lets pass what is tried again after a second.
#[derive(Debug)]
pub(crate) struct Postgrey {
    // Ended before its root is removed.
    _process: Process,
    _jail: Jail,
    port: u16,
}

impl Postgrey {
    /// Starts one on a free port.
    pub(crate) fn start() -> Result<Self, Error> {
        with_free_ports(1, |ports| {
            let port = ports.first().copied().unwrap_or_default();
            let jail = Jail::new(&PACKAGES, &[USER])?;
            jail.folder("var/lib/postgrey", 0o700, USER.1)?;
            for list in ["clients", "recipients"] {
                jail.file(&format!("etc/postgrey/whitelist_{list}"), "", 0o644, 0)?;
            }
            let inet = format!("--inet=127.0.0.1:{port}");
            let program = ["/usr/sbin/postgrey", &inet, "--delay=1", "--verbose"];
            let mut process = jail.start(&program, "postgrey.log")?;
            process.wait_until(|| listens(port))?;
            Ok(Self {
                _process: process,
                _jail: jail,
                port,
            })
        })
    }

    /// Where it is asked.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}
