//! Why a command has nothing to show.

use centerscape_smtp_host::Error;
use centerscape_smtp_host::types::Problem;

/// Why a command has nothing to show.
#[derive(Debug)]
pub enum Failure {
    /// In words.
    Told(String),
    /// Problems of the input that this file holds.
    Invalid {
        /// The file, as it was named.
        file: String,
        /// Every problem.
        problems: Vec<Problem>,
    },
}

impl Failure {
    /// An error whose problems are those of this file.
    pub fn of(file: impl Into<String>) -> impl FnOnce(Error) -> Self {
        move |error| match error {
            Error::Invalid(problems) => Self::invalid(file)(problems),
            other => Self::Told(other.to_string()),
        }
    }

    /// Problems of this file.
    pub fn invalid(file: impl Into<String>) -> impl FnOnce(Vec<Problem>) -> Self {
        move |problems| Self::Invalid {
            file: file.into(),
            problems,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::of("input")(error)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Told(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Self::Told(message.to_owned())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Told(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Told(error.to_string())
    }
}
