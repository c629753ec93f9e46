//! A dialogue without a network: a model of a mail server, and a host that moves bytes between it and a session and can be told
//! where to break.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a shared test module: not every test uses all of it, and a test may panic"
)]

use centerscape_smtp_core::session::{
    Action, DeliveryReport, Event, IoFailure, Job, Session, TlsInfo,
};
use zeroize::Zeroizing;

/// How the model server differs from a plain one.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub keywords: Vec<&'static str>,
    /// Recipients whose address contains one of these get a 550.
    pub refused: Vec<&'static str>,
    /// How many recipients it takes in one transaction; further ones get a 452.
    pub most_recipients: Option<usize>,
    /// The addresses of its name; none where the host connects by the name.
    pub addresses: Vec<&'static str>,
    /// Addresses that refuse to connect.
    pub refusing: Vec<&'static str>,
    /// Replaces the n-th reply, counted from the greeting as 0.
    pub replaced: Option<(usize, Vec<u8>)>,
}

/// A mail server that lives in memory.
#[derive(Debug, Default)]
pub struct Server {
    model: Model,
    input: Vec<u8>,
    /// Everything it said, in order.
    pub output: Vec<u8>,
    /// The output up to here belongs to replies 0..n.
    pub reply_ends: Vec<usize>,
    in_data: bool,
    in_auth: u8,
    /// The recipients that it took in the transaction under way.
    taken: Vec<String>,
    /// The index of the reply to the final dot of a message with recipients.
    pub dot_reply: Option<usize>,
    pub received: Vec<Vec<u8>>,
    /// The recipients of each message that it took.
    pub deliveries: Vec<Vec<String>>,
    is_closed: bool,
}

impl Server {
    pub fn new(model: Model) -> Self {
        let mut server = Self {
            model,
            ..Self::default()
        };
        server.reply("220 model.example ESMTP\r\n");
        server
    }

    /// Says it, or what replaces it, and answers the first byte of what was said.
    fn reply(&mut self, text: &str) -> u8 {
        let index = self.reply_ends.len();
        let said = match &self.model.replaced {
            Some((at, bytes)) if *at == index => bytes.clone(),
            _ => text.as_bytes().to_vec(),
        };
        self.output.extend_from_slice(&said);
        self.reply_ends.push(self.output.len());
        said.first().copied().unwrap_or(b'0')
    }

    pub fn take(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        loop {
            if self.in_data {
                let lone = self.input.starts_with(b".\r\n");
                let end = if lone {
                    Some(0)
                } else {
                    find(&self.input, b"\r\n.\r\n").map(|at| at + 2)
                };
                let Some(end) = end else { return };
                let message: Vec<u8> = self.input.drain(..end + 3).collect();
                self.received.push(message[..end].to_vec());
                self.in_data = false;
                if self.taken.is_empty() {
                    self.reply("554 5.5.1 Error: no valid recipients\r\n");
                } else {
                    self.deliveries.push(std::mem::take(&mut self.taken));
                    self.dot_reply = Some(self.reply_ends.len());
                    self.reply("250 2.0.0 Ok: queued as 4F2Kz41xW3z9s\r\n");
                }
                continue;
            }
            let Some(end) = find(&self.input, b"\r\n") else {
                return;
            };
            let line: Vec<u8> = self.input.drain(..end + 2).collect();
            let line = String::from_utf8_lossy(&line[..end]).into_owned();
            self.command(&line);
        }
    }

