//! The words for a refused bearer token, in place of those for a password.
//!
//! Sources: RFC 7628; <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>;
//! <https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth>.

use super::cause::{Cause, YOU};
use super::context::Context;
use crate::certainty::Certainty;
use crate::failure::{Failure, TokenRefusal};
use crate::retry::Retry;
use crate::settings::Auth;
use crate::wire::sasl::TokenFault;

/// What is said of a refused token.
#[derive(Clone, Copy)]
pub(super) struct Advice {
    pub(super) cause: &'static Cause,
    pub(super) steps: &'static [&'static str],
    pub(super) certainty: Certainty,
    pub(super) retry: Retry,
    pub(super) link: Option<&'static str>,
}

/// What to say where the login is by a token and `found`, which the rules read in the reply, would speak of a password or
/// knows less than the server's own word on the token.
pub(super) fn advice(found: &str, context: &Context<'_>) -> Option<Advice> {
    let refusal = match context.failure {
        Failure::TokenRefused(refusal) => Some(refusal),
        _ => None,
    };
    let is_token = context
        .settings
        .is_some_and(|settings| settings.auth == Auth::OAuth2);
    if is_token && found == "server-fault" && is_mailbox_closed(context.failure) {
        return Some(Advice {
            cause: &MAILBOX,
            steps: MAILBOX.steps,
            certainty: Certainty::Likely,
            retry: MAILBOX.retry,
            link: Some(MICROSOFT),
        });
    }
    let fits = match found {
        "bad-credentials" => is_token,
        "unknown" | "client-fault" => refusal.is_some(),
        _ => false,
    };
    if !fits {
        return None;
    }
    let fault = refusal.map_or(TokenFault::Invalid, fault_of);
    let cause = match fault {
        TokenFault::Invalid => &INVALID,
        TokenFault::Mismatch => &MISMATCH,
        TokenFault::Scope => &SCOPE,
    };
    let own = context.service.and_then(|service| {
        let is_for = |own: &&ServiceAdvice| {
            own.services.contains(&service.id) && own.faults.contains(&fault)
        };
        SERVICE_ADVICE.iter().find(is_for)
    });
    Some(Advice {
        cause,
        steps: own.map_or(cause.steps, |own| own.steps),
        // A scope is wanted in the server's own words; which of the other faults it is, the server does not say.
        certainty: match fault {
            TokenFault::Scope => Certainty::Stated,
            TokenFault::Invalid | TokenFault::Mismatch => Certainty::Likely,
        },
        retry: match refusal {
            Some(refusal) if refusal.is_for_now && fault == TokenFault::Invalid => Retry::Later,
            _ => cause.retry,
        },
        link: own.map(|own| own.link),
    })
}

/// A token that was obtained just now has not expired.
fn fault_of(refusal: &TokenRefusal) -> TokenFault {
    match refusal.error.fault() {
        TokenFault::Invalid if refusal.is_fresh => TokenFault::Mismatch,
        fault => fault,
    }
}

/// Exchange Online takes the token of an application that may not open the mailbox, and says so only when the message is there, as if it
/// were the server's own trouble: `430 4.2.0 STOREDRV; mailbox logon failure; ...`.
fn is_mailbox_closed(failure: &Failure) -> bool {
    failure.reply().is_some_and(|reply| {
        let mut lines = reply.lines.iter();
        lines.any(|line| line.contains("STOREDRV; mailbox logon failure"))
    })
}

const INVALID: Cause = Cause::new(
    "bad-credentials",
    (YOU, Retry::AfterChange),
    "{host} does not accept the token for {user}",
    "Usually an OAuth 2 token has expired or was revoked, and no fresh one was at hand. It may also be made for another user or another mail service.",
    &[
        "See that a fresh token can be obtained: the client secret or the refresh token may have expired or been revoked.",
        "Check that {user} is the account that the token is for.",
        "Test again.",
    ],
);

const MISMATCH: Cause = Cause::new(
    "bad-credentials",
    (YOU, Retry::AfterChange),
    "The token is not one for {user} at {host}",
    "The server refuses the OAuth 2 token, and not because it is old: {user} is unknown there, the token is made for another user, organisation (tenant) or service, or the application may not use this mailbox.",
    &[
        "Check the user name: it is the address of the mailbox that sends, and its organisation is the one that issues the token.",
        "Check that the token is requested for this mail service: the scope {scope}.",
        "Ask the administrator of the mailbox to let the application send as {user}.",
    ],
);

pub(super) const SCOPE: Cause = Cause::new(
    "oauth-scope",
    (YOU, Retry::AfterChange),
    "The token for {user} does not allow to send mail",
    "The OAuth 2 token is valid, but not for this. The server wants the scope {scope}.",
    &[
        "Request the token with the scope {scope}.",
        "Ask the administrator who registered the application to grant it that permission, and give consent again: a refresh token keeps its old scopes.",
        "Test again.",
    ],
);

