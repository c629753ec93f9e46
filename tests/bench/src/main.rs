//! Benchmarks. `cargo xtask bench build`: building mails in core and in the component, beside other libraries and the limit; and
//! explaining replies, beside building a mail.
//!
//! Absolute times differ from machine to machine; the ratios count. Nothing fails because it was slow.

mod contender;
mod environment;
mod explain;
mod guest;
mod mail;
mod memory;
mod race;
mod report;
mod table;

use std::env;
use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use wasmtime::error::Context;
use wasmtime::{Result, ensure};

use crate::contender::{Contender, Core, Lettre, Limit, MailBuilder};
use crate::guest::Guest;
use crate::report::{MailResult, Results};

#[global_allocator]
static ALLOCATOR: memory::Counted = memory::Counted;

/// Benchmarks of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Building mails: core, the component, mail-builder, lettre and the limit, in about a minute.
    Build(Format),
}

#[derive(clap::Args)]
struct Format {
    /// Print JSON: times in nanoseconds, sizes in bytes.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the tables as docs/benchmarks.md has them.
    #[arg(long)]
    markdown: bool,
}

fn main() -> Result<()> {
    let What::Build(format) = Arguments::parse().what;
    let results = build(&progress)?;
    progress("");
    if format.json {
        println!("{:#}", results.json());
        return Ok(());
    }
    let environment = results.environment.iter();
    let environment: Vec<_> = environment
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    println!("{}\n", environment.join(" · "));
    let tables = results.tables().map(|table| {
        if format.markdown {
            table.markdown()
        } else {
            table.terminal()
        }
    });
    print!("{}", tables.join("\n"));
    Ok(())
}

/// Shows what is going on in one line, where a person watches.
fn progress(text: &str) {
    if stderr().is_terminal() {
        eprint!("\r\x1b[K{text}");
        // A progress line that cannot be written is not missed.
        let _ = stderr().flush();
    }
}

/// Measures everything.
fn build(progress: &dyn Fn(&str)) -> Result<Results> {
    let directory = component_directory()?;
    let [engine, plugin] = ["engine.wasm", "plugin.wasm"].map(|name| directory.join(name));
    let costs = guest::costs(&[&engine, &plugin], progress)?;
    progress("making the mails");
    let mut contenders: Vec<Box<dyn Contender>> = vec![
        Box::new(Core::new()),
        Box::new(Guest::load(&engine)?),
        Box::new(MailBuilder::default()),
        Box::new(Lettre::default()),
        Box::new(Limit::new()),
    ];
    let mut mails = Vec::new();
    for case in mail::cases()? {
        let scores = race::race(&case, &mut contenders, progress)?;
        mails.push(MailResult {
            name: case.name,
            file_length: case.mail.file.as_ref().map(|file| file.data.len()),
            scores: contenders.iter().map(|it| it.name()).zip(scores).collect(),
        });
    }
    Ok(Results {
        environment: environment::describe(),
        mails,
        explained: explain::explain(progress)?,
        costs: ["empty", "engine", "plugin"]
            .into_iter()
            .zip(costs)
            .collect(),
    })
}

/// Where `cargo xtask component` leaves the components: beside the folder of this program.
fn component_directory() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program
        .ancestors()
        .nth(2)
        .context("this program lies in no target folder")?;
    let directory = target.join("component");
    ensure!(
        directory.join("engine.wasm").is_file(),
        "there is no component in {}; build it: cargo xtask component",
        directory.display()
    );
    Ok(directory)
}
