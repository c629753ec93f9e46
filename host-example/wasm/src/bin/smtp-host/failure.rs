//! Why a command has nothing to show.

use std::fmt::Display;

use centerscape_smtp_host::Error;
use centerscape_smtp_host::types::Problem;

/// How a command ends: `true` is accepted, ready or valid.
pub type Outcome = Result<bool, Failure>;

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
            other => other.into(),
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

impl<E: Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Told(error.to_string())
    }
}