const MAILBOX: Cause = Cause::new(
    "sender-not-allowed",
    (YOU, Retry::AfterChange),
    "The application may not use the mailbox {user}",
    "{host} took the OAuth 2 token, and then could not open the mailbox for it. It calls that a failure of the moment, but it stays until an administrator of Exchange Online grants the right.",
    &[
        "In Microsoft Entra open Enterprise applications and note the object id of the application: it is not the one under App registrations.",
        "In Exchange Online PowerShell: Get-ServicePrincipal must show the application with that object id. If not: New-ServicePrincipal -AppId <application id> -ObjectId <that object id>",
        "Add-MailboxPermission -Identity {user} -User <that object id> -AccessRights FullAccess",
        "Wait up to an hour, then test again.",
    ],
);

/// What to do at these services for these faults.
struct ServiceAdvice {
    services: &'static [&'static str],
    faults: &'static [TokenFault],
    steps: &'static [&'static str],
    link: &'static str,
}

const MICROSOFT: &str = "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth";
const GOOGLE: &str = "https://developers.google.com/workspace/gmail/imap/xoauth2-protocol";

#[rustfmt::skip]
const SERVICE_ADVICE: &[ServiceAdvice] = &[
    // Exchange Online says 535 5.7.3 for all of these, and nothing of the token.
    ServiceAdvice {
        services: &["microsoft-365"],
        faults: &[TokenFault::Invalid, TokenFault::Mismatch, TokenFault::Scope],
        steps: &[
            "Request the token from the organisation (tenant) of {user}, with the scope https://outlook.office365.com/.default. A client secret that has expired must be renewed in Microsoft Entra.",
            "In Microsoft Entra give the application the permission SMTP.SendAsApp of Office 365 Exchange Online, with the administrator's consent.",
            "In Exchange Online PowerShell: New-ServicePrincipal with the application's id and the object id of the enterprise application (not that of the app registration), then Add-MailboxPermission -Identity {user} -User <that object id> -AccessRights FullAccess",
            "Authenticated SMTP must be on for the mailbox: Set-CASMailbox -Identity {user} -SmtpClientAuthenticationDisabled $false",
            "Wait up to an hour, then test again.",
        ],
        link: MICROSOFT,
    },
    ServiceAdvice {
        services: &["outlook-com"],
        faults: &[TokenFault::Invalid, TokenFault::Mismatch, TokenFault::Scope],
        steps: &[
            "Sign in again as {user}, and let the application have the scopes https://outlook.office.com/SMTP.Send and offline_access.",
            "Test again.",
        ],
        link: MICROSOFT,
    },
    ServiceAdvice {
        services: &["gmail"],
        faults: &[TokenFault::Invalid],
        steps: &[
            "Sign in again as {user}, and let the application have the scope https://mail.google.com/. While it is \"in testing\" at Google, every refresh token ends after 7 days; so does one when the password of {user} is changed.",
            "Test again.",
        ],
        link: GOOGLE,
    },
    ServiceAdvice {
        services: &["gmail"],
        faults: &[TokenFault::Mismatch, TokenFault::Scope],
        steps: &[
            "Check that the user name {user} is the account that gave its consent.",
            "Request the scope https://mail.google.com/: no other one is good for SMTP, not gmail.send either.",
            "With a service account, the administrator of Google Workspace must allow it that scope (domain-wide delegation), and the token must be requested for {user}.",
        ],
        link: GOOGLE,
    },
];

#[cfg(test)]
mod tests {
    use super::super::explain_text;
    use super::*;
    use crate::settings::Settings;

    fn explain(auth: Auth, reply: &str) -> (alloc::string::String, Retry) {
        let settings = Settings {
            hostname: "smtp.office365.com".into(),
            username: "alerts@example.com".into(),
            auth,
            ..Settings::default()
        };
        let diagnosis = explain_text(reply, None, Some(&settings));
        (diagnosis.title, diagnosis.retry)
    }

    #[test]
    fn words_are_about_the_token_where_the_login_is_by_one() {
        let refused = "535 5.7.3 Authentication unsuccessful";
        let (title, _) = explain(Auth::OAuth2, refused);
        assert!(title.contains("does not accept the token"), "{title}");
        let (title, _) = explain(Auth::Password, refused);
        assert!(!title.contains("token"), "{title}");
    }

    #[test]
    fn a_mailbox_that_is_closed_to_the_application_does_not_open_by_waiting() {
        let closed = "430 4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Submission.Exception:ConnectionFailedTransientException";
        let (title, retry) = explain(Auth::OAuth2, closed);
        assert!(title.contains("may not use the mailbox"), "{title}");
        assert_eq!(retry, Retry::AfterChange);
        assert_eq!(explain(Auth::Password, closed).1, Retry::Later);
    }
}
