//! The command line.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// Validates, builds, sends and explains e-mail by the CenterScape SMTP component.
///
/// Exit codes: 0 accepted, ready, valid or explained; 1 anything else; 2 wrong usage.
#[derive(Parser)]
#[command(
    name = "smtp-host",
    version,
    max_term_width = 100,
    after_help = "Examples:
  smtp-host demo
  smtp-host validate settings.json
  smtp-host send --settings settings.json --draft alert.json --attach report.pdf
  smtp-host serve"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// The folder of host.wasm and plugin.wasm, in place of those in this program.
    #[arg(long, value_name = "DIR", global = true, env = "SMTP_COMPONENT_DIR")]
    pub component: Option<PathBuf>,
}

impl Arguments {
    /// The command line; a wrong one ends the program with 2.
    pub fn from_command_line() -> Self {
        let arguments = Self::parse();
        let delivery = match &arguments.command {
            Command::Send(args) => Some(&args.delivery),
            Command::Test(args) => Some(&args.delivery),
            _ => None,
        };
        if let Command::Serve(serve) = &arguments.command
            && !serve.listen.ip().is_loopback()
            && serve.token_file.is_none()
        {
            usage_error("other machines can reach the address of --listen: it needs --token-file");
        }
        if delivery.is_some_and(Delivery::wants_too_much_of_a_mailer) {
            let why = "--destinations and --redacted are for --via session: the mailer of --via transport connects on its own";
            usage_error(why)
        }
        arguments
    }
}

/// Ends the program with 2: the command line cannot be followed.
pub fn usage_error(why: &str) -> ! {
    Arguments::command()
        .error(ErrorKind::ArgumentConflict, why)
        .exit()
}

#[derive(Subcommand)]
pub enum Command {
    /// Tell the whole story against an embedded mail server.
    #[command(after_help = "Examples:
  smtp-host demo
  smtp-host demo --save mails
  smtp-host demo --serve")]
    Demo(Demo),

    /// Show every problem of a settings file.
    #[command(after_help = "Examples:
  smtp-host validate settings.json
  smtp-host validate --json - < settings.json")]
    Validate(Validate),

    /// Write a message as RFC 5322 bytes to standard output.
    #[command(after_help = "Examples:
  smtp-host build --settings settings.json --draft alert.json > alert.eml
  smtp-host build --settings settings.json --draft report.json --attach load.csv --stamp stamp.json")]
    Build(Build),

    /// Send a message.
    #[command(after_help = "Examples:
  SMTP_PASSWORD=... smtp-host send --settings settings.json --draft alert.json
  smtp-host send --settings settings.json --draft report.json --attach load.csv --attach chart.png
  smtp-host send --settings settings.json --draft report.json --attach 'notes.bin;type=text/plain'
  smtp-host send --settings settings.json --draft - --via transport --json < alert.json")]
    Send(Send),

    /// Send the test mail, or without --to see whether a mail could be sent.
    #[command(after_help = "Examples:
  smtp-host test --settings settings.json
  smtp-host test --settings settings.json --to admin@example.com --ca company-ca.pem
  smtp-host test --settings settings.json --destinations public.json --redacted
  SMTP_OAUTH_CLIENT_SECRET=... smtp-host test --settings settings.json --oauth oauth.json")]
    Test(Test),

    /// Find port, security and login of a mail server, by its name or an e-mail address. Nothing is sent.
    #[command(after_help = "Examples:
  smtp-host detect mail.example.com
  smtp-host detect ops@example.com --json
  smtp-host detect 192.0.2.1 --ports 2587,2465/tls --ca company-ca.pem")]
    Detect(Detect),

    /// Explain a reply of a mail server, or what failed in a transcript or log.
    #[command(after_help = "Examples:
  smtp-host explain '535 5.7.8 Error: authentication failed'
  smtp-host explain --hostname smtp.office365.com --stage auth '535 5.7.139 Authentication unsuccessful'
  smtp-host explain --json - < reply.txt
  smtp-host explain --transcript session.txt
  grep smtp /var/log/mail.log | tail -n 1000 | smtp-host explain --transcript -")]
    Explain(Explain),

