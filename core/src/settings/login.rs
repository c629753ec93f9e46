//! Rules about the login.

use alloc::format;
use alloc::vec::Vec;

use super::{Auth, Provider, Secret, Security, Settings};
use crate::character::{self, is_invisible};
use crate::problem::Problem;
use crate::text::line_hazard;

/// The longest username and password in bytes: both together, in base64, must fit into one line (RFC 4954, section 4).
const MAX_CREDENTIAL: usize = 4096;

pub(super) fn check_username(settings: &Settings, problems: &mut Vec<Problem>) {
    let username = settings.username.as_str();
    let blank = username.trim().is_empty();
    if settings.auth == Auth::None {
        if !blank {
            problems.push(Problem::warning(
                "username",
                "username.not-used",
                "There is a username, but the login is set to none: it is not used. Choose a login, or empty the field.",
            ));
        }
    } else if blank {
        problems.push(Problem::error(
            "username",
            "username.required",
            "The username is missing. Enter it, or set the login to none.",
        ));
    }
    check_credential("username", username, problems);
}

pub(super) fn check_password(settings: &Settings, problems: &mut Vec<Problem>) {
    match (settings.auth, &settings.password) {
        (Auth::Password, Secret::Unset) => problems.push(Problem::error(
            "password",
            "password.required",
            "The password is missing. Enter it, or set the login to none.",
        )),
        (Auth::None | Auth::OAuth2, Secret::Value(_)) => problems.push(Problem::warning(
            "password",
            "password.not-used",
            "There is a password, but the login takes none: it is not used. Set the login to password, or empty the field.",
        )),
        _ => {}
    }
    if let Some(password) = settings.password.reveal() {
        check_credential("password", password, problems);
    }
}

/// What holds for a username and a password alike. Neither is ever shown.
fn check_credential(field: &'static str, value: &str, problems: &mut Vec<Problem>) {
    if value.len() > MAX_CREDENTIAL {
        let message = format!("The {field} is too long. It has at most {MAX_CREDENTIAL} bytes.");
        let problem = Problem::error(field, format!("{field}.too-long"), message);
        problems.push(problem.with("max", format!("{MAX_CREDENTIAL}")));
    } else if let Some(c) = line_hazard(value) {
        let message = format!(
            "The {field} contains a line break or another control character, perhaps from pasting. Type it anew."
        );
        let problem = Problem::error(field, format!("{field}.has-controls"), message);
        problems.push(shown(problem, value, Some(c)));
    } else if value.chars().any(is_invisible) {
        let message = format!(
            "The {field} contains an invisible character, possibly from pasting. If it does not belong there, remove it."
        );
        let problem = Problem::warning(field, format!("{field}.has-invisible"), message);
        let invisible = value.chars().find(|c| is_invisible(*c));
        problems.push(shown(problem, value, invisible));
    } else if !value.trim().is_empty() && value.trim() != value {
        let message = format!(
            "The {field} starts or ends with a blank, perhaps from pasting. Remove it if it does not belong there."
        );
        problems.push(Problem::warning(
            field,
            format!("{field}.has-spaces"),
            message,
        ));
    }
}

/// The problem with the character to blame and what was meant: of a username, since a password is never shown, nor a part of it.
fn shown(problem: Problem, value: &str, culprit: Option<char>) -> Problem {
    if problem.field == "password" {
        problem
    } else {
        character::explain(problem, value, culprit, |meant| {
            line_hazard(meant).is_none()
        })
    }
}

pub(super) fn check_password_in_clear(settings: &Settings, problems: &mut Vec<Problem>) {
    if settings.auth != Auth::Password || settings.security != Security::None {
        return;
    }
    let (allowed, message) = if settings.allow_clear_password {
        (
            "true",
            "The password may be sent without encryption: whoever sees the network traffic can read it. Use STARTTLS or TLS.",
        )
    } else {
        (
            "false",
            "Without encryption only a login that does not show the password is tried (SCRAM, CRAM-MD5), which few servers offer. Use STARTTLS or TLS, or allow the password in clear.",
        )
    };
    problems
        .push(Problem::warning("password", "password.in-clear", message).with("allowed", allowed));
}

/// A bearer token opens the account to whoever reads it (RFC 6750, section 5.3).
pub(super) fn check_token_in_clear(settings: &Settings, problems: &mut Vec<Problem>) {
    if settings.auth == Auth::OAuth2 && settings.security == Security::None {
        problems.push(Problem::error(
            "auth",
            "auth.token-in-clear",
            "A login by OAuth 2 is never sent without encryption. Set the security to STARTTLS or TLS.",
        ));
    }
}

pub(super) fn check_fixed_username(settings: &Settings, problems: &mut Vec<Problem>) {
    if settings.auth == Auth::None || settings.username.trim().is_empty() {
        return;
    }
    let Some(provider) = Provider::for_hostname(&settings.hostname) else {
        return;
    };
    let Some(fixed) = provider
        .username
        .filter(|fixed| *fixed != settings.username)
    else {
        return;
    };
    let message = format!(
        "{} takes the same username from everybody: {fixed}. Your own key or token goes into the password.",
        provider.title
    );
    problems.push(
        Problem::warning("username", "provider.username-fixed", message)
            .with("provider", provider.id)
            .with("suggested", fixed),
    );
}

pub(super) fn check_retirement(settings: &Settings, problems: &mut Vec<Problem>) {
    if settings.auth != Auth::Password {
        return;
    }
    let Some(provider) = Provider::for_hostname(&settings.hostname) else {
        return;
    };
    if let Some(retirement) = provider.password_retired {
        problems.push(
            Problem::warning("auth", "provider.password-login-retired", retirement)
                .with("provider", provider.id)
                .with("help", provider.help),
        );
    }
}
