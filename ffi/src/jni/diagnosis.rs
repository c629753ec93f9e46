//! Explanations of replies and of pasted texts.

use super::entry::natives;
use crate::objects::Handle;
use crate::operations::diagnosis;

natives! {
    fn explain(env, reply: String, stage: Option<String>, settings: Handle) -> String {
        diagnosis::explain(&reply, stage.as_deref(), settings)?
    }

    fn explain_pasted(env, text: String, settings: Handle) -> String {
        diagnosis::explain_pasted(&text, settings)?
    }

    fn log_line(env, text: String) -> String {
        diagnosis::log_line(&text)
    }
}
