//! The interface `pasted`.

use centerscape_smtp_core::{pasted as core, settings};

use crate::Component;
use crate::bindings::exports::centerscape::smtp::pasted::{Finding, Findings, Guest, Settings};
use crate::convert::Convert;

impl Guest for Component {
    fn explain(text: String, settings: Option<Settings>) -> Findings {
        let settings: Option<settings::Settings> = settings.convert();
        core::explain_pasted(&text, settings.as_ref()).convert()
    }

    fn to_json(found: Findings) -> String {
        core::PastedFindings::to_json(&found.convert())
    }
}

records!(both: core::PastedFinding => Finding { line, count, stage, hostname, diagnosis });
records!(both: core::PastedFindings => Findings { findings, complete });
