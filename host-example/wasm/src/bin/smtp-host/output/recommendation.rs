//! What detection found, as text.

use anstream::println;
use centerscape_smtp_host::detection::Recommendation;
use centerscape_smtp_host::types::{Auth, Settings};

use super::{BOLD, GREEN, PLAIN, RED, YELLOW, paint, print_behind};

/// What to propose: the settings, what stands in their way, and why.
pub fn recommendation(found: &Recommendation) {
    match &found.settings {
        Some(settings) if found.confirmed => {
            println!("{}", paint(GREEN, "found"));
            proposal(settings, found);
        }
        Some(settings) => {
            println!("{}", paint(YELLOW, "known, not confirmed"));
            proposal(settings, found);
        }
        None => println!("{}", paint(RED, "not found")),
    }
    println!();
    for reason in &found.reasons {
        print_behind("  - ", 4, PLAIN, &reason.text);
    }
    if let Some(obstacle) = &found.diagnosis {
        println!();
        super::diagnosis(obstacle);
    }
}

fn proposal(settings: &Settings, found: &Recommendation) {
    let auth = match settings.auth {
        Auth::None => "none",
        Auth::Password => "password",
        Auth::Oauth2 => "oauth2",
    };
    let size = found.size_limit.map(|bytes| format!("{bytes} bytes"));
    for (name, value) in [
        ("hostname", settings.hostname.clone()),
        ("port", settings.port.to_string()),
        ("security", super::security(settings.security).to_owned()),
        ("auth", auth.to_owned()),
        ("username", settings.username.clone()),
        ("from_address", settings.from_address.clone()),
        ("logins offered", found.mechanisms.join(", ")),
        ("largest message", size.unwrap_or_default()),
    ] {
        if !value.is_empty() {
            println!("  {name:<16} {}", paint(BOLD, &value));
        }
    }
}
