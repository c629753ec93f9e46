//! What to do where a service has a way of its own. `{login}` is the user name that a service gives to everybody.
//!
//! Source: the services' own pages, as linked in the table of services and in the rules.

/// For these services and this cause: these steps, in place of the cause's own.
pub(super) struct Remedy {
    services: &'static [&'static str],
    cause: &'static str,
    pub(super) steps: &'static [&'static str],
}

/// The remedy of a service.
pub(super) fn of(service: &str, cause: &str) -> Option<&'static Remedy> {
    REMEDIES
        .iter()
        .find(|remedy| remedy.cause == cause && remedy.services.contains(&service))
}

const fn remedy(
    services: &'static [&'static str],
    cause: &'static str,
    steps: &'static [&'static str],
) -> Remedy {
    Remedy {
        services,
        cause,
        steps,
    }
}

const M365: &[&str] = &["microsoft-365", "microsoft-365-high-volume"];
const M365_RELAY: &[&str] = &["microsoft-365-relay"];
const APP_PASSWORD_ONLY: &[&str] = &["yahoo", "aol", "icloud", "fastmail", "yandex", "t-online"];

#[rustfmt::skip]
const REMEDIES: &[Remedy] = &[
    // Microsoft.
    remedy(M365, "auth-disabled", &[
        "In the Microsoft 365 admin center open Users, Active users, the account {user}, Mail, Manage email apps. Tick \"Authenticated SMTP\" and save.",
        "If the reply speaks of the tenant, it is off for the whole organisation. That for {user} alone goes before it; in Exchange Online PowerShell: Set-CASMailbox -Identity {user} -SmtpClientAuthenticationDisabled $false",
        "Wait up to an hour, then test again.",
    ]),
    remedy(M365, "oauth-required", &[
        "Choose OAuth 2 as the login. In Microsoft Entra register an application with the permission SMTP.SendAsApp, and give it access to the mailbox {user} in Exchange Online. Authenticated SMTP must be on for that mailbox.",
        "Or use a connector, High Volume Email or Azure Communication Services, which Microsoft offers for devices and applications.",
    ]),
    remedy(&["outlook-com"], "oauth-required", &[
        "Outlook.com takes no passwords for SMTP, and no app passwords either. Choose OAuth 2 as the login.",
        "Or send through another mail service.",
    ]),
    remedy(M365, "account-policy", &[
        "Ask the administrator of Microsoft 365 to look into the sign-in log of {user} in Microsoft Entra: it names the policy that blocked the login.",
        "The administrator can leave {user} out of that conditional access policy, or turn off security defaults, which block every login by password.",
        "Or choose OAuth 2 as the login.",
    ]),
    remedy(M365, "bad-credentials", &[
        "Enter the password again. The user name is the whole sign-in name, such as {user}.",
        "If the account has a second step at sign-in, its own password is refused here: use OAuth 2, or an account without it.",
        "Sign in with both at https://outlook.office.com to see whether they are right.",
    ]),
    remedy(M365, "sender-not-allowed", &[
        "Enter {user} as the From address.",
        "Or, in the Exchange admin center, open the mailbox {from}, Delegation, and give {user} the right \"Send as\". Wait up to an hour.",
    ]),
    remedy(&["outlook-com"], "sender-not-allowed", &["Enter {user} as the From address: Outlook.com sends only from the login's own addresses."]),
    remedy(M365, "throttled", &[
        "Wait a minute, and send it again. Microsoft 365 takes 3 connections at a time and 30 messages a minute from one mailbox.",
        "If other programs send as {user} too, give CenterScape a mailbox of its own.",
    ]),
    remedy(M365, "quota", &[
        "Wait: Microsoft 365 counts the recipients of one mailbox over 24 hours, usually up to 10,000.",
        "If you need more, use High Volume Email or Azure Communication Services.",
    ]),
    remedy(M365, "mailbox-full", &[
        "Sign in to the mailbox {user}, and empty its Sent Items and Deleted Items: every mail that is sent leaves a copy.",
        "Or ask the administrator of Microsoft 365 for more space.",
    ]),
    remedy(M365, "account-blocked", &[
        "Ask the administrator of Microsoft 365 to open Restricted entities in the Microsoft Defender portal, and to unblock {user}.",
        "Change the password of {user} first: usually the account was misused to send spam.",
        "If the reply names the tenant, only Microsoft's support can lift it.",
    ]),
    remedy(M365_RELAY, "relay-denied", &[
        "In the Exchange admin center create a connector from your organization's email server, which knows this network's public IP address or a certificate.",
        "Without a connector this host takes mail for your own organisation only.",
        "Or use smtp.office365.com, port 587, STARTTLS, with a login.",
    ]),
    remedy(M365_RELAY, "auth-not-offered", &[
        "Choose no login: this host takes none.",
        "Or use smtp.office365.com, port 587, STARTTLS, with the login.",
    ]),
    remedy(M365_RELAY, "account-blocked", &[
        "Ask for removal of this network's public IP address at https://sender.office.com/.",
        "Or use smtp.office365.com, port 587, STARTTLS, with a login.",
    ]),

    // Google.
    remedy(&["gmail"], "app-password-required", &[
        "Open https://myaccount.google.com/apppasswords as {user}, and create an app password.",
        "Enter its 16 letters here as the password.",
        "If the page is missing, turn on 2-Step Verification first, or ask the administrator of your Google Workspace.",
    ]),
    remedy(&["gmail"], "bad-credentials", &[
        "Google takes an app password here, not the account's own. Create one at https://myaccount.google.com/apppasswords (2-Step Verification must be on).",
        "Enter its 16 letters as the password, and the whole address as the user name.",
    ]),
    remedy(&["gmail"], "account-policy", &[
        "Sign in as {user} in a web browser on this network, and confirm that it was you.",
        "Use an app password: https://myaccount.google.com/apppasswords",
    ]),
    remedy(&["gmail"], "quota", &["Wait a day. Gmail sends to 500 recipients in 24 hours, Google Workspace sends 2,000 messages. For more use the SMTP relay of Google Workspace (smtp-relay.gmail.com)."]),
    remedy(&["google-workspace-relay"], "relay-denied", &[
        "In the Google Admin console open Apps, Google Workspace, Gmail, Routing, SMTP relay service, and add this network's public IP address.",
        "Enter a From address of a domain of your Google Workspace, and one of its domains as the EHLO name.",
        "Wait up to a day, then test again.",
    ]),

    // Mailboxes that want a password made for programs.
    remedy(APP_PASSWORD_ONLY, "bad-credentials", &[
        "{service} takes an app password here, not the account's own: create one in the security settings of {user}.",
        "Enter it as the password, and the whole e-mail address as the user name.",
    ]),
    remedy(&["proton"], "bad-credentials", &["Create an SMTP token for {user} in Proton's settings (IMAP/SMTP, SMTP tokens; a custom domain is needed), and enter it as the password."]),
    remedy(&["zoho-mail"], "bad-credentials", &[
        "Check the region: accounts of Europe use smtp.zoho.eu, of India smtp.zoho.in; organisations use smtppro.zoho.com.",
        "If two-factor authentication is on, create an app password at https://accounts.zoho.com (Security), and enter that.",
    ]),
    remedy(&["zoho-mail"], "sender-not-allowed", &["Enter {user} as the From address, or add {from} as an alias of that account in Zoho Mail."]),
    remedy(&["yandex"], "auth-disabled", &[
        "In Yandex Mail open All settings, Email clients, and allow access by programs.",
        "Create an app password at https://id.yandex.com, and enter it here.",
    ]),
    remedy(&["gmx", "web-de"], "bad-credentials", &[
        "Enter the password again, and the whole e-mail address as the user name.",
        "In the mailbox's settings open POP3/IMAP, and allow access by programs.",
        "If two-factor authentication is on, create an app password there.",
    ]),
    remedy(&["gmx", "web-de", "ionos", "strato"], "sender-not-allowed", &["Enter {user} as the From address: {service} sends only from the login's own addresses."]),
    remedy(&["icloud", "yahoo", "aol"], "sender-not-allowed", &["Enter the login's own address as the From address, or add {from} as one of its addresses at {service}."]),

    // Services for the mail of applications.
    remedy(&["amazon-ses"], "bad-credentials", &[
        "Use SMTP credentials of Amazon SES. They are not the AWS access key: create them in the SES console, SMTP settings, \"Create SMTP credentials\".",
        "They count for one region: it must be that of {host}.",
    ]),
    remedy(&["amazon-ses"], "sender-not-verified", &[
        "In the SES console, in the region of {host}, open Identities, and verify the address {from} or its domain.",
        "If the reply names a recipient, the account is still in the sandbox, where recipients must be verified too: in the SES console request production access.",
    ]),
    remedy(&["amazon-ses"], "sender-not-allowed", &[
        "If the reply says \"not authorized to perform\": allow ses:SendRawEmail for the identity of {from} in the policy of the IAM user whose SMTP credentials these are.",
        "Otherwise look for the address in the suppression list of the SES console.",
    ]),
    remedy(&["amazon-ses"], "quota", &["Wait, or ask for a higher sending quota in the SES console. The sandbox allows 200 messages a day."]),
    remedy(&["amazon-ses"], "throttled", &["Send it again. Amazon SES limits messages a second (one in the sandbox) and recipients of a message (50): if it stays, ask for a higher sending rate in the SES console."]),
    remedy(&["sendgrid", "resend", "mailtrap", "sparkpost"], "bad-credentials", &[
        "Enter the word {login} as the user name: it is the same for everybody.",
        "Enter an API key of {service} as the password. It must have the right to send mail.",
    ]),
    remedy(&["sendgrid"], "sender-not-verified", &[
        "In SendGrid open Settings, Sender Authentication. Add {from} as a single sender, or authenticate its domain.",
        "Confirm by the link that SendGrid sends, then test again.",
    ]),
    remedy(&["sendgrid"], "quota", &["In SendGrid open Settings, Account Details: the credits of the plan are used up. Wait until they renew, or change the plan."]),
    remedy(&["postmark"], "sender-not-verified", &["In Postmark open Sender Signatures. Add {from} or its domain, and confirm it."]),
    remedy(&["postmark"], "bad-credentials", &["Enter the server's API token both as the user name and as the password, or an SMTP token's access key and secret key."]),
    remedy(&["mailgun"], "bad-credentials", &["Use SMTP credentials of your sending domain: in Mailgun open Domain settings, SMTP credentials. The user name is a whole address; the host for Europe is smtp.eu.mailgun.org."]),
    remedy(&["mailgun"], "recipient-refused", &["This sandbox domain sends to authorized recipients only: add the recipient in Mailgun, or better your own domain."]),
    remedy(&["brevo"], "bad-credentials", &["Enter the SMTP login and an SMTP key of Brevo (SMTP & API, SMTP). The key is neither the account's password nor an API key."]),
    remedy(&["brevo"], "account-blocked", &["Ask Brevo's support to activate sending by SMTP for this account."]),
    remedy(&["mailjet"], "bad-credentials", &["Enter Mailjet's API key as the user name, and its secret key as the password."]),
    remedy(&["smtp2go"], "bad-credentials", &["Use an SMTP user of SMTP2GO (Sending, SMTP Users) with its password, not the login of the web page."]),
];
