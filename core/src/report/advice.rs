//! What to look at where a test mail was accepted and does not arrive: that the first server took it says no more.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::settings::Settings;

/// One way in which a mail that was accepted may not be seen, and how to find it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Its stable code, an open set: `spam-filter`, `delayed`, `rewritten`.
    pub code: Cow<'static, str>,
    /// Where to look and what to ask for, in plain English.
    pub text: String,
}

/// The advice for a test mail, where the server took it for anybody.
pub(super) fn for_test(
    outcome: Outcome,
    queue_id: Option<&str>,
    settings: &Settings,
) -> Vec<Advice> {
    if !matches!(outcome, Outcome::Accepted | Outcome::PartlyAccepted) {
        return Vec::new();
    }
    let host = settings.hostname.trim();
    let mail = match queue_id {
        Some(id) => format!("queue id {id}"),
        None => String::from("this mail"),
    };
    let advice = |code, text| Advice {
        code: Cow::Borrowed(code),
        text,
    };
    alloc::vec![
        advice(
            "spam-filter",
            format!(
                "A spam filter may have put it aside: look into junk folder and quarantine, or ask the administrator of {host} whether a filter \
                 stopped {mail}."
            ),
        ),
        advice(
            "delayed",
            format!(
                "It may still be on its way: wait up to an hour, or ask the administrator of {host} whether {mail} waits in a queue."
            ),
        ),
        advice(
            "rewritten",
            format!(
                "A server may have changed an address: look for a returned mail at the From address, or ask the administrator of {host} where {mail} was \
                 delivered."
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_somebody_is_to_receive_it() {
        for outcome in [
            Outcome::Ready,
            Outcome::Accepted,
            Outcome::PartlyAccepted,
            Outcome::Refused,
            Outcome::NotSent,
            Outcome::Uncertain,
        ] {
            let advice = for_test(outcome, None, &Settings::default());
            let is_taken = matches!(outcome, Outcome::Accepted | Outcome::PartlyAccepted);
            assert_eq!(advice.len(), if is_taken { 3 } else { 0 }, "{outcome:?}");
        }
    }

    #[test]
    fn each_names_the_server_and_the_queue_id() {
        let settings = Settings {
            hostname: " mail.example.com".into(),
            ..Settings::default()
        };
        for (queue_id, mail) in [(Some("4F2K"), "queue id 4F2K"), (None, "this mail")] {
            for one in for_test(Outcome::Accepted, queue_id, &settings) {
                assert!(one.text.contains(" of mail.example.com w"), "{one:?}");
                assert!(one.text.contains(mail), "{one:?}");
            }
        }
    }
}
