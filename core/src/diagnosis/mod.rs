//! Why it failed, and what to do: a reply or a failure of the transport, explained.
//!
//! A [`Failure`] and the stage at which it showed lead to a cause by the tables of `rules`; the words for each cause stand in
//! `causes`, and those for a refused token in `token`; `context` fills in what is known.

mod cause;
mod causes;
mod context;
mod log_line;
mod remedies;
mod rules;
mod token;

pub use crate::certainty::Certainty;
pub use crate::problem::Parameter;
pub use crate::retry::Retry;
pub use cause::WHO;
pub use causes::causes;
pub use log_line::log_line;
pub(crate) use rules::has_cause;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::reply_rules::Finding;
use crate::settings::{Provider, Settings};
use crate::wire::{Reply, Stage};
use cause::{Cause, YOU};
use context::{Context, Filler};

/// The explanation of a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The stable code of the cause; an open set: `connection-refused`, `bad-credentials`, ...
    pub cause: Cow<'static, str>,
    /// How sure that is.
    pub certainty: Certainty,
    /// What happened, in one line.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What to do, in this order.
    pub steps: Vec<String>,
    /// The values that title, meaning and steps were made of, as far as they are known: `host`, `port`, `user`, `from`,
    /// `service`, `login`, `scope`, `stage` and `detail`. With the cause, a host can say it in another language.
    pub parameters: Vec<Parameter>,
    /// Who does it: `you`, `server-administrator`, `provider` or `nobody` (wait).
    pub who: Cow<'static, str>,
    /// Whether the same message may be sent again.
    pub retry: Retry,
    /// A page that tells more.
    pub link: Option<String>,
    /// The server's reply, word by word; absent where there was none.
    pub reply: Option<Reply>,
}

impl Diagnosis {
    /// The diagnosis as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// It for a job in the middle of which this library or component failed, in words of the host without secrets.
    pub(crate) fn of_client_fault(text: &str, may_be_taken: bool) -> Self {
        let (retry, first) = if may_be_taken {
            (
                Retry::MayDuplicate,
                "Look whether the message arrived before you send it again: the server may have taken it.",
            )
        } else {
            (
                Retry::Later,
                "Send it again. The server did not get the whole message.",
            )
        };
        let again = "If it happens again, report it with this text.";
        Self {
            cause: Cow::Borrowed("client-fault"),
            certainty: Certainty::Stated,
            title: "The mail component failed".to_string(),
            meaning: format!("It is a fault of this program, not of the server: {text}."),
            steps: vec![first.to_string(), again.to_string()],
            parameters: vec![Parameter {
                name: Cow::Borrowed("detail"),
                value: text.to_string(),
            }],
            who: Cow::Borrowed(YOU),
            retry,
            link: None,
            reply: None,
        }
    }

    /// The same for a message whose final dot was handed out without a reply.
    pub(crate) fn into_uncertain(self) -> Self {
        self.with_first_step(
            Retry::MayDuplicate,
            "Check whether the message arrived before you send it again: the server may have accepted it.",
        )
    }

    /// The same for a message that some recipients have: repeated whole it would arrive twice there. Each recipient has a retry of its own.
    pub(crate) fn into_partly_accepted(self) -> Self {
        let retry = match self.retry {
            Retry::Later => Retry::MayDuplicate,
            other => other,
        };
        self.with_first_step(
            retry,
            "Resend only to the recipients that did not get the message. The others already have it.",
        )
    }

    fn with_first_step(mut self, retry: Retry, step: &str) -> Self {
        self.retry = retry;
        self.steps.insert(0, step.to_string());
        self
    }
}

/// Explains a reply that a server gave at `stage`, with what the settings tell about the server.
#[must_use]
pub fn explain_reply(reply: Reply, stage: Option<Stage>, settings: Option<&Settings>) -> Diagnosis {
    explain(&Failure::Reply(reply), stage, settings, None)
}

/// The same for a reply that a person pasted, as [`Reply::from_text`] reads it, and the [name](Stage::name) of a stage; one
/// that is not known counts as none.
#[must_use]
pub fn explain_text(reply: &str, stage: Option<&str>, settings: Option<&Settings>) -> Diagnosis {
    let reply = Reply::from_text(reply).unwrap_or_else(|| Reply::new(0, Vec::new()));
    explain_reply(reply, stage.and_then(Stage::from_name), settings)
}

/// What is said in place of any failure before the login to a person who may not know which.
pub(crate) fn not_reached() -> Diagnosis {
    let cause = Cause::named("server-not-reached");
    Diagnosis {
        cause: Cow::Borrowed(cause.code),
        certainty: Certainty::Stated,
        title: cause.title.to_string(),
        meaning: cause.meaning.to_string(),
        steps: cause.steps.iter().map(ToString::to_string).collect(),
        parameters: Vec::new(),
        who: Cow::Borrowed(cause.who),
        retry: cause.retry,
        link: None,
        reply: None,
    }
}

/// Whether a cause is about a command or a mechanism, and judges neither account nor message.
pub(crate) fn is_about_form(cause: &str) -> bool {
    matches!(
        cause,
        "auth-mechanism" | "auth-not-offered" | "client-fault" | "unknown"
    )
}

/// Explains what ended a job at `stage`. `sender` is that of the message, where it may be another than the settings'.
pub(crate) fn explain(
    failure: &Failure,
    stage: Option<Stage>,
    settings: Option<&Settings>,
    sender: Option<&str>,
) -> Diagnosis {
    let Finding { meaning, certainty } = rules::find(failure, stage, settings);
    let service = settings.and_then(|settings| Provider::for_hostname(&settings.hostname));
    let context = Context {
        failure,
        settings,
        sender,
        service,
        stage,
    };
    let token = token::advice(meaning.cause, &context);
    let cause = match (failure, token) {
        (Failure::ConnectionsBusy, _) => &causes::CONNECTIONS_BUSY,
        (Failure::StartTlsCrossedOut, _) => &causes::STARTTLS_CROSSED_OUT,
        (Failure::AuthCrossedOut, _) => &causes::AUTH_CROSSED_OUT,
        (Failure::RateReached, _) => &causes::RATE_REACHED,
        (Failure::NotConfirmed, _) => &causes::NOT_CONFIRMED,
        (_, Some(token)) => token.cause,
        (_, None) => Cause::named(meaning.cause),
    };
    let steps = match token {
        Some(token) => token.steps,
        None => service
            .and_then(|service| remedies::of(service.id, cause.code))
            .map_or(cause.steps, |remedy| remedy.steps),
    };
    let page = service.filter(|_| cause.is_on_the_services_page());
    let mut filler = Filler::new(&context);
    Diagnosis {
        cause: Cow::Borrowed(cause.code),
        certainty: token.map_or(certainty, |token| token.certainty),
        title: filler.fill(cause.title),
        meaning: filler.fill(cause.meaning),
        steps: steps.iter().map(|step| filler.fill(step)).collect(),
        parameters: filler.into_parameters(),
        who: Cow::Borrowed(cause.who),
        retry: match token {
            Some(token) => token.retry,
            None => meaning.retry.unwrap_or(cause.retry),
        },
        link: token
            .and_then(|token| token.link)
            .or(meaning.link)
            .or(page.map(|service| service.help))
            .map(ToString::to_string),
        reply: failure.reply().cloned(),
    }
}
