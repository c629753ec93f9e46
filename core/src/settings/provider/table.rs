//! The table of known services. What is not certain of a service is left out: a missing limit means "not known here".

use super::{Limits, Provider};
use crate::settings::{Auth, Security};

const UNKNOWN: Limits = Limits {
    connections: None,
    messages_per_minute: None,
    message_bytes: None,
};

const fn megabytes(count: u32) -> Limits {
    Limits {
        message_bytes: Some(count * 1024 * 1024),
        ..UNKNOWN
    }
}

/// A service for the mail of applications: a login of its own, and From addresses that were verified with it.
const RELAY: Provider = Provider {
    id: "",
    title: "",
    hostnames: &[],
    port: 587,
    security: Security::StartTls,
    auth: Auth::Password,
    username: None,
    from_is_login: false,
    app_password: false,
    password_retired: None,
    limits: UNKNOWN,
    help: "",
};

/// A mailbox of a person or an organisation: the login is its address, and so is the sender.
const MAILBOX: Provider = Provider {
    from_is_login: true,
    ..RELAY
};

/// The same, encrypted from the first byte.
const MAILBOX_TLS: Provider = Provider {
    port: 465,
    security: Security::Tls,
    ..MAILBOX
};

pub(super) const PROVIDERS: [Provider; 40] = [
    Provider {
        id: "microsoft-365",
        title: "Microsoft 365",
        hostnames: &[
            "smtp.office365.com",
            "smtp-legacy.office365.com",
            "smtp.office365.us",
            "smtp.partner.outlook.cn",
            "outlook.office365.com",
        ],
        password_retired: Some(
            "Microsoft is retiring the login by password: it is switched off by default for existing tenants at the end of December 2026 (an administrator can switch it on again), is not available for tenants created after that, and its final date will be announced in the second half of 2027. Set the login to oauth2, or send through Azure Communication Services, High Volume Email or a connector that trusts your network.",
        ),
        limits: Limits {
            connections: Some(3),
            messages_per_minute: Some(30),
            message_bytes: Some(35 * 1024 * 1024),
        },
        help: "https://techcommunity.microsoft.com/blog/exchange/updated-exchange-online-smtp-auth-basic-authentication-deprecation-timeline/4489835",
        ..MAILBOX
    },
    Provider {
        id: "microsoft-365-relay",
        title: "Microsoft 365 (connector or direct send)",
        hostnames: &[
            "example-com.mail.protection.outlook.com",
            "*.mail.protection.outlook.com",
            "*.mx.microsoft",
        ],
        port: 25,
        auth: Auth::None,
        help: "https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365",
        ..RELAY
    },
    Provider {
        id: "microsoft-365-high-volume",
        title: "Microsoft 365 High Volume Email",
        hostnames: &["smtp-hve.office365.com"],
        help: "https://learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365",
        ..MAILBOX
    },
    Provider {
        id: "azure-communication-services",
        title: "Azure Communication Services",
        hostnames: &["smtp.azurecomm.net"],
        help: "https://learn.microsoft.com/azure/communication-services/quickstarts/email/send-email-smtp/smtp-authentication",
        ..RELAY
    },
    Provider {
        id: "outlook-com",
        title: "Outlook.com",
        hostnames: &["smtp-mail.outlook.com", "smtp.live.com"],
        auth: Auth::OAuth2,
        password_retired: Some(
            "Outlook.com has taken no passwords for SMTP since 16 September 2024. Set the login to oauth2, or use another mail service.",
        ),
        help: "https://support.microsoft.com/office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040",
        ..MAILBOX
    },
    Provider {
        id: "gmail",
        title: "Gmail and Google Workspace",
        hostnames: &["smtp.gmail.com", "smtp.googlemail.com"],
        app_password: true,
        limits: megabytes(25),
        help: "https://support.google.com/accounts/answer/185833",
        ..MAILBOX
    },
    Provider {
        id: "google-workspace-relay",
        title: "Google Workspace SMTP relay",
        hostnames: &["smtp-relay.gmail.com"],
        auth: Auth::None,
        limits: megabytes(25),
        help: "https://support.google.com/a/answer/2956491",
        ..RELAY
    },
    Provider {
        id: "amazon-ses",
        title: "Amazon SES",
        hostnames: &[
            "email-smtp.us-east-1.amazonaws.com",
            "email-smtp.*.amazonaws.com",
            "email-smtp-fips.*.amazonaws.com",
            "email-smtp.*.amazonaws.com.cn",
        ],
        limits: megabytes(40),
        help: "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html",
        ..RELAY
    },
    Provider {
        id: "sendgrid",
        title: "Twilio SendGrid",
        hostnames: &["smtp.sendgrid.net", "smtp.eu.sendgrid.net"],
        username: Some("apikey"),
        limits: megabytes(30),
        help: "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api",
        ..RELAY
    },
    Provider {
        id: "mailgun",
        title: "Mailgun",
        hostnames: &["smtp.mailgun.org", "smtp.eu.mailgun.org"],
        limits: megabytes(25),
        help: "https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/send-smtp",
        ..RELAY
    },
    Provider {
        id: "postmark",
        title: "Postmark",
        hostnames: &["smtp.postmarkapp.com", "smtp-broadcasts.postmarkapp.com"],
        limits: megabytes(10),
        help: "https://postmarkapp.com/developer/user-guide/send-email-with-smtp",
        ..RELAY
    },
    Provider {
        id: "brevo",
        title: "Brevo",
        hostnames: &["smtp-relay.brevo.com", "smtp-relay.sendinblue.com"],
        help: "https://developers.brevo.com/docs/smtp-integration",
        ..RELAY
    },
    Provider {
        id: "mailjet",
        title: "Mailjet",
        hostnames: &["in-v3.mailjet.com"],
        limits: megabytes(15),
        help: "https://dev.mailjet.com/smtp-relay/configuration/",
        ..RELAY
    },
    Provider {
        id: "mandrill",
        title: "Mailchimp Transactional (Mandrill)",
        hostnames: &["smtp.mandrillapp.com"],
        limits: megabytes(25),
        help: "https://mailchimp.com/developer/transactional/docs/smtp-integration/",
        ..RELAY
    },
    Provider {
        id: "sparkpost",
        title: "Bird (SparkPost)",
        hostnames: &["smtp.sparkpostmail.com", "smtp.eu.sparkpostmail.com"],
        username: Some("SMTP_Injection"),
        limits: megabytes(20),
        help: "https://developers.sparkpost.com/api/smtp/",
        ..RELAY
    },
    Provider {
        id: "smtp2go",
        title: "SMTP2GO",
        hostnames: &[
            "mail.smtp2go.com",
            "mail-us.smtp2go.com",
            "mail-eu.smtp2go.com",
            "mail-au.smtp2go.com",
        ],
        port: 2525,
        help: "https://developers.smtp2go.com/docs/smtp-relay",
        ..RELAY
    },
    Provider {
        id: "socketlabs",
        title: "SocketLabs",
        hostnames: &["smtp.socketlabs.com"],
        limits: Limits {
            connections: Some(10),
            ..megabytes(40)
        },
        help: "https://help.socketlabs.com/docs/inbound-smtp-restrictions",
        ..RELAY
    },
    Provider {
        id: "resend",
        title: "Resend",
        hostnames: &["smtp.resend.com"],
        username: Some("resend"),
        limits: megabytes(40),
        help: "https://resend.com/docs/send-with-smtp",
        ..RELAY
    },
    Provider {
        id: "mailersend",
        title: "MailerSend",
        hostnames: &["smtp.mailersend.net"],
        help: "https://www.mailersend.com/help/smtp-relay",
        ..RELAY
    },
    Provider {
        id: "mailtrap",
        title: "Mailtrap",
        hostnames: &["live.smtp.mailtrap.io", "bulk.smtp.mailtrap.io"],
        username: Some("api"),
        help: "https://mailtrap.io/smtp-service/",
        ..RELAY
    },
    Provider {
        id: "elastic-email",
        title: "Elastic Email",
        hostnames: &["smtp.elasticemail.com", "smtp25.elasticemail.com"],
        port: 2525,
        help: "https://help.elasticemail.com/",
        ..RELAY
    },
    Provider {
        id: "scaleway",
        title: "Scaleway Transactional Email",
        hostnames: &["smtp.tem.scaleway.com", "smtp.tem.scw.cloud"],
        help: "https://www.scaleway.com/en/docs/transactional-email/reference-content/smtp-configuration/",
        ..RELAY
    },
    Provider {
        id: "oracle-cloud",
        title: "Oracle Cloud Email Delivery",
        hostnames: &[
            "smtp.email.us-ashburn-1.oci.oraclecloud.com",
            "smtp.email.*.oraclecloud.com",
            "smtp.*.oraclecloud.com",
        ],
        help: "https://docs.oracle.com/en-us/iaas/Content/Email/Reference/gettingstarted.htm",
        ..RELAY
    },
    Provider {
        id: "zeptomail",
        title: "Zoho ZeptoMail",
        hostnames: &["smtp.zeptomail.com", "smtp.zeptomail.*"],
        help: "https://www.zoho.com/zeptomail/help/smtp-home.html",
        ..RELAY
    },
    Provider {
        id: "zoho-mail",
        title: "Zoho Mail",
        hostnames: &[
            "smtp.zoho.com",
            "smtppro.zoho.com",
            "smtp.zoho.*",
            "smtppro.zoho.*",
        ],
        help: "https://www.zoho.com/mail/help/zoho-smtp.html",
        ..MAILBOX_TLS
    },
    Provider {
        id: "yahoo",
        title: "Yahoo Mail",
        hostnames: &["smtp.mail.yahoo.com"],
        app_password: true,
        limits: megabytes(25),
        help: "https://help.yahoo.com/kb/SLN4075.html",
        ..MAILBOX_TLS
    },
    Provider {
        id: "aol",
        title: "AOL Mail",
        hostnames: &["smtp.aol.com"],
        app_password: true,
        help: "https://help.aol.com/",
        ..MAILBOX_TLS
    },
    Provider {
        id: "icloud",
        title: "Apple iCloud Mail",
        hostnames: &["smtp.mail.me.com"],
        app_password: true,
        limits: megabytes(20),
        help: "https://support.apple.com/102525",
        ..MAILBOX
    },
    Provider {
        id: "fastmail",
        title: "Fastmail",
        hostnames: &["smtp.fastmail.com"],
        app_password: true,
        help: "https://www.fastmail.help/hc/en-us/articles/1500000278342",
        ..MAILBOX_TLS
    },
    Provider {
        id: "proton",
        title: "Proton Mail",
        hostnames: &["smtp.protonmail.ch"],
        app_password: true,
        help: "https://proton.me/support/smtp-submission",
        ..MAILBOX
    },
    Provider {
        id: "yandex",
        title: "Yandex Mail",
        hostnames: &["smtp.yandex.com", "smtp.yandex.ru"],
        app_password: true,
        help: "https://yandex.com/support/mail/",
        ..MAILBOX_TLS
    },
    Provider {
        id: "gmx",
        title: "GMX",
        hostnames: &["mail.gmx.net", "mail.gmx.com"],
        help: "https://hilfe.gmx.net/",
        ..MAILBOX
    },
    Provider {
        id: "web-de",
        title: "WEB.DE",
        hostnames: &["smtp.web.de"],
        help: "https://hilfe.web.de/",
        ..MAILBOX
    },
    Provider {
        id: "ionos",
        title: "IONOS",
        hostnames: &["smtp.ionos.com", "smtp.ionos.*", "smtp.1und1.de"],
        help: "https://www.ionos.com/help/",
        ..MAILBOX_TLS
    },
    Provider {
        id: "strato",
        title: "STRATO",
        hostnames: &["smtp.strato.de", "smtp.strato.com"],
        help: "https://www.strato.de/faq/",
        ..MAILBOX_TLS
    },
    Provider {
        id: "t-online",
        title: "Telekom Mail (T-Online)",
        hostnames: &["securesmtp.t-online.de"],
        app_password: true,
        help: "https://www.telekom.de/hilfe",
        ..MAILBOX_TLS
    },
    Provider {
        id: "ovhcloud",
        title: "OVHcloud",
        hostnames: &["ssl0.ovh.net", "smtp.mail.ovh.net"],
        help: "https://help.ovhcloud.com/",
        ..MAILBOX_TLS
    },
    Provider {
        id: "infomaniak",
        title: "Infomaniak",
        hostnames: &["mail.infomaniak.com"],
        help: "https://www.infomaniak.com/en/support",
        ..MAILBOX_TLS
    },
    Provider {
        id: "mailbox-org",
        title: "mailbox.org",
        hostnames: &["smtp.mailbox.org"],
        help: "https://kb.mailbox.org/",
        ..MAILBOX_TLS
    },
    Provider {
        id: "hostinger",
        title: "Hostinger",
        hostnames: &["smtp.hostinger.com"],
        help: "https://www.hostinger.com/support/",
        ..MAILBOX_TLS
    },
];
