//! A private Postfix for tests that are not written in Rust.
//!
//! It starts the instance, prints one line of JSON with all that a test needs to reach it, and stops it when standard input
//! closes: at the end of the test, and also where the test's process is killed. The exit code is 1 where Postfix did not start;
//! standard error then says what to do.
//!
//! ```json
//! {"host":"localhost","domain":"example.test","mailboxes":["ops","noc","desk"],"refused_sender":"refused@example.test",
//!  "user":"admin","password":"...","ca_file":"/tmp/.../ca.pem","mail_folder":"/tmp/.../mail",
//!  "ports":{"clear":40001,"clear-login":40002,"starttls":40003,"starttls-login":40004,"tls":40005,"tls-login":40006,
//!           "small":40007,"small-untold":40008}}
//! ```
//!
//! `mail_folder` holds a Maildir for each mailbox, made with its first mail.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use centerscape_smtp_real_servers::{
    DOMAIN, Error, MAILBOXES, PASSWORD, Postfix, REFUSED_SENDER, Service, USER,
};

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs Postfix until standard input closes.
fn serve() -> Result<(), Error> {
    let postfix = Postfix::start()?;
    let mut output = io::stdout();
    let told = writeln!(output, "{}", describe(&postfix)).and_then(|()| output.flush());
    told.map_err(|error| Error::from_io("printing where Postfix is", &error))?;
    io::copy(&mut io::stdin(), &mut io::sink())
        .map_err(|error| Error::from_io("waiting for standard input to close", &error))?;
    Ok(())
}

/// The instance as one line of JSON.
fn describe(postfix: &Postfix) -> String {
    let ports: BTreeMap<&str, u16> = Service::ALL
        .into_iter()
        .map(|service| (service.name(), postfix.port(service)))
        .collect();
    serde_json::json!({
        "host": "localhost",
        "domain": DOMAIN,
        "mailboxes": MAILBOXES,
        "refused_sender": REFUSED_SENDER,
        "user": USER,
        "password": PASSWORD,
        "ca_file": postfix.ca_file(),
        "mail_folder": postfix.mail_folder(),
        "ports": ports,
    })
    .to_string()
}
