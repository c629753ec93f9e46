//! What is known of a failure, filled into the words for its cause: `{host}`, `{port}`, `{user}`, `{from}`, `{service}`, `{login}`,
//! `{scope}`, `{detail}` and `{stage}`.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::failure::Failure;
use crate::problem::Parameter;
use crate::settings::{Provider, Settings};
use crate::wire::Stage;

/// What is known of a failure.
pub(super) struct Context<'a> {
    pub(super) failure: &'a Failure,
    pub(super) settings: Option<&'a Settings>,
    pub(super) sender: Option<&'a str>,
    pub(super) service: Option<&'a Provider>,
    pub(super) stage: Option<Stage>,
}

impl<'a> Context<'a> {
    /// The value of a name, where it is known.
    fn value(&self, name: &str) -> Option<Cow<'a, str>> {
        let settings = self.settings;
        let known = match name {
            "host" => settings?.hostname.trim(),
            "port" => {
                let port = Some(settings?.port).filter(|port| *port != 0);
                return port.map(|port| port.to_string().into());
            }
            "user" => &settings?.username,
            "from" => self
                .sender
                .or(settings.map(|settings| address_of(&settings.from_address)))?,
            "service" => self.service?.title,
            "login" => self.service?.username?,
            "scope" => self.failure.scope()?,
            "stage" => self.stage?.name(),
            "detail" => return self.failure.detail().map(Cow::Owned),
            _ => return None,
        };
        Some(known)
            .filter(|known| !known.is_empty())
            .map(Cow::Borrowed)
    }
}

/// Fills texts, and keeps the values that they were made of.
pub(super) struct Filler<'a> {
    context: &'a Context<'a>,
    parameters: Vec<Parameter>,
}

impl<'a> Filler<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        Self {
            context,
            parameters: Vec::new(),
        }
    }

    /// The text with what is known. What is unknown becomes a plain word.
    pub(super) fn fill(&mut self, text: &'static str) -> String {
        let mut filled = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, (name, after))) = next_name(rest) {
            filled.push_str(before);
            match self.context.value(name) {
                Some(value) => {
                    self.push(&mut filled, name, &value);
                    self.keep(name, value);
                }
                None => filled.push_str(unknown(name, &filled)),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled.truncate(filled.trim_end().len());
        // A host name stays as it is; a sentence begins with a capital letter.
        if filled.starts_with("the ") {
            filled.replace_range(..1, "T");
        }
        filled
    }

    /// Each value once, in the order of the texts.
    pub(super) fn into_parameters(self) -> Vec<Parameter> {
        self.parameters
    }

    fn push(&self, text: &mut String, name: &str, value: &str) {
        let (before, shown, after) = match name {
            "port" => ("port ", value, ""),
            "detail" => ("(", value, ")"),
            "stage" => (
                "",
                self.context.stage.map_or(value, |stage| awaited_at(stage)),
                "",
            ),
            _ => ("", value, ""),
        };
        text.extend([before, shown, after]);
    }

    fn keep(&mut self, name: &'static str, value: Cow<'_, str>) {
        if self.parameters.iter().all(|kept| kept.name != name) {
            self.parameters.push(Parameter {
                name: name.into(),
                value: value.into_owned(),
            });
        }
    }
}

/// The text before the next `{name}`, the name, and the text after it.
fn next_name(text: &str) -> Option<(&str, (&str, &str))> {
    let (before, rest) = text.split_once('{')?;
    Some((before, rest.split_once('}')?))
}

/// What stands behind `text` for a value that is not known.
fn unknown(name: &str, text: &str) -> &'static str {
    match name {
        "host" => unknown_host(text),
        "port" => "this port",
        "user" => unknown_user(text),
        "from" => unknown_sender(text),
        "service" => "The service",
        "login" => "that the service names",
        "scope" => "that its documentation names",
        "stage" => "a reply",
        _ => "",
    }
}

/// What stands for the server behind `text`, where the settings name none: `the name of the mail server`.
fn unknown_host(text: &str) -> &'static str {
    if text.ends_with(" name ") {
        "of the mail server"
    } else {
        "the mail server"
    }
}

/// What stands for the user behind `text`, where the settings name none: `the account of this user`.
fn unknown_user(text: &str) -> &'static str {
    let follows = |words: &[&str]| words.iter().any(|word| text.ends_with(word));
    match () {
        () if follows(&["account ", "mailbox ", " name "]) => "of this user",
        () if follows(&["such as ", "-Identity "]) => "name@example.com",
        () if text == "Enter " => "the login's own address",
        () => "this user",
    }
}

/// The same for the sender.
fn unknown_sender(text: &str) -> &'static str {
    if ["address ", "mailbox "]
        .iter()
        .any(|word| text.ends_with(word))
    {
        "of the sender"
    } else {
        "the From address"
    }
}

/// What a session waits for at a stage.
fn awaited_at(stage: Stage) -> &'static str {
    match stage {
        Stage::Dns => "the host name to be resolved",
        Stage::Connect => "a connection",
        Stage::Tls => "the TLS handshake",
        Stage::Greeting => "the server's greeting",
        Stage::Ehlo => "the reply to EHLO",
        Stage::StartTls => "the reply to STARTTLS",
        Stage::Auth => "the login",
        Stage::Mail => "the reply to MAIL",
        Stage::Rcpt => "the replies to RCPT",
        Stage::Data => "the reply to DATA",
        Stage::Body => "the server to accept the message",
        Stage::Quit => "the reply to QUIT",
    }
}

/// The address of `Name <address>`.
fn address_of(from: &str) -> &str {
    let after = from.rsplit_once('<').map_or(from, |(_, after)| after);
    after.trim().trim_end_matches('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_settings_do_not_tell_fits_into_the_sentence() {
        let context = Context {
            failure: &Failure::Desync,
            settings: None,
            sender: None,
            service: None,
            stage: None,
        };
        for (text, filled) in [
            (
                "Open the account {user}, then {host}.",
                "Open the account of this user, then the mail server.",
            ),
            (
                "Is it the name {host}?",
                "Is it the name of the mail server?",
            ),
            (
                "The mailbox {user} and {user}.",
                "The mailbox of this user and this user.",
            ),
            ("A name such as {user}.", "A name such as name@example.com."),
            (
                "Enter {user} as the From address.",
                "Enter the login's own address as the From address.",
            ),
            ("Add the address {from}.", "Add the address of the sender."),
            (
                "{from} is not confirmed",
                "The From address is not confirmed",
            ),
        ] {
            assert_eq!(Filler::new(&context).fill(text), filled);
        }
    }

    #[test]
    fn the_values_of_the_words_are_kept_once_and_those_that_are_not_known_are_not() {
        let settings = Settings {
            hostname: "mail.example.com".into(),
            ..Settings::default()
        };
        let context = Context {
            failure: &Failure::Desync,
            settings: Some(&settings),
            sender: None,
            service: None,
            stage: Some(Stage::Rcpt),
        };
        let mut filler = Filler::new(&context);
        let text = filler.fill("{host} on {port}: {stage}, {host}, {user}");
        assert_eq!(
            text,
            "mail.example.com on port 25: the replies to RCPT, mail.example.com, this user"
        );
        let parameters = filler.into_parameters().into_iter();
        let parameters: Vec<_> = parameters.map(|one| (one.name, one.value)).collect();
        let expected = [
            ("host", "mail.example.com"),
            ("port", "25"),
            ("stage", "rcpt"),
        ];
        assert_eq!(
            parameters,
            expected.map(|(name, value)| (name.into(), value.into()))
        );
    }
}
