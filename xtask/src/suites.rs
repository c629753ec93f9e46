//! Everything that is checked, one suite after the other, and how many tests passed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::counts::Counts;
use crate::shell::{cargo, cargo_release, need, root, run, target_dir};
use crate::tools::Crate;
use crate::wasm_target::Compiler;
use crate::{
    bench_java, browser, capi, component, contract, dialog, java, library, oauth_server,
    quick_start,
};

/// Programs that tests call, and the Debian packages that bring them.
const TOOLS: [(&str, &str); 9] = [
    ("python3", "python3"),
    ("dpkg-deb", "dpkg"),
    ("apt-get", "apt"),
    ("openssl", "openssl"),
    ("cc", "gcc"),
    ("c++", "g++"),
    ("make", "make"),
    ("readelf", "binutils"),
    ("valgrind", "valgrind"),
];

/// The version that `deny.toml` is written for.
const CARGO_DENY: Crate = Crate {
    package: "cargo-deny@0.20.2",
    program: "cargo-deny",
    arguments: &[],
};

/// What the suites counted so far.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

/// Runs every suite, also after one failed, and prints the sum as the last line.
pub fn run_all() -> Result<ExitCode> {
    need(&TOOLS)?;
    java::install_tools()?;
    install_components()?;
    oauth_server::install()?;
    browser::install()?;
    let mut tally = Tally::default();
    tally.check("format", || {
        succeeds(cargo().args(["fmt", "--all", "--check"]))
    });
    tally.check("generated files", || {
        contract::write().map(|changed| !changed)
    });
    tally.check("components", || component::build().map(|()| true));
    tally.check("dialog and its weight", || dialog::build().map(|()| true));
    tally.check("vectors through the dialog's component", || {
        dialog::play_vectors().map(|()| true)
    });
    tally.check("library", || {
        library::build(library::SHIPPED)?;
        library::build(library::FAULT_INJECTION).map(|()| true)
    });
    tally.check("core for wasm", || {
        let mut build = Compiler::find()?.cargo_build()?;
        succeeds(build.args(["--quiet", "--package", "centerscape-smtp-core"]))
    });
    tally.check("dependencies", dependencies);
    tally.check("lints", || {
        succeeds(cargo().args([
            "clippy",
            "--quiet",
            "--release",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    tally.tests(
        "core and tasks",
        cargo().args([
            "test",
            "--no-fail-fast",
            "-p",
            "centerscape-smtp-core",
            "-p",
            "xtask",
        ]),
    )?;
    eprintln!(
        "Mail servers are unpacked into {} the first time; nothing is installed.",
        target_dir().join("servers").display()
    );
    tally.tests(
        "everything else",
        cargo_release("test").arg("--no-fail-fast"),
    )?;
    tally.check("C library as a package", capi::install_and_check);
    java_suites(&mut tally)?;
    // Both hosts were built by the suites before.
    tally.counted("dialog in a browser", || browser::test(&[]));
    tally.check("the README's Java quick start", quick_start::follow);
    tally.check("benchmark from Java", bench_java::try_out);
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The Maven modules. The server that they send to is a program of the suite before.
fn java_suites(tally: &mut Tally) -> Result<()> {
    let postfix = target_dir().join("release/postfix-for-tests");
    let library = library::file();
    let java_21 = java::jdk_21()?;
    let java_25 = java::jdk_25()?;
    let oauth = target_dir().join("release/oauth-for-tests");
    let dialog = dialog::directory();
    let properties: [(&str, &Path); 6] = [
        ("centerscape.dialog", &dialog),
        ("centerscape.smtp.library", &library),
        ("centerscape.smtp.oauth", &oauth),
        ("centerscape.smtp.postfix", &postfix),
        ("centerscape.smtp.java21", &java_21),
        ("centerscape.smtp.java25", &java_25),
    ];
    for module in ["ffi/java", "host-example/java"] {
        tally.counted(module, || java::test(module, &properties));
    }
    Ok(())
}

/// Licences and sources of all dependencies. Advisories need a network beyond the registries: `cargo deny check` reads them too.
fn dependencies() -> Result<bool> {
    let mut deny = Command::new(CARGO_DENY.path()?);
    deny.current_dir(root());
    succeeds(deny.args([
        "--log-level",
        "error",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
}

/// The toolchain's parts that a minimal one lacks.
fn install_components() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        // Rustup has a proxy on the path, whether or not the component is there.
        let is_there = cargo().args([subcommand, "--version"]).output();
        if !is_there.is_ok_and(|output| output.status.success()) {
            eprintln!("Installing the toolchain's {component}");
            run(Command::new("rustup")
                .args(["component", "add", component])
                .current_dir(root()))?;
        }
    }
    Ok(())
}

fn succeeds(command: &mut Command) -> Result<bool> {
    Ok(command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?
        .success())
}

impl Tally {
    /// One check that passes or fails as a whole.
    fn check(&mut self, name: &str, check: impl FnOnce() -> Result<bool>) {
        eprintln!("== {name}");
        let start = Instant::now();
        let passed = check().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            false
        });
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        let word = if passed { "passed" } else { "FAILED" };
        eprintln!("== {name}: {word} ({:.0} s)", start.elapsed().as_secs_f32());
    }

    /// A `cargo test`, whose tests are counted one by one. An ignored test counts as failed: nothing is skipped quietly.
    fn tests(&mut self, name: &str, command: &mut Command) -> Result<()> {
        eprintln!("== {name}");
        let start = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut found = Tally::default();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines() {
                let line = line?;
                if let Some(result) = line.strip_prefix("test result: ") {
                    found.add(result);
                }
                println!("{line}");
            }
        }
        // A suite that does not compile has no result line.
        if !child.wait()?.success() && found.failed == 0 {
            found.failed = 1;
        }
        eprintln!(
            "== {name}: {} passed, {} failed ({:.0} s)",
            found.passed,
            found.failed,
            start.elapsed().as_secs_f32()
        );
        self.passed += found.passed;
        self.failed += found.failed;
        Ok(())
    }

    /// A suite that counts its tests itself.
    fn counted(&mut self, name: &str, suite: impl FnOnce() -> Result<Counts>) {
        eprintln!("== {name}");
        let start = Instant::now();
        let found = suite().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Counts {
                passed: 0,
                failed: 1,
            }
        });
        eprintln!(
            "== {name}: {} passed, {} failed ({:.0} s)",
            found.passed,
            found.failed,
            start.elapsed().as_secs_f32()
        );
        self.passed += found.passed;
        self.failed += found.failed;
    }

    /// Adds a line of libtest, `ok. 12 passed; 0 failed; 0 ignored; ...`.
    fn add(&mut self, result: &str) {
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(count), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(count) = count.parse::<usize>() else {
                continue;
            };
            match what {
                "passed" => self.passed += count,
                "failed" | "ignored" => self.failed += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_counted_and_ignored_tests_fail() {
        let mut tally = Tally::default();
        tally.add(
            "ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.02s",
        );
        tally.add(
            "FAILED. 1 passed; 2 failed; 4 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        );
        assert_eq!((tally.passed, tally.failed), (13, 6));
    }
}
