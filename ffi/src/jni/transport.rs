//! Messages through a mailer of the host's own.

use super::entry::natives;
use crate::objects::Handle;
use crate::operations::transport;

natives! {
    fn transport_server(env, settings: Handle) -> String {
        transport::server(settings)?
    }

    fn transport_report(env, settings: Handle, message: Handle, answer: String) -> String {
        transport::report(settings, message, &answer)?.to_json()
    }
}