    /// Serve the settings dialog: a page, and its endpoints (host-example/dialog/api.md).
    ///
    /// The connection is plain HTTP: put a proxy with TLS in front of any address that is not this machine's own.
    #[command(after_help = "Examples:
  smtp-host serve
  smtp-host serve --listen [::1]:9000 --settings /etc/centerscape/smtp.json
  (umask 077; openssl rand -hex 32 > token)
  smtp-host serve --listen 10.0.0.5:8025 --token-file token

  curl http://127.0.0.1:8025/api/settings
  curl -H 'Content-Type: application/json' -H 'Centerscape-Dialog: 1' -d '{\"hostname\":\"\"}' \\
      http://127.0.0.1:8025/api/settings/validate")]
    Serve(Serve),
}

#[derive(Args)]
pub struct Demo {
    /// Keep the received mails in this folder, as .eml and .html.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,

    /// Then serve the settings dialog for the same mail server, until Ctrl-C. On a terminal the demo asks.
    #[arg(long)]
    pub serve: bool,
}

#[derive(Args)]
pub struct Validate {
    /// The settings file, or - for standard input.
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,

    /// Print {"problems":[...]}.
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Build {
    #[command(flatten)]
    pub mail: Mail,
}

#[derive(Args)]
pub struct Send {
    #[command(flatten)]
    pub mail: Mail,

    #[command(flatten)]
    pub delivery: Delivery,
}

#[derive(Args)]
pub struct Test {
    /// The settings file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub settings: PathBuf,

    /// Where the test mail goes.
    #[arg(long, value_name = "ADDRESS", required_if_eq("via", "transport"))]
    pub to: Option<String>,

    #[command(flatten)]
    pub delivery: Delivery,
}

#[derive(Args)]
pub struct Detect {
    /// A hostname, an IP address or an e-mail address.
    #[arg(value_name = "HOST_OR_ADDRESS")]
    pub target: String,

    /// Try these ports instead of 587, 465, 25 and 2525: each alone, then with STARTTLS and TLS, or as PORT/starttls, PORT/tls or
    /// PORT/none.
    #[arg(long, value_name = "PORTS", value_delimiter = ',')]
    pub ports: Vec<String>,

    /// A settings file that says who we are: its From address and EHLO name are used for the probes.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,

    #[command(flatten)]
    pub reach: Reach,

    /// Print the recommendation as a JSON object.
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Explain {
    /// The server's name, which tells the provider.
    #[arg(long, value_name = "NAME")]
    pub hostname: Option<String>,

    /// At which stage the server said so.
    #[arg(long, value_name = "STAGE", conflicts_with = "transcript", value_parser = [
        "dns", "connect", "tls", "greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "quit",
    ])]
    pub stage: Option<String>,

    /// A transcript, a mailer's debug output or exception, a server's log or a bounce; or - for standard input. Nothing found is exit
    /// code 1.
    #[arg(long, value_name = "FILE")]
    pub transcript: Option<PathBuf>,

    /// The reply, \n between its lines; or - for standard input.
    #[arg(
        value_name = "REPLY",
        required_unless_present = "transcript",
        conflicts_with = "transcript"
    )]
    pub reply: Option<String>,

    /// Print a JSON object.
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Serve {
    /// Where to listen. Port 0 takes a free one; an address that is not a loopback address needs --token-file.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8025", value_parser = socket_address)]
    pub listen: SocketAddr,

    /// Where the settings are kept, the password included. The file is made on the first save, for its owner only.
    #[arg(long, value_name = "FILE", default_value = "smtp-settings.json")]
    pub settings: PathBuf,

    /// A file with one line of at least 32 characters. Every request but for the page's files must then carry it:
    /// Authorization: Bearer <token>
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// Trust these certificates too (PEM), read afresh for each test; the file may be absent. Default: smtp-trusted.pem beside the
    /// settings.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// Obtain the tokens for the login oauth2 as this file says (docs/oauth2.md). A client secret comes from the environment
    /// variable `SMTP_OAUTH_CLIENT_SECRET`.
    #[arg(long, value_name = "FILE")]
    pub oauth: Option<PathBuf>,

    /// Let tests and mails connect only to what this policy opens, a JSON file such as
    /// `{"scope": "public", "networks": ["10.1.0.0/16"], "ports": [25, 465, 587]}`. The scope is any, mail-servers (default) or
    /// public.
    #[arg(long, value_name = "FILE")]
    pub destinations: Option<PathBuf>,

    /// The dialog is for more people than administrators: reports tell nothing of the network.
    #[arg(long)]
    pub redacted: bool,
}

