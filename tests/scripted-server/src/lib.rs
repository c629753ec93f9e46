//! A small honest SMTP server on loopback whose every reply a test can script.
//!
//! Left alone it is a fair server: it keeps the order of commands, offers STARTTLS or TLS from the first byte with certificates
//! that it makes at its start, verifies logins, and keeps each message that it accepts. A *script* then changes single moments of
//! the dialogue: another reply, a delay, bytes that drip, silence, a flood, a cut.
//!
//! ```
//! use std::io::{BufRead, BufReader, Write};
//! use smtp_scripted_server::{Do, On, Server};
//!
//! let server = Server::builder()
//!     .on(On::rcpt("nobody@example.com"), [Do::reply("550 5.1.1 no such user")])
//!     .on_nth(2, On::Dot, [Do::reply("451 4.3.0 try again later"), Do::Cut])
//!     .start()?;
//!
//! let mut client = std::net::TcpStream::connect(server.address())?;
//! client.write_all(b"QUIT\r\n")?;
//! let replies: Vec<String> = BufReader::new(client).lines().collect::<Result<_, _>>()?;
//! assert!(replies[0].starts_with("220 ") && replies[1].starts_with("221 "));
//! assert_eq!(server.commands(), ["QUIT"]);
//! assert!(server.received().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What a client does against the rules, but a server lets pass (bare line feeds, bytes sent too early), is not answered: it is
//! noted among the [`violations`](Server::violations). Dropping the server ends every connection and joins every thread.

#![forbid(unsafe_code)]

pub mod certificates;
mod config;
mod dialogue;
mod login;
mod peer;
mod record;
mod script;
mod server;
mod wire;

pub use certificates::{Certificate, Issued};
pub use config::{Builder, Security};
pub use login::Mechanism;
pub use record::{LogLine, Received, Seen};
pub use script::{Do, On};
pub use server::Server;
