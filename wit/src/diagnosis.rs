//! The interface `diagnosis`.

use centerscape_smtp_core::{diagnosis as core, problem, settings};

use crate::Component;
use crate::bindings::exports::centerscape::smtp::diagnosis::{Diagnosis, Guest, Problem, Settings};
use crate::convert::Convert;

impl Guest for Component {
    fn explain(reply: String, stage: Option<String>, settings: Option<Settings>) -> Diagnosis {
        let settings: Option<settings::Settings> = settings.convert();
        core::explain_text(&reply, stage.as_deref(), settings.as_ref()).convert()
    }

    fn to_json(diagnosis: Diagnosis) -> String {
        core::Diagnosis::to_json(&diagnosis.convert())
    }

    fn problems_to_json(problems: Vec<Problem>) -> String {
        problem::to_json(&Convert::<Vec<_>>::convert(problems))
    }
}
