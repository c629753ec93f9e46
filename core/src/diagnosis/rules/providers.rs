//! What a service means by its words, where others mean something else or its own page tells more.

use super::rule::{Row, Rule, Services, Table, count, rows, says, tokens};
use super::words::{Token, Words};
use crate::wire::Reply;
use crate::wire::Stage::{Auth, Body, Data, Ehlo, Mail, Rcpt};

pub(super) const MICROSOFT: Services = &[
    "microsoft-365",
    "microsoft-365-relay",
    "microsoft-365-high-volume",
    "outlook-com",
];
pub(super) const GOOGLE: Services = &["gmail", "google-workspace-relay"];
const UNITED_INTERNET: Services = &["gmx", "web-de", "ionos"];
const YAHOO: Services = &["yahoo", "aol"];
const AMAZON_SES: Services = &["amazon-ses"];
const ICLOUD: Services = &["icloud"];
const MAILGUN: Services = &["mailgun"];
const MICROSOFT_365_RELAY: Services = &["microsoft-365-relay"];
const PROTON: Services = &["proton"];
const SENDGRID: Services = &["sendgrid"];
const YANDEX: Services = &["yandex"];
const ZOHO_MAIL: Services = &["zoho-mail"];
/// Services for the mail of applications: whoever sends has to be verified with them first.
const RELAYS: Services = &[
    "amazon-ses",
    "azure-communication-services",
    "brevo",
    "elastic-email",
    "mailersend",
    "mailgun",
    "mailjet",
    "mailtrap",
    "mandrill",
    "oracle-cloud",
    "postmark",
    "resend",
    "scaleway",
    "sendgrid",
    "smtp2go",
    "socketlabs",
    "sparkpost",
    "zeptomail",
];

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

pub(super) fn receiving(hostname: &str) -> Option<&'static str> {
    let hostname = hostname.trim().trim_end_matches('.');
    let ends = |end: &str| {
        let start = hostname.len().checked_sub(end.len())?;
        Some(hostname.get(start..)?.eq_ignore_ascii_case(end))
    };
    let row = RECEIVING.iter().find(|(end, _)| ends(end) == Some(true));
    row.map(|(_, id)| *id)
}

/// The service that signs its replies or names its own pages in them, where the hostname tells none: it is a forwarder's, or unknown.
pub(super) fn signed_by(reply: &Reply, words: &Words) -> Option<&'static str> {
    let finding = SIGNATURES.find(reply, words, None, None);
    finding.map(|finding| finding.cause)
}

/// Its causes are the ids of services.
static SIGNATURES: Table = Table {
    rows: &SIGNED_ROWS,
    tokens: &SIGNED_TOKENS,
};
static SIGNED_ROWS: [Row; SIGNED.len()] = rows(SIGNED);
static SIGNED_TOKENS: [Token; count(SIGNED)] = tokens(SIGNED);

#[rustfmt::skip]
pub(super) const SIGNED: &[Rule] = &[
    says("gmail", "gsmtp $ | support google com | google mail"),
    says("microsoft-365-relay", "protection outlook com | sender office com"),
    says("microsoft-365", "prod outlook com | storedrv* | resolver | smtpclientauth* | aka ms"),
    says("amazon-ses", "identities failed the check | aws | ses | throttling failure"),
    says("sendgrid", "sendgrid* | sender identity | twilio"),
    says("mailgun", "mailgun*"),
    says("brevo", "brevo | sendinblue"),
    says("yahoo", "yahooinc com | verizonmedia com | yahoo com"),
    says("yandex", "yandex* | ya cc"),
    says("zoho-mail", "relaying disallowed as | zoho* | relaying issues"),
    says("icloud", "support apple com | icloud com"),
    says("gmx", "gmx net | gmx com | postmaster gmx*"),
    says("ionos", "postmaster 1und1* | kundenserver de"),
];

