//! What the servers that live in a jail have in common.

use std::path::Path;

use crate::Error;
use crate::certificates::Certificates;
use crate::jail::{Jail, User};
use crate::packages::Packages;
use crate::ports::{greets, with_free_ports};
use crate::process::Process;

/// A running server with one port for each service. Dropping it stops it and removes all that it wrote.
#[derive(Debug)]
pub struct Server<S> {
    // Ended before its root is removed.
    process: Process,
    _jail: Jail,
    ports: Vec<(S, u16)>,
    ca_pem: String,
}

/// What a server is made of and how it is started.
pub(crate) struct Plan<'a, S> {
    pub(crate) packages: &'a Packages,
    pub(crate) users: &'a [User],
    /// What it offers, of which the first greets in clear.
    pub(crate) services: &'a [S],
    /// Where its certificates go, each a file with key and certificate in PEM, and whose they are.
    pub(crate) certificates: (&'a str, u32),
    /// What is started, and its log, as seen from inside.
    pub(crate) program: &'a [&'a str],
    pub(crate) log: &'a str,
}

impl<S: Copy + PartialEq> Server<S> {
    /// Starts it on free ports of 127.0.0.1, and waits until it answers. `prepare` writes into its jail what the plan does not say.
    pub(crate) fn start_as(
        plan: &Plan<'_, S>,
        prepare: impl Fn(&Jail, &[(S, u16)]) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let certificates = Certificates::new()?;
        with_free_ports(plan.services.len(), |ports| {
            let ports: Vec<_> = plan
                .services
                .iter()
                .copied()
                .zip(ports.iter().copied())
                .collect();
            let jail = Jail::new(plan.packages, plan.users)?;
            let (folder, owner) = plan.certificates;
            jail.folder(folder, 0o755, owner)?;
            for (name, pem) in certificates.files() {
                let file = Path::new(folder).join(name);
                jail.file(&file.display().to_string(), &pem, 0o600, owner)?;
            }
            prepare(&jail, &ports)?;
            let mut process = jail.start(plan.program, plan.log)?;
            let first = ports.first().map_or(0, |(_, port)| *port);
            process.wait_until(|| greets(first))?;
            Ok(Self {
                process,
                _jail: jail,
                ports,
                ca_pem: certificates.ca_pem(),
            })
        })
    }

    /// The port of this service on 127.0.0.1.
    #[must_use]
    pub fn port(&self, service: S) -> u16 {
        let found = self.ports.iter().find(|(listed, _)| *listed == service);
        found.map_or(0, |(_, port)| *port)
    }

    /// The authorities behind its certificates, which are for `localhost` and `127.0.0.1` where the service does not say otherwise;
    /// PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Its log so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }
}
