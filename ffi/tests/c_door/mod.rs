//! The door of the C library, for the shared vectors: `door.c`, compiled against the header, and asked line by line.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

use centerscape_smtp_conformance::detect::DetectionDoor;
use centerscape_smtp_conformance::oauth::{Secrets, TokenAnswer};
use centerscape_smtp_conformance::session::{SessionDoor, bytes_from_json, bytes_to_json, step};
use centerscape_smtp_conformance::{
    BuiltMessage, Door, DraftFile, MergedSettings, ProposedSettings,
};
use centerscape_smtp_core::message::Stamp;
use centerscape_smtp_core::problem;
use serde_json::{Value, json};

/// The most bytes of one read: small enough that a message takes several.
const CHUNK: usize = 1000;

/// The statuses that tell of problems and of misuse.
const INVALID_INPUT: u32 = 3;
const MISUSES: [(u32, &str); 4] = [
    (4, "busy"),
    (5, "not-started"),
    (6, "finished"),
    (7, "unexpected-event"),
];

/// A program `door` that runs.
pub struct CDoor(Rc<RefCell<Program>>);

struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// A call's status and its problems.
#[derive(Debug)]
pub struct Failed {
    status: u32,
    problems: Value,
}

type Answer = Result<Vec<String>, Failed>;

impl CDoor {
    /// The JSON that a command answers, or the problems.
    fn judged(&self, line: &str) -> Result<Value, Value> {
        let answer = self.ask(line);
        answer.map(|words| json_of(&words[0])).map_err(problems)
    }

    /// The program that this command starts.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self(Rc::new(RefCell::new(Program {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        })))
    }

    /// Asks one line.
    pub fn ask(&self, line: &str) -> Answer {
        ask(&self.0, line)
    }

    /// Ends the program and gives its exit code. Nothing is left unfreed.
    pub fn end(self) -> Option<i32> {
        assert_eq!(self.ask("live").unwrap(), ["0"], "handles are not freed");
        let mut program = self.0.borrow_mut();
        program.input = None;
        program.child.wait().unwrap().code()
    }
}

fn ask(program: &RefCell<Program>, line: &str) -> Answer {
    let mut program = program.borrow_mut();
    let input = program.input.as_mut().unwrap();
    writeln!(input, "{line}").unwrap();
    input.flush().unwrap();
    let mut answer = String::new();
    program.output.read_line(&mut answer).unwrap();
    let mut words = answer.split_whitespace().map(str::to_owned);
    match words.next().as_deref() {
        Some("ok") => Ok(words.collect()),
        Some("failed") => Err(Failed {
            status: words.next().unwrap().parse().unwrap(),
            problems: json_of(&words.next().unwrap())["problems"].clone(),
        }),
        _ => panic!("{line}: the door ended: {:?}", program.child.wait()),
    }
}

/// Bytes as an argument.
fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return ".".to_owned();
    }
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The bytes of an answer.
fn bytes(word: &str) -> Vec<u8> {
    match word {
        "." | "-" => Vec::new(),
        digits => bytes_from_json(&json!({ "hex": digits })),
    }
}

fn text(word: &str) -> String {
    String::from_utf8(bytes(word)).unwrap()
}

fn json_of(word: &str) -> Value {
    serde_json::from_str(&text(word)).unwrap()
}

/// The arguments of a stamp.
fn stamp(json: &str) -> Result<String, Value> {
    let stamp = Stamp::parse(json).map_err(|problems| {
        let text = problem::to_json(&problems);
        serde_json::from_str::<Value>(&text).unwrap()["problems"].clone()
    })?;
    let (seconds, offset) = (stamp.unix_seconds, stamp.offset_minutes);
    let (entropy, domain) = (hex(&stamp.entropy), hex(stamp.domain.as_bytes()));
    Ok(format!("{seconds} {offset} {entropy} {domain}"))
}

impl CDoor {
    fn settings(&self, text: &str) -> Result<String, Value> {
        let answer = self.ask(&format!("parse {}", hex(text.as_bytes())));
        answer.map(|words| words[0].clone()).map_err(problems)
    }

    fn shown(&self, settings: &str) -> Value {
        json_of(&self.ask(&format!("to_json {settings}")).unwrap()[0])
    }

    fn free(&self, kind: &str, handle: &str) {
        self.ask(&format!("free {kind} {handle}")).unwrap();
    }

