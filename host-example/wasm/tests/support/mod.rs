//! Runs the command `smtp-host` as a person or a script would, and reads its report.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a command may take before its test fails over it. What it has to keep to is in its report.
const PATIENCE: Duration = Duration::from_secs(30);

/// The time zone of every command: one with an odd offset, +05:30.
const ZONE: &str = "IST-5:30";

/// A command `smtp-host` that is being put together, with its files in a folder of its own.
pub struct SmtpHost {
    folder: TempDir,
    arguments: Vec<String>,
    environment: Option<String>,
    /// Where its standard error goes in place of the folder.
    stderr: Option<&'static str>,
    /// What must not occur in the output.
    secrets: Vec<String>,
}

impl SmtpHost {
    /// `smtp-host COMMAND --json` with these settings, over those of a server on loopback without security and login.
    pub fn new(command: &str, port: u16, settings: &Value) -> Self {
        let mut all = json!({
            "hostname": "localhost", "port": port, "timeout_seconds": 20,
            "from_address": "CenterScape <centerscape@example.test>",
        });
        let own = settings.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(own);
        let mut host = Self {
            folder: TempDir::new().unwrap(),
            arguments: vec![command.to_owned(), "--json".to_owned()],
            environment: None,
            stderr: None,
            secrets: Vec::new(),
        };
        if let Some(password) = all["password"].as_str().filter(|text| *text != "****") {
            host.hide(all["username"].as_str().unwrap_or_default(), password);
        }
        host.file("--settings", "settings.json", all.to_string().as_bytes())
    }

    /// Adds arguments.
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments
            .extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// Adds an option whose value is a file with these bytes.
    pub fn file(self, option: &str, name: &str, bytes: &[u8]) -> Self {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap().to_owned();
        self.with(&[option, &path])
    }

    /// Adds the draft.
    pub fn draft(self, draft: &Value) -> Self {
        self.file("--draft", "draft.json", draft.to_string().as_bytes())
    }

    /// Gives the password or token in the environment.
    pub fn secret(mut self, username: &str, secret: &str) -> Self {
        self.environment = Some(secret.to_owned());
        self.hide(username, secret);
        self
    }

    fn hide(&mut self, username: &str, secret: &str) {
        let forms = [
            secret.to_owned(),
            BASE64.encode(secret),
            BASE64.encode(format!("\0{username}\0{secret}")),
        ];
        self.secrets.extend(forms);
    }

    /// Runs it to its end, where nothing can be written to its standard error.
    pub fn run_without_stderr(mut self) -> Run {
        self.stderr = Some("/dev/full");
        self.run()
    }

    /// Starts it.
    pub fn start(self) -> Running {
        let output = |name| File::create(self.folder.path().join(name)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_smtp-host"));
        command
            .args(&self.arguments)
            .env_remove("SMTP_PASSWORD")
            .env("TZ", ZONE)
            .stdin(Stdio::null())
            .stdout(output("stdout"))
            .stderr(output("stderr"));
        if let Some(path) = self.stderr {
            command.stderr(File::options().write(true).open(path).unwrap());
        }
        if let Some(secret) = &self.environment {
            command.env("SMTP_PASSWORD", secret);
        }
        Running {
            child: command.spawn().unwrap(),
            host: self,
        }
    }

    /// Runs it to its end.
    pub fn run(self) -> Run {
        self.start().wait()
    }

    /// Runs it to its end without `--json`, and gives what a person reads.
    pub fn run_as_text(mut self) -> String {
        self.arguments.retain(|argument| argument != "--json");
        let (_, stdout, _) = self.start().finish();
        stdout
    }
}

/// A command under way.
pub struct Running {
    /// The process.
    pub child: Child,
    host: SmtpHost,
}

impl Running {
    /// Waits until it ends.
    pub fn wait(self) -> Run {
        let (code, stdout, stderr) = self.finish();
        Run {
            code,
            report: serde_json::from_str(&stdout)
                .unwrap_or_else(|error| panic!("{error} in {stdout:?}; {stderr}")),
        }
    }

    /// Its exit code and what it said, without a secret in it.
    fn finish(mut self) -> (Option<i32>, String, String) {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begin.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("{:?} took too long", self.host.arguments);
            }
            thread::sleep(Duration::from_millis(5));
        };
        let read = |name| fs::read_to_string(self.host.folder.path().join(name)).unwrap();
        let (stdout, stderr) = (read("stdout"), read("stderr"));
        for secret in &self.host.secrets {
            assert!(
                !stdout.contains(secret) && !stderr.contains(secret),
                "a secret is in the output:\n{stdout}{stderr}"
            );
        }
        (status.code(), stdout, stderr)
    }
}

/// What came of a command.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: Option<i32>,
    /// The report.
    pub report: Value,
}

impl Run {
    /// Outcome, cause and the stage that failed, each `-` where there is none.
    pub fn summary(&self) -> [&str; 3] {
        let stages = self.report["stages"].as_array().expect("stages");
        let failed = stages.iter().find(|stage| stage["verdict"] == "failed");
        [
            text(&self.report["outcome"]),
            text(&self.report["diagnosis"]["cause"]),
            failed.map_or("-", |stage| text(&stage["stage"])),
        ]
    }

    /// Fails unless outcome, cause and failed stage are these, and the exit code suits the outcome.
    pub fn expect(&self, name: &str, summary: [&str; 3]) {
        assert_eq!(self.summary(), summary, "{name}: {:#}", self.report);
        let code = i32::from(!matches!(summary[0], "accepted" | "ready"));
        assert_eq!(self.code, Some(code), "{name}");
    }

    /// Each recipient with its outcome and the code of the reply that decided it, 0 where there was none.
    pub fn recipients(&self) -> Vec<(&str, &str, u64)> {
        let recipients = self.report["recipients"].as_array().expect("recipients");
        recipients
            .iter()
            .map(|one| {
                (
                    text(&one["address"]),
                    text(&one["outcome"]),
                    one["reply"]["code"].as_u64().unwrap_or(0),
                )
            })
            .collect()
    }

    /// The transcript, one line below the other.
    pub fn transcript(&self) -> String {
        let lines = self.report["transcript"].as_array().expect("transcript");
        lines
            .iter()
            .flat_map(|line| [line.as_str().unwrap_or_default(), "\n"])
            .collect()
    }
}

/// The text of a value, `-` where it is none.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}
