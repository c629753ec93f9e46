//! `cargo xtask bench java`: the Java library beside Angus Mail, Simple Java Mail and smtp-source. Here it is built; the benchmark in
//! `tests/bench/java` measures and prints.

use std::ffi::OsString;
use std::fs;
use std::io::{IsTerminal, stderr, stdout};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::java::{self, maven};
use crate::library;
use crate::shell::{cargo_release, need, output, root, run, target_dir};

/// Programs that are called beside those of Java, and the Debian packages that bring them.
const TOOLS: [(&str, &str); 3] = [("cc", "gcc"), ("taskset", "util-linux"), ("dpkg", "dpkg")];

/// The jar that is shipped, as `ffi/java/pom.xml` names it.
const JAR: &str = "ffi/java/target/centerscape-smtp-0.1.0.jar";

/// How to measure and print.
#[derive(Args)]
pub struct Options {
    /// Only show that everything runs, in about a minute: the numbers mean nothing.
    #[arg(long)]
    quick: bool,
    /// Print JSON: times in nanoseconds, sizes in bytes, rates per second, each round by itself.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the tables as docs/benchmarks.md has them.
    #[arg(long)]
    markdown: bool,
}

/// Builds everything and measures.
pub fn bench(options: &Options) -> Result<ExitCode> {
    java::install_tools()?;
    need(&TOOLS)?;
    library::build(library::SHIPPED)?;
    let jar = build_jar()?;
    let classes = build_benchmark(&jar)?;
    let status = measure(options, &jar, &classes)?
        .status()
        .context("cannot start java")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// Shows that everything runs; the numbers mean nothing.
pub fn try_out() -> Result<bool> {
    let options = Options {
        quick: true,
        json: false,
        markdown: false,
    };
    Ok(bench(&options)? == ExitCode::SUCCESS)
}

/// The jar as it is shipped, with the native library inside.
fn build_jar() -> Result<PathBuf> {
    eprintln!("Building the Java library");
    run(maven("ffi/java").args([
        "-DskipTests",
        "-Dmaven.javadoc.skip",
        "-Dmaven.source.skip",
        "package",
    ]))?;
    let jar = root().join(JAR);
    if !jar.is_file() {
        bail!("Maven left no {}", jar.display());
    }
    Ok(jar)
}

/// The benchmark's class path.
fn build_benchmark(jar: &PathBuf) -> Result<OsString> {
    eprintln!("Building the benchmark");
    let mut property = OsString::from("-Dcenterscape.smtp.jar=");
    property.push(jar);
    run(maven("tests/bench/java")
        .arg(property)
        .arg("process-classes"))?;
    let target = root().join("tests/bench/java/target");
    let mut path = target.join("classes").into_os_string();
    path.push(":");
    path.push(target.join("libraries").join("*"));
    Ok(path)
}

fn measure(options: &Options, jar: &PathBuf, classes: &OsString) -> Result<Command> {
    let folder = target_dir().join("bench-java");
    fs::create_dir_all(&folder)?;
    let empty = folder.join("libempty.so");
    let source = root().join("tests/bench/java/src/main/c/empty.c");
    run(Command::new("cc")
        .args(["-O2", "-shared", "-fPIC", "-o"])
        .arg(&empty)
        .arg(source))?;
    let (postfix, libraries) = postfix()?;
    let mut java = Command::new("java");
    java.arg(format!("-Dbench.folder={}", folder.display()))
        .arg(format!("-Dbench.empty={}", empty.display()))
        .arg(format!("-Dbench.postfix={postfix}"))
        .arg(format!("-Dbench.postfix.libraries={libraries}"))
        .arg("-cp")
        .arg(classes)
        .arg("com.centerscape.smtp.bench.Main")
        .arg(jar);
    for (flag, is_set) in [
        ("--quick", options.quick),
        ("--json", options.json),
        ("--markdown", options.markdown),
        ("--colour", stdout().is_terminal()),
        ("--progress", stderr().is_terminal()),
    ] {
        if is_set {
            java.arg(flag);
        }
    }
    Ok(java)
}

/// Where smtp-sink and smtp-source lie, and where their libraries do.
fn postfix() -> Result<(String, String)> {
    let program = "postfix-programs";
    run(cargo_release("build").args(["--quiet", "--bin", program]))?;
    let told = output(&mut Command::new(
        target_dir().join("release").join(program),
    ))?;
    let (postfix, libraries) = told
        .split_once('\n')
        .context("it is not told where Postfix lies")?;
    Ok((postfix.to_owned(), libraries.to_owned()))
}