    /// A message's envelope, size and bytes.
    fn read(&self, message: &str) -> BuiltMessage {
        let envelope = self.ask(&format!("envelope {message}")).unwrap();
        let warnings = self.ask(&format!("warnings {message}")).unwrap();
        let size = self.ask(&format!("size {message}")).unwrap();
        let mut all = Vec::new();
        loop {
            let chunk = bytes(&self.ask(&format!("read {message} {CHUNK}")).unwrap()[0]);
            if chunk.is_empty() {
                break;
            }
            all.extend(chunk);
        }
        BuiltMessage {
            envelope: json_of(&envelope[0]),
            warnings: json_of(&warnings[0])["problems"].clone(),
            size: size[0].parse().unwrap(),
            bytes: all,
        }
    }
}

/// The secrets as two arguments.
fn secret_words(secrets: &Secrets) -> String {
    let word = |secret: &Option<String>| {
        let secret = secret.as_ref();
        secret.map_or_else(|| "-".to_owned(), |secret| hex(secret.as_bytes()))
    };
    format!(
        "{} {}",
        word(&secrets.client_secret),
        word(&secrets.refresh_token)
    )
}

fn problems(failed: Failed) -> Value {
    assert_eq!(failed.status, INVALID_INPUT, "{failed:?}");
    failed.problems
}

impl Door for CDoor {
    fn name(&self) -> &'static str {
        "C"
    }

    fn check_settings(&mut self, text: &str) -> Value {
        let answer = self.ask(&format!("check {}", hex(text.as_bytes())));
        json_of(&answer.unwrap()[0])["problems"].clone()
    }

    fn shown_settings(&mut self, text: &str) -> Option<Value> {
        let settings = self.settings(text).ok()?;
        let shown = self.shown(&settings);
        self.free("settings", &settings);
        Some(shown)
    }

    fn apply(&mut self, stored: &str, form: &str) -> MergedSettings {
        let stored = self.settings(stored).expect("stored settings");
        let answer = self
            .ask(&format!("apply {stored} {}", hex(form.as_bytes())))
            .unwrap();
        let merged = &answer[0];
        let password = self.ask(&format!("password {merged}")).unwrap();
        let result = MergedSettings {
            shown: self.shown(merged),
            secret: match password[0].as_str() {
                "-" => Value::Null,
                digits => json!(text(digits)),
            },
            problems: json_of(&answer[1])["problems"].clone(),
        };
        self.free("settings", merged);
        self.free("settings", &stored);
        result
    }

    fn build(
        &mut self,
        settings: &str,
        draft: &str,
        stamp: &str,
        files: Vec<DraftFile>,
    ) -> Result<BuiltMessage, Value> {
        let settings = self.settings(settings)?;
        let built = build(&self.0, &settings, draft, stamp, &files).map(|message| {
            let read = self.read(&message);
            self.free("message", &message);
            read
        });
        self.free("settings", &settings);
        built
    }

    fn preview(
        &mut self,
        settings: &str,
        draft: &str,
        files: Vec<DraftFile>,
    ) -> Result<Value, Value> {
        let settings = self.settings(settings)?;
        let (draft, files) = (hex(draft.as_bytes()), words_of(&files));
        let shown = self.ask(&format!("preview {settings} {draft}{files}"));
        self.free("settings", &settings);
        shown.map(|words| json_of(&words[0])).map_err(problems)
    }

    fn provider_for(&mut self, hostname: &str) -> Option<ProposedSettings> {
        let line = format!("provider_for {}", hex(hostname.as_bytes()));
        let answer = self.ask(&line).unwrap();
        (answer[0] != "-").then(|| {
            let provider = json_of(&answer[0]);
            ProposedSettings {
                provider: provider["id"].as_str().unwrap().to_owned(),
                settings: provider["settings"].clone(),
            }
        })
    }

    fn usual_port(&mut self, security: &str) -> u16 {
        let line = format!("usual_port {}", hex(security.as_bytes()));
        self.ask(&line).unwrap()[0].parse().unwrap()
    }

    fn session(
        &mut self,
        settings: &str,
        entropy: [u8; 32],
    ) -> Result<Box<dyn SessionDoor>, Value> {
        let settings = self.settings(settings)?;
        match self.ask(&format!("session {settings} {}", hex(&entropy))) {
            Ok(answer) => Ok(Box::new(CSession {
                program: Rc::clone(&self.0),
                session: answer[0].clone(),
                settings,
            })),
            Err(failed) => {
                self.free("settings", &settings);
                Err(problems(failed))
            }
        }
    }

    fn detection(
        &mut self,
        input: &str,
        ports: &str,
        settings: &str,
    ) -> Result<Box<dyn DetectionDoor>, Value> {
        let base = self.settings(settings)?;
        let words = [hex(input.as_bytes()), hex(ports.as_bytes()), base];
        let made = self.ask(&format!("detection {}", words.join(" ")));
        self.free("settings", &words[2]);
        Ok(Box::new(CDetection {
            door: Self(Rc::clone(&self.0)),
            detection: made.map_err(problems)?[0].clone(),
        }))
    }

    fn explain(&mut self, reply: &str, stage: Option<&str>, settings: Option<&str>) -> Value {
        let stage = stage.map_or_else(|| "-".to_owned(), |stage| hex(stage.as_bytes()));
        self.ask_with(
            &format!("explain {} {stage}", hex(reply.as_bytes())),
            settings,
        )
    }

    fn client_fault(&mut self, last: &str, text: &str) -> Value {
        let outcomes = [
            "ready",
            "accepted",
            "partly-accepted",
            "refused",
            "not-sent",
            "uncertain",
        ];
        let last = outcomes
            .iter()
            .position(|outcome| *outcome == last)
            .unwrap()
            + 1;
        let line = format!("client_fault {last} {}", hex(text.as_bytes()));
        read_report(&self.ask(&line).unwrap())
    }

    fn oauth_configuration(&mut self, configuration: &str) -> Result<Value, Value> {
        self.judged(&format!(
            "oauth_configuration {}",
            hex(configuration.as_bytes())
        ))
    }

    fn oauth_is_for(&mut self, configuration: &str, hostname: &str) -> bool {
        let (configuration, hostname) = (hex(configuration.as_bytes()), hex(hostname.as_bytes()));
        let answer = self.ask(&format!("oauth_is_for {configuration} {hostname}"));
        answer.unwrap()[0] == "1"
    }

    fn oauth_request(&mut self, configuration: &str, secrets: &Secrets) -> Result<Value, Value> {
        let configuration = hex(configuration.as_bytes());
        self.judged(&format!(
            "oauth_request {configuration} {}",
            secret_words(secrets)
        ))
    }

    fn oauth_token(
        &mut self,
        configuration: &str,
        secrets: &Secrets,
        answer: &TokenAnswer,
    ) -> Result<Value, Value> {
        let (configuration, body) = (hex(configuration.as_bytes()), hex(&answer.body));
        let (status, asked_ms) = (answer.status, answer.asked_ms);
        let secrets = secret_words(secrets);
        self.judged(&format!(
            "oauth_token {configuration} {secrets} {status} {body} {asked_ms}"
        ))
    }

    fn explain_pasted(&mut self, text: &str, settings: Option<&str>) -> Value {
        self.ask_with(
            &format!("explain_pasted {}", hex(text.as_bytes())),
            settings,
        )
    }
}

