//! `smtp-host`: CenterScape's e-mail from the command line, every bit of logic inside the WIT component.

mod args;
mod commands;
mod components;
mod embedded;
mod input;
mod output;
mod sending;
mod serve;

use std::process::ExitCode;

use args::{Arguments, Command};

/// How a command ends: `true` is accepted, ready or valid.
type Outcome = Result<bool, String>;

fn main() -> ExitCode {
    let arguments = Arguments::from_command_line();
    let components = components::Finder::new(arguments.component);
    let outcome = match arguments.command {
        Command::Demo(args) => commands::demo::run(&components, &args),
        Command::Validate(args) => commands::validate::run(&components, &args),
        Command::Build(args) => commands::build::run(&components, &args),
        Command::Send(args) => commands::send::run(&components, &args),
        Command::Test(args) => commands::test::run(&components, &args),
        Command::Detect(args) => commands::detect::run(&components, &args),
        Command::Explain(args) => commands::explain::run(&components, &args),
        Command::Serve(args) => serve::run(&components, &args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            output::error(&message);
            ExitCode::FAILURE
        }
    }
}
