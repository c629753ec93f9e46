//! What codes mean where the words tell nothing.

use super::super::Retry;
use crate::wire::Stage::{self, Auth, Body, Data, Ehlo, Greeting, Mail, Quit, Rcpt, StartTls};

/// Class, subject and detail of an enhanced status code.
type EnhancedCode = (u8, u16, u16);
/// Any class.
pub(super) const ANY: u8 = 0;
/// Failed for now, and for good.
const FOR_NOW: u8 = 4;
const FOR_GOOD: u8 = 5;

const MICROSOFT: &[&str] = super::providers::MICROSOFT;
const GOOGLE: &[&str] = super::providers::GOOGLE;

/// The largest detail of subject 7 in the registry of enhanced status codes is 30; the services' own are larger.
pub(super) const MAX_REGISTERED: u16 = 30;

/// Details of subject 7 (security and policy) that a service has given a meaning of its own: who, from, to, cause.
/// Microsoft: "Email non-delivery reports in Exchange Online". Google: "Gmail SMTP errors and codes".
pub(super) const OWN_POLICY_CODES: &[(&[&str], u16, u16, &str)] = &[
    (MICROSOFT, 12, 12, "auth-required"),
    (MICROSOFT, 13, 13, "account-blocked"),
    (MICROSOFT, 25, 25, "relay-denied"),
    (MICROSOFT, 54, 54, "relay-denied"),
    (MICROSOFT, 57, 57, "auth-required"),
    (MICROSOFT, 60, 60, "sender-not-allowed"),
    (MICROSOFT, 64, 64, "relay-denied"),
    (MICROSOFT, 66, 67, "tls-version"),
    // Groups and mailboxes that take mail of their own organisation, or of some senders.
    (MICROSOFT, 123, 136, "recipient-refused"),
    (MICROSOFT, 139, 139, "bad-credentials"),
    (MICROSOFT, 193, 193, "recipient-refused"),
    (MICROSOFT, 232, 233, "quota"),
    (MICROSOFT, 501, 503, "account-blocked"),
    (MICROSOFT, 504, 505, "recipient-refused"),
    (MICROSOFT, 506, 506, "ehlo-name"),
    (MICROSOFT, 507, 507, "relay-denied"),
    (MICROSOFT, 508, 508, "throttled"),
    (MICROSOFT, 509, 509, "dkim-required"),
    (MICROSOFT, 510, 510, "recipient-refused"),
    (MICROSOFT, 511, 511, "account-blocked"),
    (MICROSOFT, 512, 512, "client-fault"),
    (MICROSOFT, 513, 513, "account-blocked"),
    (MICROSOFT, 515, 515, "dkim-required"),
    (MICROSOFT, 606, 649, "account-blocked"),
    (MICROSOFT, 700, 749, "account-blocked"),
    (MICROSOFT, 750, 750, "sender-not-verified"),
    (GOOGLE, 9, 9, "app-password-required"),
    (GOOGLE, 14, 14, "account-policy"),
    (GOOGLE, 25, 25, "relay-denied"),
    (GOOGLE, 28, 28, "throttled"),
];

/// A row about an enhanced status code (RFC 3463 and its registry): class, subject and detail, the stages where it means this (none:
/// all), the cause.
pub(super) type EnhancedRow = (EnhancedCode, &'static [Stage], &'static str);

/// Enhanced status codes that leave no doubt: servers give them for one reason only.
pub(super) const CLEAR_ENHANCED: &[EnhancedRow] = &[
    ((ANY, 1, 1), &[Rcpt, Data, Body], "recipient-refused"),
    ((ANY, 1, 2), &[Rcpt, Data, Body], "recipient-refused"),
    ((ANY, 1, 6), &[], "recipient-refused"),
    ((FOR_GOOD, 1, 10), &[], "recipient-refused"),
    ((ANY, 2, 2), &[Rcpt, Data, Body], "mailbox-full"),
    ((ANY, 7, 10), &[], "tls-required"),
    ((ANY, 7, 11), &[], "tls-required"),
    ((FOR_GOOD, 7, 13), &[], "account-blocked"),
    ((FOR_GOOD, 7, 14), &[], "account-policy"),
    // RFC 7372: DKIM, SPF and reverse DNS.
    ((ANY, 7, 20), &[], "dkim-required"),
    ((ANY, 7, 21), &[], "dkim-required"),
    ((ANY, 7, 22), &[], "dkim-required"),
    ((ANY, 7, 23), &[], "dkim-required"),
    ((FOR_GOOD, 7, 24), &[], "dkim-required"),
    ((FOR_NOW, 7, 24), &[], "server-fault"),
    ((ANY, 7, 25), &[], "relay-denied"),
    ((ANY, 7, 26), &[], "dkim-required"),
];

