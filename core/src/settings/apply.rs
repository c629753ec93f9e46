//! Merging a submitted form into what is stored.

use alloc::vec::Vec;

use super::form::Reading;
use super::{MASK, Secret, Settings};
use crate::problem::Problem;

/// Stored settings with a form merged into them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What to store, where no problem is an error.
    pub settings: Settings,
    /// Every problem of the merged settings, and of the form itself.
    pub problems: Vec<Problem>,
}

impl Settings {
    /// Merges a form into these stored settings. The form's password: stored (the mask) keeps what is stored, also
    /// nothing; unset removes it; a value replaces it.
    ///
    /// A stored password goes to no other destination than the one it was entered for: where the form keeps it and changes
    /// the hostname, the port, the security or the username, the answer holds no password and the problem
    /// `password.destination-changed`.
    #[must_use]
    pub fn apply(&self, form: Settings) -> Merged {
        let (settings, refusal) = self.merge(form);
        let found = settings.validate();
        Merged {
            settings,
            problems: with_refusal(refusal, found),
        }
    }

    /// The same for a form as JSON text. A key that is absent keeps what is stored; so does one that cannot be read, which
    /// is a problem with its position.
    #[must_use]
    pub fn apply_json(&self, form: &str) -> Merged {
        let keep = Self {
            password: Secret::Stored,
            ..self.clone()
        };
        let reading = Reading::new(keep, form);
        let (settings, refusal) = self.merge(reading.settings.clone());
        let refusal = refusal.map(|problem| reading.locate(problem));
        let found = with_refusal(refusal, reading.judge(&settings));
        Merged {
            settings,
            problems: [reading.problems, found].concat(),
        }
    }

    fn merge(&self, form: Settings) -> (Settings, Option<Problem>) {
        let changed = self.destination_changes(&form);
        let mut refusal = None;
        let password = match normalised(form.password) {
            Secret::Stored if self.password.is_set() && !changed.is_empty() => {
                refusal = Some(destination_changed(&changed.join(", ")));
                Secret::Unset
            }
            Secret::Stored => self.password.clone(),
            replaced => replaced,
        };
        (Settings { password, ..form }, refusal)
    }

    /// What changes about where a stored password would go.
    fn destination_changes(&self, form: &Settings) -> Vec<&'static str> {
        let parts = [
            (
                "hostname",
                self.hostname.eq_ignore_ascii_case(&form.hostname),
            ),
            ("port", self.port == form.port),
            ("security", self.security == form.security),
            ("username", self.username == form.username),
        ];
        let changed = parts.into_iter().filter(|(_, same)| !same);
        changed.map(|(part, _)| part).collect()
    }
}

/// A value that is the mask is not a password, however it was passed.
fn normalised(secret: Secret) -> Secret {
    match secret {
        Secret::Value(value) if value.is_empty() => Secret::Unset,
        Secret::Value(value) if *value == MASK => Secret::Stored,
        secret => secret,
    }
}

/// Puts the refusal in front; that a password is missing is then its consequence, not a finding.
fn with_refusal(refusal: Option<Problem>, mut found: Vec<Problem>) -> Vec<Problem> {
    if let Some(refusal) = refusal {
        found.retain(|problem| problem.code != "password.required");
        found.insert(0, refusal);
    }
    found
}

fn destination_changed(changed: &str) -> Problem {
    Problem::error(
        "password",
        "password.destination-changed",
        "The stored password was entered for another server or user. Enter the password again, or empty the field to remove it.",
    )
    .with("changed", changed)
}
