//! The command line.

use std::path::PathBuf;

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
  smtp-host send --settings settings.json --draft alert.json --attach report.pdf"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// The folder of engine.wasm and plugin.wasm.
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
        if delivery.is_some_and(Delivery::wants_too_much_of_a_mailer) {
            let why = "--destinations and --coarse are for --via session: the mailer of --via transport connects on its own";
            Self::command()
                .error(ErrorKind::ArgumentConflict, why)
                .exit()
        }
        arguments
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Tell the whole story against an embedded mail server.
    #[command(after_help = "Examples:
  smtp-host demo
  smtp-host demo --save mails")]
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
  smtp-host send --settings settings.json --draft - --via transport --json < alert.json")]
    Send(Send),

    /// Send the test mail, or without --to see whether a mail could be sent.
    #[command(after_help = "Examples:
  smtp-host test --settings settings.json
  smtp-host test --settings settings.json --to admin@example.com --ca company-ca.pem
  smtp-host test --settings settings.json --destinations public.json --coarse
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
}

#[derive(Args)]
pub struct Demo {
    /// Keep the received mails in this folder, as .eml and .html.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
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

/// A message to build.
#[derive(Args)]
pub struct Mail {
    /// The settings file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub settings: PathBuf,

    /// The draft, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub draft: PathBuf,

    /// A file to attach; as often as there are files.
    #[arg(long, value_name = "FILE")]
    pub attach: Vec<PathBuf>,

    /// The stamp (now, entropy, domain), to build the same bytes again. Without it, this moment.
    #[arg(long, value_name = "FILE")]
    pub stamp: Option<PathBuf>,
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

    /// End the job after so many seconds, whatever its steps may take. For --via session.
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
    pub coarse: bool,

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
        self.via == Via::Transport && (self.coarse || self.reach.destinations.is_some())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Via {
    /// The world `engine`.
    Session,
    /// The world `plugin`.
    Transport,
}