    fn command(&mut self, line: &str) {
        let verb = line.split(' ').next().unwrap().to_ascii_uppercase();
        if self.in_auth > 0 {
            self.in_auth -= 1;
            let text = if self.in_auth > 0 {
                "334 UGFzc3dvcmQ6\r\n"
            } else {
                "235 2.7.0 ok\r\n"
            };
            self.reply(text);
            return;
        }
        let is_refused = self.model.refused.iter().any(|part| line.contains(part));
        let is_full = self
            .model
            .most_recipients
            .is_some_and(|most| self.taken.len() >= most);
        let answer = match verb.as_str() {
            "EHLO" if self.model.keywords.first() == Some(&"no-ehlo") => "502 what?\r\n".to_owned(),
            "EHLO" => {
                let line = |all: String, word: &&str| all + "250-" + word + "\r\n";
                let keywords = self.model.keywords.iter().fold(String::new(), line);
                format!("250-model.example\r\n{keywords}250 HELP\r\n")
            }
            "STARTTLS" => "220 go ahead\r\n".to_owned(),
            "AUTH" if line.ends_with("LOGIN") => "334 VXNlcm5hbWU6\r\n".to_owned(),
            "AUTH" if line.ends_with("CRAM-MD5") => {
                "334 PDE4OTYuNjk3MTcwOTUyQG1vZGVsPg==\r\n".to_owned()
            }
            "AUTH" => "235 2.7.0 ok\r\n".to_owned(),
            "RCPT" if is_refused => "550 5.1.1 User unknown\r\n".to_owned(),
            "RCPT" if is_full => "452 4.5.3 Too many recipients\r\n".to_owned(),
            "DATA" => "354 End data with <CR><LF>.<CR><LF>\r\n".to_owned(),
            "QUIT" => "221 2.0.0 Bye\r\n".to_owned(),
            "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP" => "250 2.0.0 Ok\r\n".to_owned(),
            _ => "500 5.5.2 what?\r\n".to_owned(),
        };
        let first = self.reply(&answer);
        match verb.as_str() {
            "AUTH" if line.ends_with("LOGIN") => self.in_auth = 2,
            "AUTH" if line.ends_with("CRAM-MD5") => self.in_auth = 1,
            "MAIL" => self.taken.clear(),
            "RCPT" if first == b'2' => self.taken.push(line.to_owned()),
            "DATA" => self.in_data = first == b'3',
            "QUIT" => self.is_closed = true,
            _ => {}
        }
    }
}

fn is_name(host: &str) -> bool {
    host.parse::<std::net::IpAddr>().is_err()
}

pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// How the host ends an action that it was told to break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    Closed,
    Failed,
    TimedOut,
    Cancelled,
    DeadlineExceeded,
}

pub const BREAKS: [Break; 5] = [
    Break::Closed,
    Break::Failed,
    Break::TimedOut,
    Break::Cancelled,
    Break::DeadlineExceeded,
];

impl Break {
    fn event(self) -> Event<'static> {
        match self {
            Self::Closed => Event::Closed,
            Self::Failed => Event::Failed(IoFailure {
                kind: "reset".into(),
                ..IoFailure::default()
            }),
            Self::TimedOut => Event::TimedOut,
            Self::Cancelled => Event::Cancelled,
            Self::DeadlineExceeded => Event::DeadlineExceeded,
        }
    }
}

/// Where the host breaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// After so many bytes from the server.
    pub read: Option<(usize, Break)>,
    /// After so many bytes to the server.
    pub write: Option<(usize, Break)>,
    /// At the n-th action, which is not done.
    pub action: Option<(usize, Break)>,
    /// At the n-th action, which is done all the same: the bytes of a write arrived, and the host believes that they did not.
    pub late: Option<(usize, Break)>,
    /// The host wants to be asked before each final dot.
    pub confirms: bool,
    /// Milliseconds that pass with each event.
    pub pace: u64,
    /// The most bytes of one `received`; 0 is all there is.
    pub chunk: usize,
}

/// What a run led to.
#[derive(Debug)]
pub struct Run {
    pub report: DeliveryReport,
    pub server: Server,
    /// How many bytes of the server's output were delivered.
    pub read: usize,
    /// Everything that was handed out to be written.
    pub handed_out: Vec<u8>,
    pub actions: usize,
    /// Milliseconds that passed, all of them in waiting.
    pub elapsed: u64,
    pub reached_idle: bool,
    /// The recipients of each transaction that the host confirmed.
    pub confirmed: Vec<Vec<String>>,
}

impl Run {
    /// Whether an action that held the final dot of the message was handed out.
    pub fn dot_handed_out(&self) -> bool {
        find(&self.handed_out, b"DATA\r\n")
            .is_some_and(|at| find(&self.handed_out[at + 6..], b"\r\n.\r\n").is_some())
    }

    /// The whole reply to the final dot, if it reached the session.
    pub fn dot_reply(&self) -> Option<&[u8]> {
        let index = self.server.dot_reply?;
        let end = self.server.reply_ends[index];
        let start = self.server.reply_ends[index - 1];
        (self.read >= end).then(|| &self.server.output[start..end])
    }
}

/// How many messages, and not lone dots for nobody, were ended in what was handed out.
fn final_dots(handed_out: &[u8]) -> usize {
    let text = String::from_utf8_lossy(handed_out);
    text.matches("\r\n.\r\n").count() - text.matches("DATA\r\n.\r\n").count()
}

