//! `smtp-host`: CenterScape's e-mail from the command line, every bit of logic inside the WIT component.

mod args;
mod commands;
mod components;
mod embedded;
mod failure;
mod input;
mod output;
mod sending;
mod serve;

use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;

use args::{Arguments, Command};

fn main() -> ExitCode {
    panic::set_hook(Box::new(tell_of_panic));
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
        Err(failure) => {
            output::failure(&failure);
            ExitCode::FAILURE
        }
    }
}

/// Where it happened, and not in which words: nobody knows what is in them.
fn tell_of_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string);
    let place = place.unwrap_or_else(|| "an unknown place".to_owned());
    output::error(&format!("internal error at {place}"));
}
