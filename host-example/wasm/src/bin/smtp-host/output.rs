//! What people see: colours on a terminal only, lines that fit it, problems, reports, diagnoses.

mod diagnosis;
mod pasted;
mod recommendation;
mod report;

pub use diagnosis::diagnosis;
pub use pasted::findings;
pub use recommendation::recommendation;
pub use report::report;

use std::io::Write as _;

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use centerscape_smtp_host::types::{Problem, Reply, Security, Severity};
use textwrap::{Options, WordSplitter};

use crate::failure::Failure;

/// Text as it is.
const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const RED: Style = AnsiColor::Red.on_default().bold();

/// The text in a style.
fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// An error of the host itself. Where nobody can be told, it is not: the exit code tells it, too.
pub fn error(message: &str) {
    let _ = writeln!(anstream::stderr(), "{}: {message}", paint(RED, "error"));
}

/// Why a command has nothing to show, on standard error.
pub fn failure(failure: &Failure) {
    match failure {
        Failure::Told(message) => error(message),
        Failure::Invalid { file, problems } => problems_aside(file, problems),
    }
}

/// Problems of a file on standard error: what is asked for stands alone on standard output.
pub fn problems_aside(file: &str, problems: &[Problem]) {
    for line in problem_lines(file, problems) {
        eprintln!("{line}");
    }
}

/// The word for a security, as in settings.
pub fn security(security: Security) -> &'static str {
    match security {
        Security::None => "none",
        Security::Starttls => "starttls",
        Security::Tls => "tls",
    }
}

/// A headline.
pub fn title(text: &str) {
    println!("\n{}", paint(BOLD, text));
}

/// A quiet remark.
pub fn remark(text: &str) {
    println!("{}", paint(DIM, text));
}

/// Problems of a file, one block for each, as compilers write them.
pub fn problem_lines(file: &str, problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| problem_line(file, problem))
        .collect()
}

fn problem_line(file: &str, problem: &Problem) -> String {
    let place = match problem.position {
        Some(position) => format!("{file}:{}:{}", position.line, position.column),
        None => file.to_owned(),
    };
    let word = match problem.severity {
        Severity::Error => paint(RED, "error"),
        Severity::Warning => paint(YELLOW, "warning"),
    };
    let field = match problem.field.as_str() {
        "" => String::new(),
        field => format!("{}: ", paint(BOLD, field)),
    };
    let code = paint(DIM, &format!("[{}]", problem.code));
    let mut parameters = problem.parameters.iter();
    let suggested = parameters.find(|parameter| parameter.name == "suggested");
    let suggested = suggested.map(|parameter| format!(" Suggested: {}", parameter.value));
    let suggested = suggested.unwrap_or_default();
    format!(
        "{place}: {word}: {field}{}{suggested} {code}",
        problem.message
    )
}

/// The text in lines that fit the terminal, or 80 columns where there is none, behind so many columns of something else.
fn wrapped(text: &str, behind: usize) -> Vec<String> {
    let width = textwrap::termwidth().clamp(60, 100) - behind;
    // A host name or an id is not parted at its hyphens.
    let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text, options);
    lines
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// Prints a text behind a label of so many columns, each further line below its beginning.
fn print_behind(label: &str, columns: usize, style: Style, text: &str) {
    let mut label = label.to_owned();
    for line in wrapped(text, columns) {
        println!("{label}{}", paint(style, &line));
        label = " ".repeat(columns);
    }
}

fn reply_line(reply: &Reply) -> String {
    match reply.code {
        0 => reply.lines.join(" "),
        code => format!("{code} {}", reply.lines.join(" ")),
    }
}
