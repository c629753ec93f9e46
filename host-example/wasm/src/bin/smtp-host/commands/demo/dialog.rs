//! The end of the story: the settings dialog, for the demo's own mail server.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anstream::{print, println};
use centerscape_smtp_host::private_file;
use smtp_scripted_server::Server;

use crate::components::Finder;
use crate::failure::Outcome;
use crate::serve::{self, Options, TRUSTED};

/// The usual port of the dialog.
const PORT: u16 = 8025;

/// Says how to open the dialog, and serves it where a person wants to see it now.
pub fn offer(components: &Finder, server: &Server, settings: &str, is_wanted: bool) -> Outcome {
    let program = std::env::args().next().unwrap_or_default();
    println!(
        "The same in a browser: {program} serve\nWith the mail server of this demo: {program} demo --serve"
    );
    if is_wanted
        || (is_terminal() && asks("Start it now, with the mail server of this demo? [Y/n] "))
    {
        show(components, server, settings)
    } else {
        Ok(true)
    }
}

fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether a person says yes.
fn asks(question: &str) -> bool {
    print!("\n{question}");
    let mut answer = String::new();
    let is_read = io::stdout().flush().is_ok() && io::stdin().lock().read_line(&mut answer).is_ok();
    // The end of the input is no answer.
    is_read && matches!(answer.to_lowercase().as_str(), "\n" | "y\n" | "yes\n")
}

/// Serves the dialog until Ctrl-C, its settings filled in for the demo's mail server.
fn show(components: &Finder, server: &Server, settings: &str) -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("smtp-settings.json");
    let ca = folder.path().join(TRUSTED);
    private_file::replace(&file, settings.as_bytes())?;
    fs::write(&ca, server.ca_pem())?;
    println!(
        "\nIts settings are filled in. Test takes any recipient, such as admin@example.com: the mail ends here.\nOpen the address below in a browser. Ctrl-C ends it."
    );
    let options = Options {
        listen: free_address(),
        settings: file,
        token: None,
        ca,
        oauth: None,
        destinations: None,
        is_redacted: false,
    };
    serve::serve(components, options)
}

/// The usual address, or where another program has it, any port.
fn free_address() -> SocketAddr {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
    match TcpListener::bind(usual) {
        Ok(_) => usual,
        Err(_) => SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    }
}
