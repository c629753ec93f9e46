//! The settings dialog in a browser, over both hosts: the tests of `tests/browser`, and what is drawn by it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::counts::Counts;
use crate::shell::{cargo_release, need, root, run, target_dir};
use crate::tools::{node, npm_packages};
use crate::{component, dialog, java, library};

/// What runs the page. Playwright's own browsers are not downloaded.
const TOOLS: [(&str, &str); 3] = [
    ("chromium", "chromium"),
    // What the page's typefaces fall back to; without any, Chromium draws boxes.
    ("fc-list", "fontconfig"),
    ("openssl", "openssl"),
];

/// The test files at work at a time. Each has hosts and a browser of its own.
const AT_A_TIME: &str = "2";

/// Installs Node, its packages and Chromium.
pub fn install() -> Result<()> {
    need(&TOOLS)?;
    npm_packages(&folder(), "browser").map(|_| ())
}

/// Builds both hosts with the page inside them, and the mail server.
pub fn build_hosts() -> Result<()> {
    install()?;
    component::build()?;
    dialog::build()?;
    library::build(library::SHIPPED)?;
    java::install("ffi/java")?;
    java::install("host-example/java")?;
    run(cargo_release("build").args(["--bin", "smtp-host", "--bin", "postfix-for-tests"]))
}

/// Runs the tests of these files, or of all where none is named, and passes on what they print.
pub fn test(arguments: &[String]) -> Result<Counts> {
    let mut command = script()?;
    // After a failed test something may still be open; the end of the file is the end of its process all the same.
    command.args(["--test", "--test-force-exit", "--test-reporter=spec"]);
    command.arg(format!("--test-concurrency={AT_A_TIME}"));
    command.args(arguments).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    let mut found = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            add(&mut found, &line);
            println!("{line}");
        }
    }
    // What fails around the tests, or before one is known, is in no sum.
    let is_good = child.wait()?.success() && found.passed > 0;
    if !is_good && found.failed == 0 {
        found.failed = 1;
    }
    Ok(found)
}

/// Draws every state of the dialog, and the HTML mails, into `docs/screenshots`.
pub fn screenshots() -> Result<()> {
    build_hosts()?;
    run(script()?.arg("screenshots.mjs"))
}

fn folder() -> PathBuf {
    root().join("tests/browser")
}

/// A Node in the tests' folder.
fn script() -> Result<Command> {
    let (node, _) = node()?;
    let mut command = Command::new(node);
    command
        .current_dir(folder())
        .env("CARGO_TARGET_DIR", target_dir())
        .env_remove("FORCE_COLOR");
    Ok(command)
}

/// Adds a line of the sum that Node's reporter ends with, such as `ℹ pass 12`. What was skipped or is still to be done counts as failed.
fn add(counts: &mut Counts, line: &str) {
    let mut words = line.split_whitespace();
    let (Some("ℹ"), Some(what), Some(Ok(count)), None) = (
        words.next(),
        words.next(),
        words.next().map(str::parse::<usize>),
        words.next(),
    ) else {
        return;
    };
    match what {
        "pass" => counts.passed += count,
        "fail" | "cancelled" | "skipped" | "todo" => counts.failed += count,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_read_and_a_skipped_test_counts_as_failed() {
        let mut counts = Counts::default();
        for line in [
            "  ✔ pass 7 (3.1 ms)",
            "ℹ tests 12",
            "ℹ suites 3",
            "ℹ pass 5",
            "ℹ fail 1",
            "ℹ cancelled 2",
            "ℹ skipped 3",
            "ℹ todo 1",
            "ℹ duration_ms 3120.5",
            "ℹ time to interactive: 80 ms",
        ] {
            add(&mut counts, line);
        }
        assert_eq!((counts.passed, counts.failed), (5, 7));
    }
}
