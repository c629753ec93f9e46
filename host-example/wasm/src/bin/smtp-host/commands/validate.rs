//! `smtp-host validate`.

use anstream::println;
use centerscape_smtp_host::types::Severity;

use crate::args::Validate;
use crate::components::Finder;
use crate::{Outcome, input, output};

/// Shows every problem of a settings file.
pub fn run(components: &Finder, args: &Validate) -> Outcome {
    let text = input::read_text(&args.settings)?;
    let mut engine = components
        .engine()?
        .instantiate()
        .map_err(|error| error.to_string())?;
    let problems = engine
        .call(|world, store| {
            world
                .centerscape_smtp_settings()
                .call_validate_json(store, &text)
        })
        .map_err(|error| error.to_string())?;
    if args.json {
        let json = engine.call(|world, store| {
            world
                .centerscape_smtp_diagnosis()
                .call_problems_to_json(store, &problems)
        });
        println!("{}", json.map_err(|error| error.to_string())?);
    } else {
        for line in output::problem_lines(&input::shown(&args.settings), &problems) {
            println!("{line}");
        }
        let errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .count();
        output::remark(&match (errors, problems.len() - errors) {
            (0, 0) => "The settings are valid.".to_owned(),
            (0, warnings) => format!("The settings are valid; warnings: {warnings}."),
            (errors, warnings) => format!("Errors: {errors}, warnings: {warnings}."),
        });
    }
    Ok(problems
        .iter()
        .all(|problem| problem.severity != Severity::Error))
}
