//! The OAuth 2 server and its mail server, for tests that are not written in Rust.
//!
//! It prints one line of JSON, and ends both when standard input closes. The exit code is 1 where they did not start; standard error then
//! says what to do.
//!
//! ```json
//! {"issuer":"http://127.0.0.1:40001","token_endpoint":"http://127.0.0.1:40001/token",
//!  "secure_token_endpoint":"https://localhost:40003/token","mail_port":40002,"mailbox":"alerts@example.test","ca_file":"/tmp/.../ca.pem"}
//! ```

use std::io::{self, Write as _};
use std::process::ExitCode;

use smtp_oauth_server::{MAILBOX, Servers};

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> io::Result<()> {
    let servers = Servers::start()?;
    let told = serde_json::json!({
        "issuer": servers.issuer(),
        "token_endpoint": servers.token_endpoint(),
        "secure_token_endpoint": servers.secure_token_endpoint(),
        "mail_port": servers.mail_port(),
        "mailbox": MAILBOX,
        "ca_file": servers.ca_file(),
    });
    let mut output = io::stdout();
    writeln!(output, "{told}")?;
    output.flush()?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
