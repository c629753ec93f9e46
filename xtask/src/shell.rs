//! Other programs: where they are, running them, saying so.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// Where builds go: `CARGO_TARGET_DIR`, else `target`.
pub fn target_dir() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A cargo that runs in the root of the repository.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// A `cargo build` or `cargo test` in release, the one profile that wasmtime is built in. Always of the same packages: others would
/// have other features, and wasmtime would be compiled again. Core and these tasks are left to the dev profile, where overflow is
/// checked, and the guest has nothing that runs natively.
pub fn cargo_release(subcommand: &str) -> Command {
    let mut command = cargo();
    command.args([subcommand, "--release", "--workspace"]);
    for package in ["centerscape-smtp-core", "centerscape-smtp-wit", "xtask"] {
        command.args(["--exclude", package]);
    }
    command
}

/// Whether a program of this name is on the `PATH`.
pub fn has(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| {
        env::split_paths(&path).any(|directory| directory.join(program).is_file())
    })
}

/// Runs it to its end and fails where it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command
        .status()
        .with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} failed: {status}");
    }
    Ok(())
}

/// What it prints to standard output, trimmed.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = format!("{command:?}");
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        bail!("{shown} failed: {}", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Sees to it that these programs are there: each with the Debian package that brings it.
pub fn need(tools: &[(&str, &'static str)]) -> Result<()> {
    let mut missing: Vec<&str> = tools
        .iter()
        .filter(|(program, _)| !has(program))
        .map(|(_, package)| *package)
        .collect();
    missing.dedup();
    if missing.is_empty() {
        Ok(())
    } else {
        install_debian(&missing)
    }
}

/// Installs Debian packages, or says how.
pub fn install_debian(packages: &[&str]) -> Result<()> {
    let command_line = format!(
        "apt-get install --yes --no-install-recommends {}",
        packages.join(" ")
    );
    let is_root = has("id") && output(Command::new("id").arg("-u"))? == "0";
    if !has("apt-get") || !is_root {
        bail!("these Debian packages are missing; as root: {command_line}");
    }
    eprintln!("Installing from Debian: {}", packages.join(" "));
    let mut install = Command::new("apt-get");
    install
        .args(["install", "--yes", "--no-install-recommends", "-qq"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null());
    if run(&mut install).is_err() {
        // A fresh machine has no package lists yet.
        run(Command::new("apt-get").args(["update", "-qq"]))?;
        run(&mut install).with_context(|| format!("as root: {command_line}"))?;
    }
    Ok(())
}