struct CDetection {
    door: CDoor,
    detection: String,
}

impl Drop for CDetection {
    fn drop(&mut self) {
        self.door.free("detection", &self.detection);
    }
}

impl CDetection {
    fn ask(&self, command: &str) -> Vec<String> {
        let line = format!("detection_{command} {}", self.detection);
        self.door.ask(&line).unwrap()
    }

    /// A handle of the settings to probe next; 0 where there are none.
    fn next_settings(&self) -> String {
        self.ask("next")[0].clone()
    }
}

impl DetectionDoor for CDetection {
    fn lookups(&mut self) -> Value {
        json_of(&self.ask("lookups")[0])["lookups"].clone()
    }

    fn add_records(&mut self, name: &str, records: &[String]) {
        let (name, records) = (hex(name.as_bytes()), hex(records.join("\n").as_bytes()));
        let line = format!("detection_records {} {name} {records}", self.detection);
        self.door.ask(&line).unwrap();
    }

    fn next(&mut self) -> Option<Value> {
        let settings = self.next_settings();
        if settings == "0" {
            return None;
        }
        let shown = self.door.shown(&settings);
        self.door.free("settings", &settings);
        Some(shown)
    }

    fn probe(&mut self, play: &mut dyn FnMut(&mut dyn SessionDoor)) {
        let settings = self.next_settings();
        let line = format!("session {settings} {}", hex(&[7; 32]));
        let mut session = CSession {
            program: Rc::clone(&self.door.0),
            session: self.door.ask(&line).unwrap()[0].clone(),
            settings,
        };
        play(&mut session);
        let line = format!("detection_add {} {}", self.detection, session.session);
        self.door.ask(&line).unwrap();
    }

    fn recommendation(&mut self) -> Value {
        json_of(&self.ask("recommendation")[0])
    }
}

