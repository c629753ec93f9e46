//! One case: a server, the settings of the Test, and what the person is to be told.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use centerscape_smtp_real_servers::{PASSWORD, USER};
use serde_json::{Value, json};

use crate::support::{Run, SmtpHost};

/// A password that is not [`PASSWORD`].
pub const WRONG: &str = "Tr0ub4dor&3";

/// How long a server may take to forget a connection.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whether to try again, and who mends it.
const AFTER_CHANGE: &str = "after-change";
const LATER: &str = "later";
const YOU: &str = "you";
const ADMINISTRATOR: &str = "server-administrator";

/// What is to be said of each cause.
const JUDGED: [(&str, &str, &str); 23] = [
    ("account-blocked", AFTER_CHANGE, "provider"),
    ("auth-mechanism", AFTER_CHANGE, YOU),
    ("auth-not-offered", AFTER_CHANGE, YOU),
    ("auth-required", AFTER_CHANGE, YOU),
    ("bad-credentials", AFTER_CHANGE, YOU),
    ("certificate-expired", AFTER_CHANGE, ADMINISTRATOR),
    ("certificate-name-mismatch", AFTER_CHANGE, YOU),
    ("certificate-untrusted", AFTER_CHANGE, YOU),
    ("content-refused", AFTER_CHANGE, ADMINISTRATOR),
    ("ehlo-name", AFTER_CHANGE, YOU),
    ("greeting-refused", AFTER_CHANGE, ADMINISTRATOR),
    ("mailbox-full", LATER, ADMINISTRATOR),
    ("message-too-big", AFTER_CHANGE, YOU),
    ("recipient-refused", AFTER_CHANGE, YOU),
    ("relay-denied", AFTER_CHANGE, YOU),
    ("response-timeout", LATER, ADMINISTRATOR),
    ("sender-not-allowed", AFTER_CHANGE, YOU),
    ("server-fault", LATER, ADMINISTRATOR),
    ("starttls-not-offered", AFTER_CHANGE, YOU),
    ("throttled", LATER, "nobody"),
    ("tls-handshake-failed", AFTER_CHANGE, ADMINISTRATOR),
    ("tls-required", AFTER_CHANGE, YOU),
    ("wrong-security-mode", AFTER_CHANGE, YOU),
];

/// One way in which a server does not take the Test's mail.
pub struct Case {
    name: &'static str,
    port: u16,
    settings: Value,
    to: &'static str,
    ca_pem: Option<String>,
    /// What another client says first, and then stays: it takes the only place.
    held_by: Option<&'static [&'static str]>,
    /// A mail passes before the one that does not.
    after_one_mail: bool,
    /// The same mail passes a moment later.
    passes_later: bool,
    /// Outcome, stage and cause.
    told: [&'static str; 3],
    reply: Option<&'static str>,
    /// The server says it unasked: before it hears MAIL, or after.
    unasked: bool,
}

