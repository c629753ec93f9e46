//! `smtp-host validate`.

use anstream::println;
use centerscape_smtp_host::types::Severity;

use crate::args::Validate;
use crate::components::Finder;
use crate::failure::Outcome;
use crate::{input, output};

/// Shows every problem of a settings file.
pub fn run(components: &Finder, args: &Validate) -> Outcome {
    let text = input::read_text(&args.settings)?;
    let mut engine = components.engine()?.instantiate()?;
    let problems = engine.validate_json(&text)?;
    let errors = problems.iter();
    let errors = errors.filter(|problem| problem.severity == Severity::Error);
    let errors = errors.count();
    if args.json {
        println!("{}", engine.problems_to_json(&problems)?);
    } else {
        for line in output::problem_lines(&input::shown(&args.settings), &problems) {
            println!("{line}");
        }
        output::remark(&match (errors, problems.len() - errors) {
            (0, 0) => "The settings are valid.".to_owned(),
            (0, warnings) => format!("The settings are valid; warnings: {warnings}."),
            (errors, warnings) => format!("Errors: {errors}, warnings: {warnings}."),
        });
    }
    Ok(errors == 0)
}
