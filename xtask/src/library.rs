//! The native library as it is shipped: for C and Java, linked against a glibc that old systems have.

use std::env::consts;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::notices;
use crate::shell::{root, run, target_dir};
use crate::site::hexadecimal;
use crate::tools::{Crate, python_package};

/// The oldest glibc that the library runs with, that of RHEL 8.
const GLIBC: &str = "2.28";

/// Links with zig, which brings the symbols of every glibc.
const CARGO_ZIGBUILD: Crate = Crate {
    package: "cargo-zigbuild@0.24.1",
    program: "cargo-zigbuild",
    arguments: &["--no-default-features"],
};

/// The zig that it links with, from PyPI.
const ZIGLANG: &str = "0.16.0";

/// What is built.
const FILES: [&str; 2] = [SHARED, "libcenterscape_smtp.a"];

/// The shared library.
const SHARED: &str = "libcenterscape_smtp.so";

/// A way to build the library.
#[derive(Clone, Copy)]
pub struct Variant {
    folder: &'static str,
    features: &'static [&'static str],
}

/// What is shipped.
pub const SHIPPED: Variant = Variant {
    folder: "library",
    features: &[],
};

/// The same, and its doors have a function that panics: for the tests that show that no panic gets out.
pub const FAULT_INJECTION: Variant = Variant {
    folder: "fault-injection",
    features: &["--features", "fault-injection"],
};

/// The shared library that is shipped.
pub fn file() -> PathBuf {
    target_dir().join(SHIPPED.folder).join(SHARED)
}

/// Builds the library into its folder under `target`.
pub fn build(variant: Variant) -> Result<()> {
    if consts::OS != "linux" {
        bail!("the library is built on Linux; use a Linux machine or container");
    }
    let zigbuild = CARGO_ZIGBUILD.path()?;
    let zig = python_package("ziglang", ZIGLANG)?.join("ziglang/zig");
    let target = format!("{}-unknown-linux-gnu", consts::ARCH);
    // A target folder of its own: the cargo that runs us may hold the lock of the usual one.
    let own = target_dir().join("library-build");
    let folder = target_dir().join(variant.folder);
    eprintln!(
        "Compiling {} for {target} with glibc {GLIBC}",
        folder.display()
    );
    // `rustc` and the types by name: with the Rust library among them there would be no optimisation across crates.
    let mut build = Command::new(zigbuild);
    build
        .current_dir(root())
        .args(["rustc", "--quiet", "--lib", "--profile", "library"])
        .args(["--package", "centerscape-smtp-ffi"])
        .args(variant.features)
        .args(["--crate-type", "cdylib,staticlib"])
        .args(["--target", &format!("{target}.{GLIBC}")])
        .arg("--target-dir")
        .arg(&own)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_ZIGBUILD_ZIG_PATH", zig)
        .env("CARGO_ZIGBUILD_CACHE_DIR", own.join("zigbuild"))
        .env("ZIG_GLOBAL_CACHE_DIR", own.join("zig"))
        .env("ZIG_LOCAL_CACHE_DIR", own.join("zig"));
    run(&mut build)?;
    fs::create_dir_all(&folder)?;
    for file in FILES {
        ship(&own.join(&target).join("library").join(file), &folder)?;
    }
    ship(&root().join(notices::FILE), &folder)?;
    checksum(&folder)
}

/// Writes the checksum that the Java library asks for, as `sha256sum` does: a library that is cut short would end the JVM.
fn checksum(folder: &Path) -> Result<()> {
    let library = fs::read(folder.join(SHARED))?;
    let digits = hexadecimal(&Sha256::digest(&library));
    fs::write(
        folder.join(format!("{SHARED}.sha256")),
        format!("{digits}  {SHARED}\n"),
    )?;
    Ok(())
}

/// Copies a built file into a folder. Under its name it is always whole, whoever loads it meanwhile.
fn ship(built: &Path, folder: &Path) -> Result<()> {
    let path = folder.join(built.file_name().unwrap_or_default());
    let draft = path.with_extension("new");
    let size = fs::copy(built, &draft).with_context(|| built.display().to_string())?;
    fs::rename(&draft, &path)?;
    eprintln!("{} ({size} bytes)", path.display());
    Ok(())
}