/// The handle of a draft's message.
fn build(
    program: &RefCell<Program>,
    settings: &str,
    draft: &str,
    stamp: &str,
    files: &[DraftFile],
) -> Result<String, Value> {
    let (draft, stamp) = (hex(draft.as_bytes()), self::stamp(stamp)?);
    let line = format!("build {settings} {draft} {stamp}{}", words_of(files));
    ask(program, &line)
        .map(|answer| answer[0].clone())
        .map_err(problems)
}

/// The arguments of files, each with a blank before it.
fn words_of(files: &[DraftFile]) -> String {
    let mut line = String::new();
    for file in files {
        let id = file.content_id.as_ref();
        let words = [
            hex(file.file_name.as_bytes()),
            hex(file.media_type.as_bytes()),
            id.map_or_else(|| "-".to_owned(), |id| hex(id.as_bytes())),
            hex(&file.data),
        ];
        let _ = write!(line, " {}", words.join(" "));
    }
    line
}

impl CDoor {
    /// Asks with the handle of these settings at the end, or with 0.
    fn ask_with(&self, line: &str, settings: Option<&str>) -> Value {
        let settings = settings.map(|text| self.settings(text).expect("settings"));
        let handle = settings.as_deref().unwrap_or("0");
        let answer = json_of(&self.ask(&format!("{line} {handle}")).unwrap()[0]);
        if let Some(settings) = settings {
            self.free("settings", &settings);
        }
        answer
    }
}

struct CSession {
    program: Rc<RefCell<Program>>,
    settings: String,
    session: String,
}

impl Drop for CSession {
    fn drop(&mut self) {
        for line in [
            format!("free session {}", self.session),
            format!("free settings {}", self.settings),
        ] {
            ask(&self.program, &line).unwrap();
        }
    }
}

impl SessionDoor for CSession {
    fn begin(&mut self, job: &Value) -> Value {
        let mut message = None;
        let job = if job.get("probe").is_some() {
            "probe".to_owned()
        } else if job.get("quit").is_some() {
            "quit".to_owned()
        } else if let Some(test) = job.get("test") {
            let to = hex(test["to"].as_str().unwrap().as_bytes());
            format!("test {to} {}", stamp(&test["stamp"].to_string()).unwrap())
        } else {
            let (draft, stamp) = (&job["send"]["draft"], &job["send"]["stamp"]);
            let (draft, stamp) = (draft.to_string(), stamp.to_string());
            let built = build(&self.program, &self.settings, &draft, &stamp, &[]).unwrap();
            let options = match &job["send"]["options"] {
                Value::Null => "-".to_owned(),
                Value::String(options) => hex(options.as_bytes()),
                options => hex(options.to_string().as_bytes()),
            };
            format!("send {} {options}", message.insert(built))
        };
        match ask(&self.program, &format!("begin {} {job}", self.session)) {
            Ok(_) => json!("begun"),
            Err(failed) => {
                // A message that could not begin is the caller's still.
                if let Some(message) = message {
                    ask(&self.program, &format!("free message {message}")).unwrap();
                }
                match failed.status {
                    INVALID_INPUT => json!({ "invalid": failed.problems }),
                    _ => misuse_to_json(&failed),
                }
            }
        }
    }

    fn advance(&mut self, event: &Value, now_ms: u64) -> Value {
        let line = format!("advance {} {now_ms} {}", self.session, event_words(event));
        match ask(&self.program, &line) {
            Ok(words) => {
                let timeout = u32::try_from(words[1].parse::<i64>().unwrap()).ok();
                let stage = words[8].parse::<usize>().unwrap().checked_sub(1);
                step(&action_to_json(&words), stage.map(|at| STAGES[at]), timeout)
            }
            Err(failed) => misuse_to_json(&failed),
        }
    }

    fn restrict_to(&mut self, destinations: &str) -> Value {
        let words = hex(destinations.as_bytes());
        match ask(&self.program, &format!("restrict {} {words}", self.session)) {
            Ok(_) => json!("restricted"),
            Err(failed) => json!({ "invalid": failed.problems }),
        }
    }

    fn recall(&mut self, learned: &str) -> Value {
        let words = hex(learned.as_bytes());
        match ask(&self.program, &format!("recall {} {words}", self.session)) {
            Ok(_) => json!("recalled"),
            Err(failed) => json!({ "invalid": failed.problems }),
        }
    }

    fn report(&mut self) -> Value {
        self.read_report("report")
    }

    fn redacted_report(&mut self) -> Value {
        self.read_report("redacted")
    }

    fn confirm_transactions(&mut self) {
        let line = format!("confirm_transactions {}", self.session);
        ask(&self.program, &line).unwrap();
    }

    fn is_stale(&mut self) -> bool {
        let line = format!("is_stale {}", self.session);
        ask(&self.program, &line).unwrap()[0] == "1"
    }
}

