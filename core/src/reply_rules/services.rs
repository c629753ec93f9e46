//! Which service is behind a hostname.

use crate::settings::Provider;

/// Servers for incoming mail, which some enter as the hostname: the end of the name, the service.
const RECEIVING: &[(&str, &str)] = &[
    (".protection.outlook.com", "microsoft-365-relay"),
    (".google.com", "gmail"),
    (".yahoodns.net", "yahoo"),
    (".mail.icloud.com", "icloud"),
    (".protonmail.ch", "proton"),
    (".web.de", "web-de"),
    (".gmx.net", "gmx"),
    (".gmx.com", "gmx"),
    (".zoho.com", "zoho-mail"),
    (".zoho.eu", "zoho-mail"),
    (".yandex.ru", "yandex"),
    (".yandex.net", "yandex"),
];

/// The id of the service.
pub(super) fn behind(hostname: &str) -> Option<&'static str> {
    let known = Provider::for_hostname(hostname).map(|provider| provider.id);
    known.or_else(|| receiving(hostname))
}

fn receiving(hostname: &str) -> Option<&'static str> {
    let hostname = hostname.trim().trim_end_matches('.');
    let ends = |end: &str| {
        let start = hostname.len().checked_sub(end.len())?;
        Some(hostname.get(start..)?.eq_ignore_ascii_case(end))
    };
    let row = RECEIVING.iter().find(|(end, _)| ends(end) == Some(true));
    row.map(|(_, id)| *id)
}
