//! Where the mail domains of known services send, and whose mail exchangers tell of a service. What is not certain is left out.
//!
//! The servers are those of the table of services (`settings/provider/table.rs`), which knows port, security and login.

use crate::settings::matches_pattern;

/// Mail domains, and the server that their accounts send by. `*` as in the names of a service.
const MAIL_DOMAINS: &[(&[&str], &str)] = &[
    (&["*.onmicrosoft.com"], "smtp.office365.com"),
    (
        &[
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "outlook.de",
            "outlook.fr",
            "outlook.es",
            "outlook.it",
            "hotmail.de",
            "hotmail.fr",
            "hotmail.es",
            "hotmail.it",
            "hotmail.co.uk",
            "live.fr",
            "live.nl",
            "live.co.uk",
        ],
        "smtp-mail.outlook.com",
    ),
    (&["gmail.com", "googlemail.com"], "smtp.gmail.com"),
    (
        &[
            "yahoo.com",
            "ymail.com",
            "rocketmail.com",
            "yahoo.de",
            "yahoo.fr",
            "yahoo.es",
            "yahoo.it",
            "yahoo.ca",
            "yahoo.co.uk",
            "yahoo.co.in",
            "yahoo.com.br",
        ],
        "smtp.mail.yahoo.com",
    ),
    (&["aol.com", "aim.com"], "smtp.aol.com"),
    (&["icloud.com", "me.com", "mac.com"], "smtp.mail.me.com"),
    (&["fastmail.com", "fastmail.fm"], "smtp.fastmail.com"),
    (
        &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
        "smtp.protonmail.ch",
    ),
    (&["yandex.com"], "smtp.yandex.com"),
    (&["yandex.ru", "ya.ru"], "smtp.yandex.ru"),
    (&["gmx.de", "gmx.net", "gmx.at", "gmx.ch"], "mail.gmx.net"),
    (&["gmx.com", "gmx.us", "gmx.co.uk"], "mail.gmx.com"),
    (&["web.de"], "smtp.web.de"),
    (&["t-online.de", "magenta.de"], "securesmtp.t-online.de"),
    (&["zoho.com", "zohomail.com"], "smtp.zoho.com"),
    (&["zoho.eu", "zohomail.eu"], "smtp.zoho.eu"),
    (&["mailbox.org"], "smtp.mailbox.org"),
    (&["ik.me"], "mail.infomaniak.com"),
];

/// Mail exchangers of services whose accounts also send by them, and the server for that.
const MAIL_EXCHANGERS: &[(&[&str], &str)] = &[
    (
        &["*.mail.protection.outlook.com", "*.mx.microsoft"],
        "smtp.office365.com",
    ),
    (
        &["*.mail.protection.partner.outlook.cn"],
        "smtp.partner.outlook.cn",
    ),
    (&["*.mail.protection.office365.us"], "smtp.office365.us"),
    (&["*.google.com", "*.googlemail.com"], "smtp.gmail.com"),
    (&["*.zoho.com"], "smtppro.zoho.com"),
    (&["*.zoho.eu"], "smtppro.zoho.eu"),
    (&["*.zoho.in"], "smtppro.zoho.in"),
    (&["*.messagingengine.com"], "smtp.fastmail.com"),
    (&["*.protonmail.ch"], "smtp.protonmail.ch"),
    (&["*.mail.icloud.com"], "smtp.mail.me.com"),
    (&["mx.yandex.net"], "smtp.yandex.com"),
    (&["mx.yandex.ru"], "smtp.yandex.ru"),
    (&["*.ionos.com"], "smtp.ionos.com"),
    (&["*.ionos.de", "*.kundenserver.de"], "smtp.ionos.de"),
    (&["*.ionos.fr"], "smtp.ionos.fr"),
    (&["*.ionos.es"], "smtp.ionos.es"),
    (&["*.ionos.co.uk"], "smtp.ionos.co.uk"),
    (&["*.rzone.de"], "smtp.strato.de"),
    (&["*.mail.ovh.net"], "ssl0.ovh.net"),
    (&["*.mailbox.org"], "smtp.mailbox.org"),
    (&["*.hostinger.com"], "smtp.hostinger.com"),
    (&["*.infomaniak.ch"], "mail.infomaniak.com"),
];

/// The server that the accounts of a mail domain send by.
pub(super) fn server_of_domain(domain: &str) -> Option<&'static str> {
    server(MAIL_DOMAINS, domain)
}

/// The server that the accounts of a domain send by whose mail goes to this exchanger.
pub(super) fn server_of_exchanger(host: &str) -> Option<&'static str> {
    server(MAIL_EXCHANGERS, host)
}

fn server(table: &[(&[&str], &'static str)], name: &str) -> Option<&'static str> {
    let fits = |patterns: &[&str]| {
        patterns
            .iter()
            .any(|pattern| matches_pattern(pattern, name))
    };
    let found = table.iter().find(|(patterns, _)| fits(patterns));
    found.map(|(_, server)| *server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Provider;

    #[test]
    fn every_server_is_one_of_a_known_service() {
        for (_, server) in MAIL_DOMAINS.iter().chain(MAIL_EXCHANGERS) {
            assert!(Provider::for_hostname(server).is_some(), "{server}");
        }
    }

    #[test]
    fn domains_and_exchangers_are_found_in_any_case() {
        assert_eq!(server_of_domain("GMX.com"), Some("mail.gmx.com"));
        assert_eq!(
            server_of_domain("contoso.onmicrosoft.com"),
            Some("smtp.office365.com")
        );
        assert_eq!(
            server_of_exchanger("aspmx.l.google.com"),
            Some("smtp.gmail.com")
        );
        assert_eq!(server_of_exchanger("google.com.example"), None);
        assert_eq!(server_of_domain("notgmail.com"), None);
    }
}