pub(super) static TABLE: Table = Table {
    rows: &ROWS,
    tokens: &TOKENS,
};
static ROWS: [Row; RULES.len()] = rows(RULES);
static TOKENS: [Token; count(RULES)] = tokens(RULES);

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Microsoft: "Email non-delivery reports and SMTP errors in Exchange Online", "Fix issues with printers, scanners and LOB applications".
    // Those who take app passwords and say so in their own way. Fastmail names the wrong password first.
    says("bad-credentials", "incorrect username password").at(&[Auth]),
    says("app-password-required", "\
        parol prilozheniya | authorization code | application password | app password | app/application specific password | invalidsecondfactor | 请使用授权码*\
    ").at(&[Auth]),
    says("server-fault", "mailbox logon failure").by(&MICROSOFT).codes(400, 499),
    says("server-fault", "federated sts .. NOT support").by(&MICROSOFT).after_change(),
    says("server-fault", "federated sts").by(&MICROSOFT),
    says("throttled", "messages they can send to this recipient | message receive limit | organization queue quota").by(&MICROSOFT),
    says("auth-disabled", "smtpclientauth* is disabled").by(&MICROSOFT).link(&"https://aka.ms/smtp_auth_disabled"),
    says("oauth-required", "basic auth* .. disabled/NOT/retired").by(&MICROSOFT).link(&"https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"),
    says("account-policy", "security defaults | conditional access | did not meet the criteria").by(&MICROSOFT).link(&"https://learn.microsoft.com/entra/fundamentals/security-defaults"),
    says("auth-not-offered", "unrecognized authentication type").by(&MICROSOFT_365_RELAY).link(&"https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365"),
    says("sender-not-allowed", "\
        sendasdenied* | mapiexceptionsendasdenied | permissions to send as this sender | not allowed to send as\
    ").by(&MICROSOFT).link(&"https://learn.microsoft.com/microsoft-365/admin/add-users/give-mailbox-permissions-to-another-user"),
    says("throttled", "concurrent connections limit | thread limit exceeded").by(&MICROSOFT).link(&"https://aka.ms/concurrent_sending"),
    says("quota", "submissionquotaexceeded* | storedrv .. daily limit | reached your daily limit").by(&MICROSOFT).link(&"https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits"),
    // The sender's own mailbox: nothing leaves it until somebody clears it up.
    says("mailbox-full", "mailbox full storedrv submission | mailbox full .. cannot submit message").by(&MICROSOFT).after_change(),
    says("account-blocked", "outboundspamexception | bad outbound sender | tenant has exceeded threshold | banned send* | spam abuse detected").by(&MICROSOFT).link(&"https://learn.microsoft.com/defender-office-365/outbound-spam-restore-restricted-users"),
    says("account-blocked", "on our block list | traffic not accepted from this ip | client host .. blocked").by(&MICROSOFT).link(&"https://sender.office.com/"),
    says("sender-not-verified", "unregistered domains").by(&MICROSOFT),
    says("throttled", "server busy | access denied please try again later").by(&MICROSOFT),
    says("message-too-big", "recipsizelimit | sendsizelimit | message too large for this").by(&MICROSOFT),
    says("recipient-refused", "recipient address rejected access denied | resolver rst | resolver adr").by(&MICROSOFT),

    // Google: "Gmail SMTP errors and codes", "SMTP relay service error messages".
    says("app-password-required", "application specific password | invalidsecondfactor").by(&GOOGLE).link(&"https://support.google.com/accounts/answer/185833"),
    says("account-policy", "log in via/with/through your web browser | weblogin*").by(&GOOGLE).link(&"https://support.google.com/mail/answer/78754"),
    says("bad-credentials", "username and password not accepted | badcredentials").by(&GOOGLE).link(&"https://support.google.com/mail/?p=BadCredentials"),
    says("account-blocked", "mail sending denied").by(&GOOGLE).link(&"https://support.google.com/a/answer/6140680"),
    says("relay-denied", "invalid credentials for relay | mail relay denied").by(&GOOGLE).link(&"https://support.google.com/a/answer/6140680"),
    says("quota", "daily .. limit exceeded | daily .. quota exceeded | sending quota | email quota exceeded").by(&GOOGLE).link(&"https://support.google.com/a/answer/166852"),
    says("throttled", "peak .. relay limit").by(&GOOGLE).link(&"https://support.google.com/a/answer/6140680"),
    says("throttled", "multiple destination domains").by(&GOOGLE),
    says("throttled", "very low reputation | suspicious due to").by(&GOOGLE).codes(400, 499),
    says("relay-denied", "not authorized to send email directly to our servers").by(&GOOGLE).link(&"https://support.google.com/mail/answer/81126"),
    says("dkim-required", "ipv6 sending guidelines").by(&GOOGLE).link(&"https://support.google.com/mail/answer/81126"),
    says("account-blocked", "very low reputation | suspicious due to").by(&GOOGLE).link(&"https://support.google.com/mail/answer/81126"),
    says("content-refused", "sending to or from has a policy | policy that prohibited the mail").by(&GOOGLE).link(&"https://support.google.com/a/answer/172179"),

    // Amazon SES: "Amazon SES SMTP response codes", "Troubleshooting". 50 recipients a message.
    says("sender-not-verified", "email address is not verified | email address not verified | identities failed the check").by(&AMAZON_SES).link(&"https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html"),
    says("sender-not-allowed", "is not authorized to perform | address blacklisted").by(&AMAZON_SES).link(&"https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html"),
    says("throttled", "too many recipients").by(&AMAZON_SES).after_change(),
    says("throttled", "maximum sending rate").by(&AMAZON_SES).link(&"https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html"),
    says("quota", "daily message quota | daily sending quota").by(&AMAZON_SES).link(&"https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html"),
    says("account-blocked", "sending paused | account is paused | sending suspended | sending status | sending is disabled").by(&AMAZON_SES).link(&"https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html"),
    says("recipient-refused", "authenticationrequiredforpublicfolder").by(&MICROSOFT),
    says("client-fault", "transaction failed ..").at(&[Data, Body]).by(&AMAZON_SES),

    // SendGrid, Postmark, Mailgun and their like.
    says("sender-not-verified", "verified sender identity | not authorized to send from that email").by(&SENDGRID).link(&"https://www.twilio.com/docs/sendgrid/for-developers/sending-email/sender-identity"),
    says("quota", "maximum credits exceeded").by(&SENDGRID).after_change().link(&"https://www.twilio.com/docs/sendgrid/ui/account-and-settings/billing"),
    says("sender-not-verified", "domain is unverified").by(&MAILGUN),
    says("recipient-refused", "test purposes only .. authorized recipients | sandbox .. authorized recipients | sandbox subdomains are for test purposes").by(&MAILGUN).codes(550, 599).link(&"https://documentation.mailgun.com/docs/mailgun/user-manual/domains/domains-sandbox"),
    says("account-blocked", "is not allowed to send | sandbox subdomains | domain .. is disabled | account .. disabled").by(&MAILGUN).link(&"https://help.mailgun.com/"),
    says("sender-not-verified", "\
        domain/address/sender/email/from/identity .. not/isnt .. verified/validated/confirmed/registered/authorized/linked/approved/configured | \
        sender signature* | unauthorized domain | unknown/invalid sender/domain | not a verified | domain not found | unsigned | \
        from/sender address/domain .. not/isnt allowed | not authorized to send | must be verified | not allowed to send from\
    ").at(&[Mail, Rcpt, Data, Body]).by(&RELAYS),

    // United Internet writes "mailbox unavailable" first, and the reason after it; alone, it is about the recipient at RCPT only.
    says("throttled", "failure sending mail try again later").by(&UNITED_INTERNET),
    says("quota", "mail send limit exceeded").by(&UNITED_INTERNET),
    says("unknown", "mailbox unavailable mailbox unavailable | ^ mailbox unavailable $").by(&UNITED_INTERNET),
    says("sender-not-allowed", "invalid dns mx").by(&UNITED_INTERNET),
    says("content-refused", "reject due to policy restrictions").at(&[Data, Body]).by(&UNITED_INTERNET),

    // Yahoo answers so when the From is not the login's.
    says("sender-not-allowed", "request failed mailbox unavailable").at(&[Mail, Data, Body]).by(&YAHOO).link(&"https://senders.yahooinc.com/smtp-error-codes"),
    says("unknown", "action not taken mailbox unavailable").at(&[Mail]).by(&YAHOO),
    says("throttled", "bad auth attempts").by(&YAHOO),
    says("app-password-required", "auth .. app password").by(&YAHOO).link(&"https://help.yahoo.com/kb/SLN15241.html"),

    // Those who have words of their own for a failed login.
    says("bad-credentials", "authentication failed | authentication credentials invalid").at(&[Auth]).by(&ICLOUD).link(&"https://support.apple.com/102654"),
    says("auth-disabled", "does not have access rights to this service").by(&YANDEX).link(&"https://yandex.com/support/mail/mail-clients/others.html"),
    says("account-blocked", "unusual sending activity").by(&ZOHO_MAIL).link(&"https://mail.zoho.com/UnblockMe"),
    says("sender-not-allowed", "relaying disallowed | relaying issues | NOT ALLOWED to relay").by(&ZOHO_MAIL).link(&"https://www.zoho.com/mail/help/zoho-smtp.html"),
    // Proton's servers for incoming mail do not like a name in EHLO that does not resolve.
    says("ehlo-name", "^ protocol error $").at(&[Ehlo, Mail, Rcpt]).by(&PROTON),
];
