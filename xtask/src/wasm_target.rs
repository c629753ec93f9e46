//! A compiler for wasm32-unknown-unknown: found, installed, or the command that installs it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, has, install_debian, output, root, run};

/// The target of the guest.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The compiler of Debian that brings the sources of std, so that std for the target can be built.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// How the guest is compiled.
pub enum Compiler {
    /// The toolchain that runs this has the target.
    Toolchain,
    /// Debian's rustc with its sources, and the linker of this path.
    Debian {
        /// The folder of `rust-lld`.
        linker: PathBuf,
    },
}

impl Compiler {
    /// Finds a compiler for the target, and installs what is missing.
    pub fn find() -> Result<Self> {
        let sysroot = sysroot()?;
        if has_target(&sysroot) {
            return Ok(Self::Toolchain);
        }
        if has("rustup") {
            eprintln!("The toolchain has no {TARGET}: rustup target add {TARGET}");
            let added = run(Command::new("rustup")
                .args(["target", "add", TARGET])
                .current_dir(root()));
            if added.is_ok() && has_target(&sysroot) {
                return Ok(Self::Toolchain);
            }
            eprintln!("rustup could not add it; trying Debian's compiler.");
        }
        Self::debian(&sysroot).with_context(|| {
            format!("no compiler for {TARGET}; install one with: rustup target add {TARGET}")
        })
    }

    fn debian(sysroot: &Path) -> Result<Self> {
        if !Path::new(DEBIAN_RUSTC).exists() || !Path::new(DEBIAN_SOURCES).exists() {
            install_debian(&DEBIAN_PACKAGES)?;
        }
        match linker(sysroot) {
            Some(linker) => Ok(Self::Debian { linker }),
            None => bail!("the toolchain in {} has no rust-lld", sysroot.display()),
        }
    }

    /// A `cargo build` for the target.
    pub fn cargo_build(&self) -> Result<Command> {
        let mut command = cargo();
        command.args(["build", "--target", TARGET]);
        if let Self::Debian { linker } = self {
            let path = env::var_os("PATH").unwrap_or_default();
            let paths = env::split_paths(&path).chain([linker.clone()]);
            command
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC", DEBIAN_RUSTC)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("PATH", env::join_paths(paths)?);
        }
        Ok(command)
    }
}

fn sysroot() -> Result<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.args(["--print", "sysroot"]).current_dir(root());
    output(&mut command).map(PathBuf::from)
}

fn has_target(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib")
        .is_dir()
}

/// The folder of `rust-lld` in a toolchain: `lib/rustlib/<host>/bin`.
fn linker(sysroot: &Path) -> Option<PathBuf> {
    let hosts = sysroot.join("lib/rustlib").read_dir().ok()?;
    let folders = hosts
        .filter_map(Result::ok)
        .map(|host| host.path().join("bin"));
    folders
        .into_iter()
        .find(|folder| folder.join("rust-lld").is_file())
}
