//! The README's Java quick start, followed letter by letter: its project in an empty folder, its command, and a mail that arrives.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::shell::{root, run, target_dir};

/// The part of the README.
const HEADING: &str = "## Quick start: Java";
/// Who the README's command writes to.
const RECIPIENT: &str = "you@example.com";
/// How long the mail may take from the server's 250 to the mailbox.
const PATIENCE: Duration = Duration::from_secs(20);

/// Builds and runs the README's project against a private Postfix, and waits for its mail.
pub fn follow() -> Result<bool> {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let part = readme
        .split_once(HEADING)
        .map(|(_, rest)| rest.split("\n## ").next().unwrap_or(rest))
        .with_context(|| format!("README.md has no part {HEADING:?}"))?;

    let project = target_dir().join("quick-start");
    if project.exists() {
        fs::remove_dir_all(&project)?;
    }
    let sources = project.join("src/main/java");
    fs::create_dir_all(&sources)?;
    fs::write(project.join("pom.xml"), block(part, "xml")?)?;
    fs::write(sources.join("Hello.java"), block(part, "java")?)?;

    let postfix = Postfix::start()?;
    fs::write(
        project.join("settings.json"),
        format!(
            r#"{{"hostname":"localhost","port":{},"from_address":"CenterScape <cs@example.test>"}}"#,
            postfix.port
        ),
    )?;
    let lines = block(part, "sh")?;
    let line = lines
        .lines()
        .find(|line| line.starts_with("mvn "))
        .context("the quick start has no Maven command")?;
    let line = line.replace(RECIPIENT, "ops@example.test");
    run(Command::new("sh").args(["-c", &line]).current_dir(&project))?;
    postfix.has_mail("ops")
}

/// The first fenced block of this language.
fn block<'a>(part: &'a str, language: &str) -> Result<&'a str> {
    part.split_once(&format!("```{language}\n"))
        .and_then(|(_, rest)| rest.split_once("```"))
        .map(|(block, _)| block)
        .with_context(|| format!("the quick start has no {language} block"))
}

/// The Postfix of the tests, until it is dropped.
struct Postfix {
    process: Child,
    port: u16,
    mail: PathBuf,
}

/// What it tells of itself.
#[derive(Deserialize)]
struct Told {
    ports: Ports,
    mail_folder: PathBuf,
}

#[derive(Deserialize)]
struct Ports {
    clear: u16,
}

impl Postfix {
    fn start() -> Result<Self> {
        let program = target_dir().join("release/postfix-for-tests");
        let mut process = Command::new(&program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| {
                format!(
                    "cannot start {}; cargo build --release -p centerscape-smtp-real-servers makes it",
                    program.display()
                )
            })?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let told: Told = serde_json::from_str(&line).context("Postfix did not start")?;
        Ok(Self {
            process,
            port: told.ports.clear,
            mail: told.mail_folder,
        })
    }

    /// Whether a mail arrives in the mailbox.
    fn has_mail(&self, mailbox: &str) -> Result<bool> {
        let folder = self.mail.join(mailbox).join("new");
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if folder.is_dir() && fs::read_dir(&folder)?.next().is_some() {
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("no mail arrived in {}", folder.display())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // It stops when its standard input closes.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