/// The others, for replies whose words tell nothing.
pub(super) const BY_ENHANCED: &[EnhancedRow] = &[
    ((FOR_GOOD, 1, 0), &[Mail], "sender-not-allowed"),
    ((FOR_GOOD, 1, 0), &[Rcpt], "recipient-refused"),
    ((ANY, 1, 1), &[], "recipient-refused"),
    ((ANY, 1, 2), &[], "recipient-refused"),
    ((FOR_GOOD, 1, 3), &[], "recipient-refused"),
    ((FOR_GOOD, 1, 7), &[], "client-fault"),
    ((ANY, 1, 8), &[], "sender-not-allowed"),
    ((FOR_GOOD, 2, 1), &[Rcpt, Body], "recipient-refused"),
    ((ANY, 2, 2), &[], "mailbox-full"),
    ((ANY, 2, 3), &[], "message-too-big"),
    ((ANY, 3, 1), &[], "server-fault"),
    ((ANY, 3, 2), &[], "server-fault"),
    ((ANY, 3, 4), &[], "message-too-big"),
    ((ANY, 3, 5), &[], "server-fault"),
    ((FOR_NOW, 3, 0), &[], "server-fault"),
    ((FOR_GOOD, 4, 1), &[Rcpt], "recipient-refused"),
    ((FOR_NOW, 4, 1), &[Mail, Body], "connection-lost"),
    ((FOR_NOW, 4, 2), &[], "connection-lost"),
    ((FOR_NOW, 4, 5), &[], "throttled"),
    ((FOR_GOOD, 4, 6), &[], "client-fault"),
    ((FOR_NOW, 5, 3), &[], "throttled"),
    ((FOR_GOOD, 5, 1), &[Auth], "auth-not-offered"),
    ((FOR_GOOD, 5, 1), &[StartTls], "starttls-not-offered"),
    ((FOR_GOOD, 5, 1), &[], "client-fault"),
    ((FOR_GOOD, 5, 2), &[], "client-fault"),
    ((FOR_GOOD, 5, 4), &[Ehlo], "ehlo-name"),
    ((FOR_GOOD, 5, 4), &[], "client-fault"),
    ((FOR_GOOD, 6, 0), &[], "client-fault"),
    ((FOR_GOOD, 6, 1), &[], "client-fault"),
    ((FOR_GOOD, 6, 2), &[], "client-fault"),
    ((FOR_GOOD, 6, 3), &[], "client-fault"),
    ((FOR_GOOD, 6, 6), &[], "client-fault"),
    ((FOR_GOOD, 6, 7), &[], "client-fault"),
    ((FOR_GOOD, 7, 0), &[Auth], "bad-credentials"),
    ((FOR_GOOD, 7, 0), &[Data, Body], "content-refused"),
    ((FOR_NOW, 7, 0), &[Auth], "server-fault"),
    ((FOR_NOW, 7, 0), &[], "throttled"),
    ((FOR_NOW, 7, 1), &[], "throttled"),
    ((FOR_GOOD, 7, 1), &[Auth], "bad-credentials"),
    ((FOR_GOOD, 7, 1), &[Mail], "sender-not-allowed"),
    ((FOR_GOOD, 7, 1), &[Rcpt], "relay-denied"),
    ((FOR_GOOD, 7, 1), &[Data, Body], "content-refused"),
    ((FOR_GOOD, 7, 2), &[Rcpt, Body], "recipient-refused"),
    ((ANY, 7, 4), &[Auth], "auth-mechanism"),
    ((FOR_GOOD, 7, 7), &[Data, Body], "content-refused"),
    ((ANY, 7, 8), &[], "bad-credentials"),
    ((FOR_GOOD, 7, 9), &[Auth], "auth-mechanism"),
    ((FOR_GOOD, 7, 12), &[Auth], "bad-credentials"),
    ((ANY, 7, 27), &[], "sender-not-allowed"),
];

/// A row of [`BY_CODE`].
type CodeRow = ((u16, u16), &'static [Stage], &'static str, Option<Retry>);

/// Basic codes (RFC 5321, 4.2; RFC 4954, 4.7; RFC 7504): from and to, the stages where it means this (none: all), the cause, and the
/// retry where it is not the cause's.
pub(super) const BY_CODE: &[CodeRow] = &[
    (
        (500, 599),
        &[Greeting],
        "greeting-refused",
        Some(Retry::AfterChange),
    ),
    ((400, 499), &[Greeting], "greeting-refused", None),
    // 454 is for now (RFC 3207, section 4), like every 4xx.
    (
        (400, 499),
        &[StartTls],
        "starttls-not-offered",
        Some(Retry::Later),
    ),
    ((500, 599), &[StartTls], "starttls-not-offered", None),
    ((530, 530), &[], "auth-required", None),
    ((538, 538), &[], "tls-required", None),
    ((534, 534), &[Auth], "auth-mechanism", None),
    ((535, 535), &[], "bad-credentials", None),
    ((504, 504), &[Auth], "auth-mechanism", None),
    ((502, 503), &[Auth], "auth-not-offered", None),
    ((452, 452), &[Rcpt], "throttled", None),
    ((450, 450), &[Rcpt], "throttled", None),
    // A password transition is needed (RFC 4954, section 6): a login by PLAIN makes it, over TLS.
    ((432, 432), &[], "auth-mechanism", None),
    ((400, 449), &[], "server-fault", None),
    ((451, 499), &[], "server-fault", None),
    ((450, 450), &[], "unknown", Some(Retry::Later)),
    ((501, 501), &[Ehlo], "ehlo-name", None),
    (
        (500, 504),
        &[Ehlo, Auth, Data, Body, Quit],
        "client-fault",
        None,
    ),
    ((505, 599), &[Ehlo], "ehlo-name", None),
    ((552, 552), &[Rcpt], "mailbox-full", None),
    ((552, 552), &[Mail, Data, Body], "message-too-big", None),
    ((550, 559), &[Auth], "bad-credentials", None),
    ((550, 553), &[Mail], "sender-not-allowed", None),
    ((556, 556), &[Rcpt], "recipient-refused", None),
    ((550, 553), &[Rcpt], "recipient-refused", None),
    ((521, 521), &[Mail, Rcpt], "recipient-refused", None),
    ((500, 504), &[], "client-fault", None),
    ((555, 555), &[], "client-fault", None),
];
