//! What was found in a pasted text, as text.

use std::fmt::Write as _;

use anstream::println;
use centerscape_smtp_host::pasted::Findings;

use super::{diagnosis, remark, title};

/// What was found in a pasted text, each with its line.
pub fn findings(file: &str, found: &Findings) {
    if found.findings.is_empty() {
        println!("{file} tells of no failure that is known here.");
    }
    for finding in &found.findings {
        let mut place = format!("{file}:{}", finding.line);
        for part in [&finding.stage, &finding.hostname].into_iter().flatten() {
            place.push_str(", ");
            place.push_str(part);
        }
        if finding.count > 1 {
            let _ = write!(place, ", {} times", finding.count);
        }
        title(&place);
        diagnosis(&finding.diagnosis);
    }
    if !found.complete {
        remark("The text is too long: only its beginning was read.");
    }
}
