//! Messages through a mailer of the host's own.

use super::entry::natives;
use crate::objects::Handle;
use crate::operations::handoff;

natives! {
    fn handoff_server(env, settings: Handle) -> String {
        handoff::server(settings)?
    }

    fn handoff_report(env, settings: Handle, message: Handle, answer: String) -> String {
        handoff::report(settings, message, &answer)?.to_json()
    }

    fn handoff_coarse_report(env, settings: Handle, message: Handle, answer: String) -> String {
        handoff::report(settings, message, &answer)?.coarse().to_json()
    }
}