/// Runs one job against the model, broken as planned.
#[allow(
    clippy::too_many_lines,
    reason = "the pump, in one place as a host writes it"
)]
pub fn run(mut session: Session, job: Job, model: Model, plan: Plan) -> Run {
    if plan.confirms {
        session.confirm_transactions();
    }
    session.begin(job).expect("the job begins");
    let mut server = Server::new(model);
    let (mut read, mut written, mut actions, mut now) = (0, 0, 0, 1000);
    let mut is_connected = false;
    let mut handed_out = Vec::new();
    let mut incoming = Vec::new();
    let mut event = Event::Start;
    let mut is_broken = false;
    let mut confirmed = Vec::new();
    loop {
        let step = session.advance(event, now).expect("the event fits");
        actions += 1;
        assert!(actions < 5_000, "the session does not end");
        let timeout = u64::from(step.timeout_ms.unwrap_or(0));
        event = match step.action {
            Action::Idle | Action::Done => {
                let reached_idle = step.action == Action::Idle;
                assert!(
                    reached_idle || !is_connected,
                    "done without close: the host keeps a socket"
                );
                let report = session.report();
                let elapsed = now - 1000;
                return Run {
                    report,
                    server,
                    read,
                    handed_out,
                    actions,
                    elapsed,
                    reached_idle,
                    confirmed,
                };
            }
            Action::Close => {
                is_connected = false;
                Event::Closed
            }
            Action::Write(bytes) => {
                handed_out.extend_from_slice(bytes);
                let dots = final_dots(&handed_out);
                assert!(
                    !plan.confirms || dots <= confirmed.len(),
                    "a final dot without a question"
                );
                match (plan.action, plan.late) {
                    (Some((at, how)), _) if at == actions => how.event(),
                    (_, Some((at, how))) if at == actions => {
                        server.take(bytes);
                        is_broken = true;
                        how.event()
                    }
                    _ => match plan.write {
                        Some((limit, how)) if written + bytes.len() > limit || is_broken => {
                            server.take(&bytes[..limit.saturating_sub(written).min(bytes.len())]);
                            written = limit;
                            is_broken = true;
                            how.event()
                        }
                        _ => {
                            server.take(bytes);
                            written += bytes.len();
                            Event::Written
                        }
                    },
                }
            }
            _ if matches!(plan.action, Some((at, _)) if at == actions) => {
                plan.action.unwrap().1.event()
            }
            Action::Connect { host, .. } if is_name(host) && !server.model.addresses.is_empty() => {
                let addresses = server.model.addresses.iter();
                Event::Resolved(addresses.map(ToString::to_string).collect())
            }
            Action::Connect { host, .. } if server.model.refusing.contains(&host) => {
                Event::Failed(IoFailure {
                    kind: "refused".into(),
                    ..IoFailure::default()
                })
            }
            Action::Connect { .. } => {
                is_connected = true;
                Event::Connected {
                    local: "192.0.2.9:40000",
                    peer: "192.0.2.1:25",
                }
            }
            Action::StartTls { .. } => Event::Secured(TlsInfo {
                version: "TLSv1.3".into(),
                cipher: "TLS_AES_128_GCM_SHA256".into(),
                chain: Vec::new(),
            }),
            Action::Confirm(question) => {
                assert!(plan.confirms, "a question that nobody asked for");
                assert_eq!(
                    final_dots(&handed_out),
                    confirmed.len(),
                    "a question behind the dot"
                );
                let recipients = question.recipients.iter();
                confirmed.push(recipients.map(ToString::to_string).collect());
                match plan.late {
                    Some((at, how)) if at == actions => how.event(),
                    _ => Event::Confirmed,
                }
            }
            Action::ProvideSecret(_) => Event::Secret(Some(Zeroizing::new("wonderland".into()))),
            Action::Read => {
                let most = if plan.chunk == 0 {
                    usize::MAX
                } else {
                    plan.chunk
                };
                let limit = plan.read.map_or(usize::MAX, |(limit, _)| limit);
                let end = server
                    .output
                    .len()
                    .min(limit)
                    .min(read.saturating_add(most));
                if end > read {
                    incoming = server.output[read..end].to_vec();
                    read = end;
                    Event::Received(&incoming)
                } else if let Some((_, how)) = plan.read {
                    how.event()
                } else if server.is_closed || is_broken {
                    Event::Closed
                } else {
                    Event::TimedOut
                }
            }
        };
        let _ = &incoming;
        if matches!(event, Event::TimedOut) {
            now += timeout;
        } else {
            now += plan.pace.max(1);
        }
    }
}
