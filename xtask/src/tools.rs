//! Programs from the registries, each in the version that is known to work, below the target folder: nothing global changes.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{cargo, install_debian, run, target_dir};

/// A program from crates.io.
pub struct Crate {
    /// The package and its version, `name@version`.
    pub package: &'static str,
    /// The program.
    pub program: &'static str,
    /// What `cargo install` is told beside.
    pub arguments: &'static [&'static str],
}

impl Crate {
    /// Where the program is, installed where it is not there yet.
    pub fn path(&self) -> Result<PathBuf> {
        let (name, version) = self
            .package
            .split_once('@')
            .with_context(|| format!("{} has no version", self.package))?;
        let own = directory(name, version);
        let program = own.join("bin").join(self.program);
        if !program.is_file() {
            eprintln!("Installing {} into {}", self.package, own.display());
            // Not optimised: compiling it takes longer than it runs.
            let mut install = cargo();
            install
                .args(["install", "--quiet", "--debug", "--locked", self.package])
                .args(self.arguments)
                .arg("--root")
                .arg(&own)
                .env("CARGO_PROFILE_DEV_DEBUG", "0");
            run(&mut install)?;
        }
        Ok(program)
    }
}

/// The folder of a Python package from PyPI, installed where it is not there yet.
pub fn python_package(name: &str, version: &str) -> Result<PathBuf> {
    let own = directory(name, version);
    if own.is_dir() {
        return Ok(own);
    }
    let pip = || {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "--disable-pip-version-check"]);
        pip
    };
    if !pip()
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        install_debian(&["python3-pip"])?;
    }
    eprintln!(
        "Installing {name} {version} from PyPI into {}",
        own.display()
    );
    // Under its name it is always whole.
    let draft = own.with_extension("new");
    if draft.exists() {
        // What an interrupted run left: pip would keep it as it is, and say that all went well.
        fs::remove_dir_all(&draft)?;
    }
    run(pip()
        .args(["install", "--quiet", "--no-compile", "--no-deps"])
        .args(["--only-binary=:all:", "--root-user-action=ignore"])
        .arg(format!("{name}=={version}"))
        .arg("--target")
        .arg(&draft))?;
    fs::rename(&draft, &own)?;
    Ok(own)
}

fn directory(name: &str, version: &str) -> PathBuf {
    target_dir().join("tools").join(format!("{name}-{version}"))
}
