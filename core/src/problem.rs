//! A finding about an input: what is wrong, where, and what to do.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// How much a [`Problem`] weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing is sent while it stands.
    Error,
    /// Worth knowing; it stops nothing.
    Warning,
}

/// Where in a JSON text something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// A named value of a [`Problem`], for hosts that translate its message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parameter {
    /// The parameter's name, in `snake_case`.
    pub name: Cow<'static, str>,
    /// Its value, as text.
    pub value: String,
}

/// One finding about an input.
///
/// The `code` is stable, and is what hosts branch and translate on; the message is English and may change.
/// A problem never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Problem {
    /// The field it is about, as a path in the JSON (`port`, `to[1]`, `alert.link`); empty for the whole input.
    pub field: String,
    /// The stable code, `field.what` in kebab case: `hostname.required`.
    pub code: Cow<'static, str>,
    /// Whether it stops a send.
    pub severity: Severity,
    /// What is wrong and what to do about it, in one or two English sentences.
    pub message: String,
    /// The values that the message mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Where it stands, when the input was JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl Problem {
    /// An error about `field`.
    #[must_use]
    pub fn error(
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            severity: Severity::Error,
            message: message.into(),
            parameters: Vec::new(),
            position: None,
        }
    }

    /// A warning about `field`.
    #[must_use]
    pub fn warning(
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(field, code, message)
        }
    }

    /// The same problem with one more parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.parameters.push(Parameter {
            name: name.into(),
            value: value.into(),
        });
        self
    }

    /// The same problem at a position.
    #[must_use]
    pub fn at(mut self, position: Option<Position>) -> Self {
        self.position = position;
        self
    }

    /// Whether it stops a send.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Problems as a JSON object, `{"problems":[...]}`.
#[must_use]
pub fn to_json(problems: &[Problem]) -> String {
    #[derive(Serialize)]
    struct Problems<'a> {
        problems: &'a [Problem],
    }
    serde_json::to_string_pretty(&Problems { problems }).unwrap_or_default()
}
