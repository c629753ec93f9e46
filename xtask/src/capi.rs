//! The C library as a package: cargo-c installs it into a folder, and the example host is built against that by pkg-config.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::shell::{cargo, install_debian, need, output, root, run, target_dir};
use crate::tools::Crate;

/// The version that Rust 1.95 builds.
const CARGO_C: Crate = Crate {
    package: "cargo-c@0.10.24+cargo-0.98.0",
    program: "cargo-cinstall",
    arguments: &[],
};

/// What compiles cargo-c and the example, and the Debian packages that bring it.
const TOOLS: [(&str, &str); 4] = [
    ("cc", "gcc"),
    ("make", "make"),
    ("nm", "binutils"),
    ("pkg-config", "pkg-config"),
];

/// A mail that nobody takes: port 1 of this machine is closed.
const SETTINGS: &str =
    r#"{"hostname":"127.0.0.1","port":1,"from_address":"centerscape@example.com"}"#;
const DRAFT: &str = r#"{"to":["ops@example.com"],"subject":"Rack 12","text":"It is warm."}"#;

/// Installs the C library into `target/capi-root`, compiles `host-example/c` against it, and runs that: says whether it is as it should be.
pub fn install_and_check() -> Result<bool> {
    need(&TOOLS)?;
    let prefix = target_dir().join("capi-root");
    install(&prefix)?;
    check_library(&prefix.join("lib"))?;
    check_notices(&prefix.join("share/doc/centerscape-smtp"))?;
    check_example(&prefix)?;
    Ok(true)
}

fn install(prefix: &Path) -> Result<()> {
    let tools = cargo_c()?;
    if prefix.exists() {
        // What an earlier version installed must not be found.
        fs::remove_dir_all(prefix)?;
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let paths = [tools].into_iter().chain(env::split_paths(&path));
    let mut install = cargo();
    // A target folder of its own: the cargo that runs us may hold the lock of the usual one.
    install
        .args(["cinstall", "--release", "--locked"])
        .args(["--manifest-path", "ffi/Cargo.toml"])
        .args(["--no-default-features", "--features", "capi"])
        .arg("--target-dir")
        .arg(target_dir().join("capi-build"))
        .arg("--prefix")
        .arg(prefix)
        .args(["--libdir", "lib"])
        .env("PATH", env::join_paths(paths)?)
        .env("CARGO_TERM_QUIET", "true");
    run(&mut install)
}

/// The folder of cargo-c's programs.
fn cargo_c() -> Result<PathBuf> {
    let has_openssl = Command::new("pkg-config")
        .args(["--exists", "openssl"])
        .status()?
        .success();
    if !has_openssl {
        install_debian(&["libssl-dev"])?;
    }
    let program = CARGO_C.path()?;
    let folder = program.parent().context("it lies in a folder")?;
    Ok(folder.to_path_buf())
}

/// A versioned library with its soname, with the functions of C and none for Java.
fn check_library(folder: &Path) -> Result<()> {
    let major_minor = env!("CARGO_PKG_VERSION")
        .rsplit_once('.')
        .map_or("", |(head, _)| head);
    let soname = format!("libcenterscape_smtp.so.{major_minor}");
    let library = folder.join(&soname);
    let dynamic = output(Command::new("readelf").arg("-d").arg(&library))?;
    ensure!(
        dynamic.contains(&format!("Library soname: [{soname}]")),
        "{} has another soname:\n{dynamic}",
        library.display()
    );
    let symbols = output(
        Command::new("nm")
            .args(["--dynamic", "--defined-only"])
            .arg(&library),
    )?;
    let foreign: Vec<_> = symbols
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .filter(|name| name.starts_with("Java_") || name.starts_with("JNI_"))
        .collect();
    ensure!(foreign.is_empty(), "it has functions for Java: {foreign:?}");
    ensure!(
        symbols.contains(" cs_smtp_session_advance"),
        "it lacks the functions of C"
    );
    Ok(())
}

/// The licenses of what is inside come with it.
fn check_notices(folder: &Path) -> Result<()> {
    let path = folder.join("THIRD-PARTY-NOTICES.txt");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    ensure!(
        text.contains("serde_json v"),
        "{} names no crates",
        path.display()
    );
    Ok(())
}

/// Compiles the example by its own Makefile, and runs it as far as it goes without a server.
fn check_example(prefix: &Path) -> Result<()> {
    let folder = target_dir().join("capi-example");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    run(Command::new("make")
        .args(["--silent", "-C"])
        .arg(root().join("host-example/c"))
        .arg(format!("BUILD={}", folder.display()))
        .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig")))?;
    for (name, text) in [("settings.json", SETTINGS), ("draft.json", DRAFT)] {
        fs::write(folder.join(name), text)?;
    }
    let program = folder.join("smtp-send");
    let told = Command::new(&program)
        .args([folder.join("settings.json"), folder.join("draft.json")])
        .env("LD_LIBRARY_PATH", prefix.join("lib"))
        .output()
        .with_context(|| program.display().to_string())?;
    let text = String::from_utf8_lossy(&told.stdout);
    ensure!(
        told.status.code() == Some(1) && text.contains("cause: connection-refused"),
        "{} said {}: {text}{}",
        program.display(),
        told.status,
        String::from_utf8_lossy(&told.stderr)
    );
    Ok(())
}