/// An address or name of this machine, and a port.
fn socket_address(text: &str) -> Result<SocketAddr, String> {
    let hint =
        "it takes an address of this machine and a port, such as 127.0.0.1:8025 or [::1]:8025";
    let mut found = text.to_socket_addrs().map_err(|_| hint)?;
    found.next().ok_or_else(|| hint.to_owned())
}

/// A message to build.
#[derive(Args)]
pub struct Mail {
    /// The settings file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub settings: PathBuf,

    /// The draft, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub draft: PathBuf,

    /// A file to attach; as often as there are files. Its type is guessed by its name, or is what the last ;type= says:
    /// notes.bin;type=text/plain. A name that has ;type= in it is followed by its own.
    #[arg(long, value_name = "FILE[;type=TYPE]", value_parser = PathBufValueParser::new().map(Attach::of))]
    pub attach: Vec<Attach>,

    /// The stamp (now, entropy, domain), to build the same bytes again. Without it, this moment.
    #[arg(long, value_name = "FILE")]
    pub stamp: Option<PathBuf>,
}

/// A file to attach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attach {
    pub path: PathBuf,
    /// Its media type, where the command line says it.
    pub media_type: Option<String>,
}

impl Attach {
    /// As curl's `--form` has it. Whether the type is one is the component's to say.
    fn of(argument: PathBuf) -> Self {
        let text = argument.to_str();
        match text.and_then(|text| text.rsplit_once(";type=")) {
            Some((path, media_type)) => Self {
                path: path.into(),
                media_type: Some(media_type.to_owned()),
            },
            None => Self {
                path: argument,
                media_type: None,
            },
        }
    }
}

/// What to reach, and for how long.
#[derive(Args)]
pub struct Reach {
    /// Trust this certificate too (PEM): an authority's, or the server's own.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// Connect only to what this policy opens, a JSON file such as
    /// `{"scope": "public", "networks": ["10.1.0.0/16"], "ports": [25, 465, 587]}`. The scope is any, mail-servers (default) or
    /// public. For --via session.
    #[arg(long, value_name = "FILE")]
    pub destinations: Option<PathBuf>,

    /// Stop after this many seconds, even if a step is still running.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub deadline: Option<u32>,
}

/// How to deliver.
#[derive(Args)]
pub struct Delivery {
    /// Who speaks with the server: the component's session over our sockets, or lettre as our own mailer.
    #[arg(long, value_enum, default_value_t = Via::Session)]
    pub via: Via,

    #[command(flatten)]
    pub reach: Reach,

    /// Obtain the token for the login oauth2 as this file says (docs/oauth2.md). A client secret comes from the environment
    /// variable `SMTP_OAUTH_CLIENT_SECRET`.
    #[arg(long, value_name = "FILE")]
    pub oauth: Option<PathBuf>,

    /// Leave out what tells of the network, as for people who may not look into it. For --via session.
    #[arg(long)]
    pub redacted: bool,

    /// Show the dialogue with the server, without secrets and message text.
    #[arg(long)]
    pub transcript: bool,

    /// Print the delivery report as a JSON object.
    #[arg(long)]
    pub json: bool,
}

impl Delivery {
    /// Whether it names what only a session can keep to.
    fn wants_too_much_of_a_mailer(&self) -> bool {
        self.via == Via::Transport && (self.redacted || self.reach.destinations.is_some())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Via {
    /// The world `host`.
    Session,
    /// The world `plugin`.
    Transport,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_what_the_last_type_says() {
        for (argument, path, media_type) in [
            ("a.pdf", "a.pdf", None),
            ("a.bin;type=text/plain", "a.bin", Some("text/plain")),
            (
                "a.csv;type=text/csv; charset=utf-8",
                "a.csv",
                Some("text/csv; charset=utf-8"),
            ),
            (
                "a;type=b.txt;type=text/plain",
                "a;type=b.txt",
                Some("text/plain"),
            ),
            ("a;b.txt", "a;b.txt", None),
        ] {
            let attach = Attach::of(argument.into());
            assert_eq!(attach.path, PathBuf::from(path), "{argument}");
            assert_eq!(attach.media_type.as_deref(), media_type, "{argument}");
        }
    }
}
