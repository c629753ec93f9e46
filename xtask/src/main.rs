//! What a person types in this repository: `cargo xtask demo`, `test`, `component`, `dialog`, `browser`,
//! `screenshots`, `library`, `java`, `contract`, `bench`.

mod bench_java;
mod browser;
mod c_header;
mod capi;
mod component;
mod contract;
mod counts;
mod dialog;
mod java;
mod java_numbers;
mod library;
mod notices;
mod oauth_server;
mod quick_start;
mod shell;
mod site;
mod suites;
mod tools;
mod wasm_target;
mod wit_page;

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

/// The tasks of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

const EXAMPLES: &str = "Examples:
  cargo xtask demo                     see it work, from a bare checkout
  cargo xtask demo --save mails        the same, and keep the mails
  cargo xtask test                     everything that is checked
  cargo xtask browser                  the settings dialog in a browser, over both hosts
  cargo xtask screenshots              docs/screenshots: every state of the dialog, and the mails
  cargo xtask component                engine.wasm, host.wasm, plugin.wasm and dialog.wasm in target/component
  cargo xtask dialog                   target/dialog, the settings dialog as both hosts embed it
  cargo xtask library                  target/library/libcenterscape_smtp.so and .a
  cargo xtask capi                     target/capi-root, the C library as a package
  cargo xtask java                     the jar, in the local Maven repository";

#[derive(Subcommand)]
enum Task {
    /// Build the components, then tell the whole story against an embedded mail server.
    Demo {
        /// Passed on to `smtp-host demo`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check and every test; the last line counts them.
    Test,
    /// Build the components into target/component.
    Component,
    /// Assemble the settings dialog for browsers in target/dialog, and print what it weighs.
    Dialog,
    /// Build the library for C and Java into target/library.
    Library {
        /// Build the one whose functions can be made to panic, for tests, into target/fault-injection.
        #[arg(long)]
        fault_injection: bool,
    },
    /// Install the C library by cargo-c into target/capi-root, and build and run host-example/c against it.
    Capi,
    /// Build the Java library, install it into the local Maven repository, and assemble the dialog that the Java host takes.
    Java,
    /// Install the OAuth 2 server of the tests below the target folder.
    OauthServer,
    /// Run the tests of the settings dialog in a browser, over both hosts.
    Browser {
        /// Passed on to `node --test`: a file of tests/browser, or `--test-name-pattern=...`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Draw every state of the settings dialog, and the HTML mails, into docs/screenshots.
    Screenshots,
    /// Write the generated files that are committed.
    Contract {
        /// Write them, and fail where one of them changed.
        #[arg(long)]
        check: bool,
    },
    /// Run a benchmark.
    Bench {
        /// Which one.
        #[command(subcommand)]
        what: Bench,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Building messages: core, the component, other libraries and the limit.
    Build {
        /// Passed on to the benchmark.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// The Java library beside Angus Mail, Simple Java Mail and smtp-source, in about a quarter of an hour.
    Java(bench_java::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    match task {
        Task::Demo { arguments } => {
            build_embedded()?;
            run_release("smtp-host", &["demo"], &arguments)
        }
        Task::Test => suites::run_all(),
        Task::Component => component::build().map(|()| ExitCode::SUCCESS),
        Task::Dialog => dialog::build().map(|()| ExitCode::SUCCESS),
        Task::OauthServer => oauth_server::install().map(|()| ExitCode::SUCCESS),
        Task::Library { fault_injection } => {
            library::build(if fault_injection {
                library::FAULT_INJECTION
            } else {
                library::SHIPPED
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Capi => capi::install_and_check().map(|good| {
            if good {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }),
        Task::Java => {
            library::build(library::SHIPPED)?;
            java::install("ffi/java")?;
            dialog::build().map(|()| ExitCode::SUCCESS)
        }
        Task::Browser { arguments } => {
            browser::build_hosts()?;
            let counts = browser::test(&arguments)?;
            println!("{} passed, {} failed", counts.passed, counts.failed);
            Ok(if counts.failed == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        Task::Screenshots => browser::screenshots().map(|()| ExitCode::SUCCESS),
        Task::Contract { check } => {
            let changed = contract::write()?;
            Ok(if check && changed {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            })
        }
        Task::Bench {
            what: Bench::Build { arguments },
        } => {
            build_embedded()?;
            run_release("centerscape-smtp-bench", &["build"], &arguments)
        }
        Task::Bench {
            what: Bench::Java(options),
        } => bench_java::bench(&options),
    }
}

/// Builds what `smtp-host` has inside it.
fn build_embedded() -> Result<()> {
    component::build()?;
    dialog::build()
}

/// Builds a program in release and runs it, with its own exit code as ours.
fn run_release(program: &str, own: &[&str], more: &[String]) -> Result<ExitCode> {
    shell::run(shell::cargo_release("build").args(["--bin", program]))?;
    let path = shell::target_dir().join("release").join(program);
    let status = Command::new(&path)
        .args(own)
        .args(more)
        .status()
        .with_context(|| format!("cannot start {}", path.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
