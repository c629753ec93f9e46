//! What can go wrong at the host.

use std::fmt;

use crate::bindings::delivery::Misuse;
use crate::bindings::types::Problem;

/// What went wrong at the host. A mail that was not accepted is no error but a report.
#[derive(Debug)]
pub enum Error {
    /// A component could not be loaded.
    Load(wasmtime::Error),
    /// The component failed: a trap, or a limit of time or memory was reached. Its instance is of no more use.
    Component(wasmtime::Error),
    /// The input is wrong: every problem. Nothing was sent.
    Invalid(Vec<Problem>),
    /// The policy about where to connect to is wrong: every problem. Nothing was connected.
    Destinations(Vec<Problem>),
    /// A call that does not fit the state of the session.
    Misuse(Misuse),
    /// There is no bearer token: why, and what to do, in words for an administrator. They hold no secret.
    Token(String),
    /// A file, the certificates, or the machine's randomness.
    Machine(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(error) => write!(f, "the component cannot be loaded: {error:#}"),
            Self::Component(trap) => write!(f, "the mail component failed: {}", trap.root_cause()),
            Self::Invalid(problems) => match problems.first() {
                Some(problem) => write!(f, "{}: {}", problem.field, problem.message),
                None => f.write_str("the input is wrong"),
            },
            Self::Destinations(problems) => {
                f.write_str("the destinations are wrong")?;
                problems
                    .iter()
                    .try_for_each(|problem| write!(f, "\n  {}: {}", problem.field, problem.message))
            }
            Self::Misuse(misuse) => write!(f, "the session was called out of turn: {misuse:?}"),
            Self::Token(text) | Self::Machine(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}
