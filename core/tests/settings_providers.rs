//! The table of known services.
#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use std::collections::BTreeSet;

use centerscape_smtp_core::problem::Problem;
use centerscape_smtp_core::settings::{Provider, providers, providers_to_json};

#[test]
fn the_table_is_well_formed() {
    assert!(providers().len() >= 25);
    assert_eq!(providers()[0].id, "microsoft-365");
    let ids: BTreeSet<_> = providers().iter().map(|provider| provider.id).collect();
    assert_eq!(ids.len(), providers().len(), "ids are unique");
    for provider in providers() {
        let id = provider.id;
        assert!(
            id.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{id}"
        );
        assert!(
            !provider.title.is_empty() && provider.help.starts_with("https://"),
            "{id}"
        );
        assert!(
            !provider.hostnames[0].contains('*'),
            "{id}: the first hostname is proposed"
        );
    }
}

#[test]
fn each_hostname_leads_to_its_own_service() {
    for provider in providers() {
        for pattern in provider.hostnames {
            let hostname = pattern.replace('*', "eu-1");
            let found = Provider::for_hostname(&hostname).unwrap();
            assert_eq!(
                found.id, provider.id,
                "{hostname} is taken by an earlier entry"
            );
        }
    }
}

#[test]
fn proposals_lack_only_what_a_person_must_enter() {
    for provider in providers() {
        let problems = provider.settings().validate();
        let errors = problems.iter().filter(|problem| problem.is_error());
        let codes: Vec<&str> = errors.map(|problem| &*problem.code).collect();
        let personal = ["username.required", "password.required"];
        assert!(
            codes.iter().all(|code| personal.contains(code)),
            "{}: {codes:?}",
            provider.id
        );
        assert!(
            !problems
                .iter()
                .any(|problem: &Problem| problem.code == "port.security-mismatch"),
            "{}",
            provider.id
        );
    }
}

#[test]
fn hostnames_are_recognised_as_people_write_them() {
    let id = |hostname| Provider::for_hostname(hostname).map(|provider| provider.id);
    assert_eq!(id(" SMTP.Office365.com. "), Some("microsoft-365"));
    assert_eq!(
        id("email-smtp.ap-southeast-2.amazonaws.com"),
        Some("amazon-ses")
    );
    assert_eq!(
        id("contoso-com.mail.protection.outlook.com"),
        Some("microsoft-365-relay")
    );
    assert_eq!(
        id("email-smtp..amazonaws.com"),
        None,
        "the star stands for at least one character"
    );
    assert_eq!(id("email-smtp.amazonaws.com"), None);
    assert_eq!(id("xsmtp.office365.com"), None);
    assert_eq!(id("smtp.office365.com.contoso.com"), None);
    assert_eq!(id(""), None);
    assert_eq!(id("é"), None);
}

#[test]
fn the_json_has_every_service_with_the_settings_to_propose() {
    let json: serde_json::Value = serde_json::from_str(&providers_to_json()).unwrap();
    let listed = json["providers"].as_array().unwrap();
    assert_eq!(listed.len(), providers().len());
    for (shown, provider) in listed.iter().zip(providers()) {
        let own: serde_json::Value = serde_json::from_str(&provider.to_json()).unwrap();
        assert_eq!(shown, &own);
        let proposed: serde_json::Value =
            serde_json::from_str(&provider.settings().to_json()).unwrap();
        assert_eq!(shown["settings"], proposed);
        assert_eq!(shown["id"], provider.id);
    }
}