impl CSession {
    fn read_report(&self, command: &str) -> Value {
        read_report(&ask(&self.program, &format!("{command} {}", self.session)).unwrap())
    }
}

/// A report as JSON. What the accessors tell is what the JSON tells.
fn read_report(answer: &[String]) -> Value {
    let report = json_of(&answer[0]);
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let stages = report["stages"].as_array().unwrap();
    let failed = stages.iter().find(|stage| stage["verdict"] == "failed");
    let told = [
        word(&report["outcome"]),
        failed
            .map(|stage| word(&stage["stage"]))
            .unwrap_or_default(),
        word(&report["diagnosis"]["cause"]),
        word(&report["diagnosis"]["certainty"]),
        word(&report["diagnosis"]["retry"]),
    ];
    let found: Vec<_> = answer[1..].iter().map(|digits| text(digits)).collect();
    assert_eq!(found, told);
    report
}

/// An event as the arguments of `advance`.
fn event_words(event: &Value) -> String {
    let word = |value: &Value| hex(value.as_str().unwrap_or_default().as_bytes());
    match event.as_str() {
        Some("start") => return "1".to_owned(),
        Some("written") => return "4".to_owned(),
        Some("closed") => return "7".to_owned(),
        Some("timed-out") => return "9".to_owned(),
        Some("cancelled") => return "10".to_owned(),
        Some("deadline-exceeded") => return "12".to_owned(),
        Some("confirmed") => return "13".to_owned(),
        Some(other) => panic!("no such event: {other}"),
        None => {}
    }
    let (name, body) = event
        .as_object()
        .and_then(|event| event.iter().next())
        .expect("an event");
    match name.as_str() {
        "connected" => format!("2 {} {}", word(&body["local"]), word(&body["peer"])),
        "secured" => {
            let (version, cipher) = (word(&body["version"]), word(&body["cipher"]));
            format!("3 {version} {cipher}{}", chain(body))
        }
        "received" => format!("5 {}", hex(&bytes_from_json(body))),
        "secret" => match body.as_str() {
            Some(secret) => format!("6 {}", hex(secret.as_bytes())),
            None => "6 -".to_owned(),
        },
        "failed" => {
            let (kind, text) = (word(&body["kind"]), word(&body["text"]));
            format!("8 {kind} {text}{}", chain(body))
        }
        "resolved" => {
            let addresses = body.as_array().expect("a list").iter();
            let addresses: Vec<&str> = addresses.filter_map(Value::as_str).collect();
            format!("11 {}", hex(addresses.join("\n").as_bytes()))
        }
        other => panic!("no such event: {other}"),
    }
}

fn chain(body: &Value) -> String {
    let word = |value: &Value| hex(value.as_str().unwrap_or_default().as_bytes());
    let certificates = body["chain"].as_array().cloned().unwrap_or_default();
    certificates.iter().fold(String::new(), |mut words, one| {
        let _ = write!(words, " {} {}", word(&one["subject"]), word(&one["sha256"]));
        words
    })
}

/// The stages by their numbers from 1.
const STAGES: [&str; 12] = [
    "dns", "connect", "tls", "greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data",
    "body", "quit",
];

/// The action of an answer: action, timeout, outcome, text, bytes, port, secret kind, rejected, stage, transaction.
fn action_to_json(words: &[String]) -> Value {
    match words[0].as_str() {
        "1" => {
            json!({ "connect": { "host": text(&words[3]), "port": words[5].parse::<u16>().unwrap() } })
        }
        "2" => json!({ "start-tls": text(&words[3]) }),
        "3" => json!({ "write": bytes_to_json(&bytes(&words[4])) }),
        "4" => json!("read"),
        "5" => json!({ "provide-secret": {
            "kind": match words[6].as_str() {
                "1" => "password",
                "2" => "bearer-token",
                other => panic!("no such secret: {other}"),
            },
            "username": text(&words[3]),
            "rejected": words[7] == "1",
        } }),
        "6" => json!("idle"),
        "7" => json!("close"),
        "8" => json!("done"),
        "9" => json!({ "confirm": {
            "transaction": words[9].parse::<u32>().unwrap(),
            "recipients": text(&words[3]).lines().collect::<Vec<_>>(),
        } }),
        other => panic!("no such action: {other}"),
    }
}

fn misuse_to_json(failed: &Failed) -> Value {
    let misuse = MISUSES.iter().find(|(status, _)| *status == failed.status);
    json!({ "misuse": misuse.unwrap_or_else(|| panic!("{failed:?}")).1 })
}