impl Case {
    /// The Test with these settings sends a mail to `ops@example.test`. It is told so: outcome, failed stage, cause.
    pub fn new(name: &'static str, port: u16, settings: Value, told: [&'static str; 3]) -> Self {
        Self {
            name,
            port,
            settings,
            to: "ops@example.test",
            ca_pem: None,
            held_by: None,
            after_one_mail: false,
            passes_later: false,
            told,
            reply: None,
            unasked: false,
        }
    }

    /// The reply that decided it, its lines joined by LF; only its beginning where this ends with `*`. Without it there was none.
    pub fn by(self, reply: &'static str) -> Self {
        let reply = Some(reply);
        Self { reply, ..self }
    }

    pub fn to(self, to: &'static str) -> Self {
        Self { to, ..self }
    }

    pub fn trusting(self, ca_pem: &str) -> Self {
        let ca_pem = Some(ca_pem.to_owned());
        Self { ca_pem, ..self }
    }

    pub fn held_by(self, commands: &'static [&'static str]) -> Self {
        let held_by = Some(commands);
        Self { held_by, ..self }
    }

    pub fn after_one_mail(self) -> Self {
        let after_one_mail = true;
        Self {
            after_one_mail,
            ..self
        }
    }

    pub fn passes_later(self) -> Self {
        let passes_later = true;
        Self {
            passes_later,
            ..self
        }
    }

    pub fn unasked(self) -> Self {
        let unasked = true;
        Self { unasked, ..self }
    }

    fn run(&self) -> Run {
        self.command().run()
    }

    fn command(&self) -> SmtpHost {
        let mut host = SmtpHost::new("test", self.port, &self.settings).with(&["--to", self.to]);
        if let Some(ca_pem) = &self.ca_pem {
            host = host.file("--ca", "ca.pem", ca_pem.as_bytes());
        }
        host
    }

    /// What the server said, or the TLS library in its place; and what the person reads. The machine's names, ports and times are masked.
    pub fn before_and_after(&self) -> (String, String) {
        let report = self.run().report;
        let stages = report["stages"].as_array().unwrap();
        let failed = stages.iter().find(|stage| stage["verdict"] == "failed");
        let evidence = failed.and_then(|stage| stage["evidence"].as_array()?.last());
        let before = match &report["diagnosis"]["reply"] {
            Value::Null => evidence.unwrap().as_str().unwrap().to_owned(),
            reply => reply_text(reply),
        };
        let after = self.command().run_as_text();
        (self.masked(&before), self.masked(&after))
    }

    fn masked(&self, text: &str) -> String {
        let text = text
            .replace("localhost", "mail.example.test")
            .replace(&self.port.to_string(), "587");
        let lines = text
            .lines()
            .map(|line| masked_line(line).trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Runs it; gives what is wrong with the answer, if anything.
    fn check(&self) -> Option<String> {
        if self.after_one_mail {
            self.run().expect(self.name, ["accepted", "-", "-"]);
        }
        let held = self.held_by.map(|commands| hold(self.port, commands));
        let run = self.run();
        drop(held);
        if self.passes_later {
            thread::sleep(Duration::from_millis(1500));
            self.run().expect(self.name, ["accepted", "-", "-"]);
        }
        let (expected, found) = (self.expected(), self.found(&run));
        if found == expected && run.code == Some(1) {
            return None;
        }
        let name = self.name;
        let transcript = run.transcript();
        Some(format!(
            "{name}\n  expected {expected:?}\n  found    {found:?}\n{transcript}"
        ))
    }

    /// Outcome, stage, cause, retry, who, the reply, and what the words name.
    fn expected(&self) -> Vec<String> {
        let [outcome, stage, cause] = self.told;
        let (_, retry, who) = JUDGED
            .into_iter()
            .find(|(judged, ..)| *judged == cause)
            .unwrap_or((cause, "?", "?"));
        let reply = self.reply.unwrap_or("-");
        [outcome, stage, cause, retry, who, reply, self.named()]
            .map(str::to_owned)
            .to_vec()
    }

    fn found(&self, run: &Run) -> Vec<String> {
        let [mut outcome, cause, stage] = run.summary();
        if self.unasked && outcome == "not-sent" {
            outcome = "refused";
        }
        let diagnosis = &run.report["diagnosis"];
        let text = |key: &str| diagnosis[key].as_str().unwrap_or("-");
        let reply = reply_text(&diagnosis["reply"]);
        let beginning = self.reply.and_then(|reply| reply.strip_suffix('*'));
        let reply = match beginning {
            Some(beginning) if reply.starts_with(beginning) => format!("{beginning}*"),
            _ => reply,
        };
        let steps = diagnosis["steps"].as_array().into_iter().flatten();
        let words: String = [&diagnosis["title"], &diagnosis["meaning"]]
            .into_iter()
            .chain(steps)
            .filter_map(Value::as_str)
            .collect();
        let named = Some(self.named()).filter(|name| words.contains(name));
        let named = named.unwrap_or("-");
        let parts = [
            outcome,
            stage,
            cause,
            text("retry"),
            text("who"),
            &reply,
            named,
        ];
        parts.map(str::to_owned).to_vec()
    }

    /// What of the settings must stand in the words for this cause.
    fn named(&self) -> &str {
        let setting = |key: &str| self.settings[key].as_str();
        match self.told[2] {
            "sender-not-allowed" => setting("from_address").unwrap_or("centerscape@example.test"),
            "bad-credentials" => setting("username").unwrap_or_default(),
            _ => setting("hostname").unwrap_or("localhost"),
        }
    }
}

/// A line without how long a stage took, and without a certificate's fingerprint, which is new in each run.
fn masked_line(line: &str) -> String {
    let is_hexadecimal =
        |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(word) = line.split(' ').find(|word| is_hexadecimal(word)) {
        return line.replace(word, "(64 hexadecimal digits)");
    }
    let Some((before, after)) = line.split_once(" ms ") else {
        return line.to_owned();
    };
    let kept = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let blanks = " ".repeat(before.len() - kept.len() + " ms ".len());
    format!("{kept}{blanks}{after}")
}

/// A reply as the server sent it, but for the end of its lines.
fn reply_text(reply: &Value) -> String {
    let Some(lines) = reply["lines"].as_array() else {
        return "-".to_owned();
    };
    let last = lines.len() - 1;
    let lines = lines.iter().enumerate().map(|(number, line)| {
        let separator = if number == last { ' ' } else { '-' };
        format!("{}{separator}{}", reply["code"], line.as_str().unwrap())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Another client that was greeted, said this, and stays.
fn hold(port: u16, commands: &[&str]) -> TcpStream {
    let begin = Instant::now();
    loop {
        match try_to_hold(port, commands) {
            Ok(tcp) => return tcp,
            // The server still counts a connection that was closed a moment ago.
            Err(reply) if begin.elapsed() > PATIENCE => panic!("{reply}"),
            Err(_) => thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn try_to_hold(port: u16, commands: &[&str]) -> Result<TcpStream, String> {
    let mut tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut lines = BufReader::new(tcp.try_clone().unwrap()).lines();
    let mut positive = || {
        let mut lines = lines.by_ref().map_while(Result::ok);
        let last = lines.find(|line| line.as_bytes().get(3) == Some(&b' '));
        match last {
            Some(line) if line.starts_with('2') => Ok(()),
            line => Err(line.unwrap_or_default()),
        }
    };
    positive()?;
    for command in commands {
        tcp.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        positive()?;
    }
    Ok(tcp)
}

/// Runs all, and tells all that are told wrong.
pub fn check(cases: impl IntoIterator<Item = Case>) {
    let wrong: Vec<String> = cases.into_iter().filter_map(|case| case.check()).collect();
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} told wrong:\n{}",
        wrong.join("\n")
    );
}

/// Settings with this login.
pub fn login(security: &str, username: &str, password: &str) -> Value {
    json!({ "security": security, "auth": "password", "username": username, "password": password })
}

/// Settings with the login that the servers know.
pub fn known_login(security: &str) -> Value {
    login(security, USER, PASSWORD)
}

/// Settings with STARTTLS and no login.
pub fn starttls() -> Value {
    json!({ "security": "starttls" })
}
