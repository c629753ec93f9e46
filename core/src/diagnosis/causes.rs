//! The words for each cause.

use super::cause::{ADMIN, Cause, NOBODY, PROVIDER, YOU};
use super::token;
use crate::retry::Retry;

/// The code of every cause, `unknown` last: what a host that translates must have words for. Later versions may know more.
pub fn causes() -> impl Iterator<Item = &'static str> {
    let known = CAUSES.iter().chain([&token::SCOPE, &UNKNOWN]);
    known.map(|cause| cause.code)
}

/// The causes for which a service's own page about SMTP helps.
const ON_THE_SERVICES_PAGE: &[&str] = &[
    "account-blocked",
    "account-policy",
    "app-password-required",
    "auth-disabled",
    "auth-mechanism",
    "auth-not-offered",
    "auth-required",
    "bad-credentials",
    "message-too-big",
    "oauth-required",
    "quota",
    "relay-denied",
    "sender-not-allowed",
    "sender-not-verified",
    "throttled",
    "tls-required",
    "wrong-security-mode",
];

impl Cause {
    /// Whether a service's own page about SMTP helps.
    pub(super) fn is_on_the_services_page(&self) -> bool {
        ON_THE_SERVICES_PAGE.contains(&self.code)
    }

    /// The cause of this code; what is not in the table is `unknown`.
    pub(super) fn named(code: &str) -> &'static Self {
        CAUSES
            .iter()
            .find(|cause| cause.code == code)
            .unwrap_or(&UNKNOWN)
    }
}

const UNKNOWN: Cause = Cause::new(
    "unknown",
    (ADMIN, Retry::AfterChange),
    "{host} said no, and its answer is not one that is known here",
    "Only the server's own words tell more.",
    &[
        "Read the server's reply below.",
        "Ask the administrator of {host}, with the reply and the time at hand.",
    ],
);

const CAUSES: &[Cause] = &[
    Cause::new(
        "dns-failure",
        (YOU, Retry::Later),
        "{host} was not found in the name system (DNS)",
        "No address is known for this host name, so no connection could be tried.",
        &[
            "Check the hostname for typing mistakes.",
            "If it is right, check this machine's name server (DNS) and its network.",
        ],
    ),
    Cause::new(
        "connection-refused",
        (YOU, Retry::Later),
        "{host} refuses connections on {port}",
        "The machine was reached, and no mail server listens on this port, or a firewall refuses it.",
        &[
            "Check the port: 587 with STARTTLS and 465 with TLS are usual for a login, 25 between servers.",
            "Check that the mail server runs and listens on {port}.",
        ],
    ),
    Cause::new(
        "connection-timeout",
        (YOU, Retry::Later),
        "{host} does not answer on {port}",
        "Nothing answered, not even with a refusal. Usually a firewall drops the connection; many networks block port 25.",
        &[
            "Check hostname and port.",
            "Ask whoever runs your firewall to allow this machine to reach {host} on {port}.",
            "If the port is 25, try 587 with STARTTLS.",
        ],
    ),
    Cause::new(
        "network-unreachable",
        (YOU, Retry::Later),
        "There is no way to {host} in the network",
        "This machine has no route to the server's address, or the network is down.",
        &["Check this machine's network connection, its gateway and its firewall."],
    ),
    Cause::new(
        "destination-denied",
        (YOU, Retry::AfterChange),
        "Connections to {host} on {port} are not allowed here",
        "This CenterScape server may connect only to the addresses and ports that its administrator has opened, and this is none of them.",
        &[
            "Check hostname and port for typing mistakes.",
            "If they are right, ask the administrator of this CenterScape server to open that address and port.",
        ],
    ),
    Cause::new(
        "server-not-reached",
        (ADMIN, Retry::Later),
        "No mail server could be used with these settings",
        "The name, the port, the connection security or the certificate does not fit, or nothing answers there. Only administrators see which.",
        &[
            "Check hostname, port and connection security.",
            "Ask an administrator of this CenterScape server to run the test: the whole report says more.",
        ],
    ),
    Cause::new(
        "wrong-security-mode",
        (YOU, Retry::AfterChange),
        "The connection security does not fit {port} of {host}",
        "One side began with TLS and the other without: the two could not understand each other.",
        &[
            "With port 465 choose TLS.",
            "With port 587 or 25 choose STARTTLS, or none where the server has no encryption.",
        ],
    ),
    Cause::new(
        "tls-version",
        (ADMIN, Retry::AfterChange),
        "{host} speaks no TLS version that is accepted here",
        "TLS 1.2 or 1.3 is needed. The server offers only older versions.",
        &["Ask the administrator of {host} to enable TLS 1.2 or newer."],
    ),
    Cause::new(
        "tls-handshake-failed",
        (ADMIN, Retry::AfterChange),
        "The encrypted connection to {host} could not be set up",
        "The TLS handshake failed: {detail}",
        &[
            "Check that the connection security fits {port}.",
            "Give the evidence below to the administrator of {host}.",
        ],
    ),
    Cause::new(
        "certificate-untrusted",
        (YOU, Retry::AfterChange),
        "The certificate of {host} is not trusted",
        "The server's certificate is signed by nobody that this machine trusts, so it could be anybody's. Nothing was sent.",
        &[
            "Compare the certificate's fingerprint with the one that the server's administrator tells you.",
            "If it is right, add that certificate, or the one of the authority (CA) that signed it, to the trusted certificates.",
        ],
    ),
    Cause::new(
        "certificate-expired",
        (ADMIN, Retry::AfterChange),
        "The certificate of {host} has expired or is not valid yet",
        "A certificate counts for a limited time only.",
        &[
            "Check the date and time of this machine.",
            "Ask the administrator of {host} to renew the certificate.",
        ],
    ),
    Cause::new(
        "certificate-name-mismatch",
        (YOU, Retry::AfterChange),
        "The certificate is not for the name {host}",
        "The server presented a certificate for another name, so it may not be the server that you mean.",
        &[
            "Use one of the names in the certificate as the hostname.",
            "Or ask the server's administrator for a certificate that has the name {host}.",
        ],
    ),
    Cause::new(
        "starttls-not-offered",
        (YOU, Retry::AfterChange),
        "{host} offers no encryption on {port}",
        "STARTTLS is required by the settings, and the server does not offer it or refuses it. Nothing was sent in clear.",
        &[
            "Try port 587 with STARTTLS, or port 465 with TLS.",
            "Ask the administrator of {host} to enable STARTTLS.",
            "Only in a network that you trust: choose no connection security.",
        ],
    ),
    Cause::new(
        "tls-required",
        (YOU, Retry::AfterChange),
        "{host} wants an encrypted connection",
        "The server refuses to go on in clear.",
        &["Choose STARTTLS (port 587 or 25), or TLS with port 465."],
    ),
    Cause::new(
        "not-a-mail-server",
        (YOU, Retry::AfterChange),
        "What answers on {port} of {host} is no mail server",
        "It does not greet as SMTP servers do. {detail}",
        &["Check hostname and port: 587, 465 and 25 are usual for mail."],
    ),
    Cause::new(
        "greeting-refused",
        (ADMIN, Retry::Later),
        "{host} turns connections away",
        "The server refused at once, before it knew who we are: it may be busy, or not accept this machine's network address.",
        &[
            "Try again later.",
            "If it stays, ask the administrator of {host} whether this machine's address is allowed.",
        ],
    ),
    Cause::new(
        "ehlo-name",
        (YOU, Retry::AfterChange),
        "{host} refuses the name that we introduce ourselves by",
        "A mail program begins by saying the name of its machine (the command EHLO). The server checks that name, and does not like ours.",
        &[
            "Enter this machine's full host name, such as monitor.example.com, as the EHLO name. It should be one that the DNS knows.",
            "If it stays, ask the administrator of {host} which names are accepted.",
        ],
    ),
    Cause::new(
        "auth-required",
        (YOU, Retry::AfterChange),
        "{host} wants a login",
        "The server takes mail only from those who log in.",
        &["Choose the login with user name and password, and enter both."],
    ),
    Cause::new(
        "auth-not-offered",
        (YOU, Retry::AfterChange),
        "{host} has no login on {port}",
        "The settings ask for a login, and the server does not offer one here: often it does so only after STARTTLS, or on port 587.",
        &[
            "If the connection is not encrypted, choose STARTTLS.",
            "Try port 587.",
            "If the server needs no login, choose none.",
        ],
    ),
    Cause::new(
        "auth-mechanism",
        (YOU, Retry::AfterChange),
        "{host} offers no way to log in that can be used",
        "None of the server's login mechanisms is one that can be used here, or that may be used without encryption.",
        &[
            "If the connection is not encrypted, choose STARTTLS or TLS.",
            "Otherwise ask the administrator of {host} to enable PLAIN or SCRAM-SHA-256 over TLS.",
        ],
    ),
    Cause::new(
        "auth-disabled",
        (ADMIN, Retry::AfterChange),
        "Sending with a login is switched off for {user}",
        "The account exists, but {host} does not let it log in from programs such as this one. An administrator can switch that on.",
        &[
            "Ask the administrator of {host} to allow SMTP with a login (\"SMTP AUTH\") for the account {user}.",
            "If the account's own web page has a switch for SMTP, POP or IMAP, turn it on there.",
            "Wait some minutes, and test again.",
        ],
    ),
    Cause::new(
        "oauth-required",
        (YOU, Retry::AfterChange),
        "{host} takes no passwords any more",
        "The server wants a sign-in by OAuth 2, where a token that expires takes the place of the password. The password of {user} may be right, and is refused all the same.",
        &[
            "Choose OAuth 2 as the login, and register CenterScape with the mail service to obtain tokens.",
            "Or send through another server that takes a password, or that trusts this machine's network address.",
        ],
    ),
    Cause::new(
        "app-password-required",
        (YOU, Retry::AfterChange),
        "{host} wants an app password for {user}",
        "The account is protected by a second step at sign-in. A program cannot do that step, so the server wants a password made for this program.",
        &[
            "Sign in to the account {user} in a web browser, and open its security settings.",
            "Create an app password (also called application-specific password or authorization code).",
            "Enter it here in place of the account's own password.",
        ],
    ),
    Cause::new(
        "account-blocked",
        (PROVIDER, Retry::AfterChange),
        "{host} has blocked us",
        "The account of {user}, its domain or this machine's network address is suspended, not activated yet, or on a list of senders of spam. The settings may be right.",
        &[
            "Read in the reply below what is blocked: an account, a domain or a network address.",
            "For an account or domain: sign in at the service, and see what it asks for.",
            "For a network address: ask whoever runs your network to have it removed from the list that the reply names, or send through a server with a login.",
            "Look whether something else here sends spam before you ask for that.",
        ],
    ),
    Cause::new(
        "sender-not-verified",
        (YOU, Retry::AfterChange),
        "{from} is not confirmed with {host} yet",
        "The service sends only from addresses and domains that their owner has confirmed there.",
        &[
            "Sign in at the service, and add the address {from} or its whole domain as a sender.",
            "Follow the confirmation: a link in an e-mail, or records in the domain's DNS.",
            "Or enter a From address that is confirmed already.",
        ],
    ),
    Cause::new(
        "quota",
        (NOBODY, Retry::Later),
        "What may be sent through {host} is used up",
        "The account has a limit for an hour, a day or a month, or for what was paid. It is reached.",
        &[
            "Look in the reply below which limit it is. One for an hour or a day renews itself: wait.",
            "Otherwise raise the limit or the plan at the service.",
            "If CenterScape sends much at once, send fewer notifications or collect them in reports.",
        ],
    ),
    Cause::new(
        "dkim-required",
        (ADMIN, Retry::AfterChange),
        "The domain of {from} does not vouch for this mail",
        "The receiver looks into the DNS of the sender's domain to see who may write in its name (SPF, DKIM and DMARC are kinds of such records). It did not find us there.",
        &[
            "Ask whoever runs the domain of {from} to add the sending server to its SPF record, or to have the mail signed by DKIM.",
            "Or send through the domain's own mail server, with a login.",
            "Or use a From address of a domain that allows this server.",
        ],
    ),
    Cause::new(
        "bad-credentials",
        (YOU, Retry::AfterChange),
        "{host} refuses the login of {user}",
        "The server does not accept this user name with this password or token. It does not say which of the two is wrong.",
        &[
            "Enter the password again.",
            "Check the user name: many servers want the whole e-mail address.",
            "If the account has two-step sign-in, create an app password and use that.",
        ],
    ),
    Cause::new(
        "secret-missing",
        (YOU, Retry::AfterChange),
        "There is no password or token for {user}",
        "The settings ask for a login, and nothing to log in with was at hand. The server was not asked.",
        &["Enter the password, or see that a token can be obtained."],
    ),
    Cause::new(
        "server-not-verified",
        (YOU, Retry::AfterChange),
        "{host} could not prove that it knows the password of {user}",
        "With this kind of login the server must prove itself too. One that cannot may be an impostor between you and the real server. Nothing was sent.",
        &[
            "Check the hostname, and that the connection is encrypted.",
            "Ask the administrator of {host} whether the login SCRAM-SHA-256 works there. Do not try again before.",
        ],
    ),
    Cause::new(
        "account-policy",
        (ADMIN, Retry::AfterChange),
        "A sign-in policy blocks the login of {user}",
        "The account exists, and a rule of its administrator keeps it from logging in here.",
        &[
            "Ask the administrator of the account which rule it is: the network address, the country, an expired password or a step that only a browser can do.",
            "Let them allow programs on this machine to sign in by SMTP, or choose another account.",
        ],
    ),
    Cause::new(
        "sender-not-allowed",
        (YOU, Retry::AfterChange),
        "{host} does not let us send from {from}",
        "The server refuses the From address for this connection or login: it belongs to somebody else, or its domain does not exist.",
        &[
            "Enter a From address that {host} knows; with a login, usually the login's own.",
            "Or ask the administrator of {host} to allow this From address.",
        ],
    ),
    Cause::new(
        "relay-denied",
        (YOU, Retry::AfterChange),
        "{host} does not forward mail for us",
        "The server takes mail for its own people only, unless one logs in or comes from an allowed network address.",
        &[
            "If you have an account there, choose the login.",
            "Otherwise ask the administrator of {host} to allow this machine's network address to relay.",
        ],
    ),
    Cause::new(
        "recipient-refused",
        (YOU, Retry::AfterChange),
        "{host} refuses a recipient",
        "The address does not exist, or may not receive this mail.",
        &[
            "Check the recipient's address.",
            "If it is right, ask the administrator of {host} with the reply below.",
        ],
    ),
    Cause::new(
        "mailbox-full",
        (ADMIN, Retry::Later),
        "A recipient's mailbox is full",
        "{host} says that the mailbox takes nothing more until its owner deletes something or gets more space.",
        &["Ask the recipient to make room, or use another address."],
    ),
    Cause::new(
        "message-too-big",
        (YOU, Retry::AfterChange),
        "The message is too big for {host}",
        "The server limits the size of a message. Attachments grow by a third on their way. {detail}",
        &[
            "Send a smaller report, or a link to it.",
            "Or ask the administrator of {host} to raise the limit.",
        ],
    ),
    Cause::new(
        "content-refused",
        (ADMIN, Retry::AfterChange),
        "{host} refuses this message",
        "Sender and recipients were acceptable, the message itself is not: often a spam or content filter. {detail}",
        &[
            "If it is a test, try again with other words and no attachment.",
            "Ask the administrator of {host} why, with the reply below.",
        ],
    ),
    Cause::new(
        "smtputf8-not-offered",
        (YOU, Retry::AfterChange),
        "{host} does not take addresses with letters outside ASCII",
        "The sender or a recipient has such letters before the @, and the server lacks the extension SMTPUTF8. Nothing was sent.",
        &["Use an address without such letters before the @."],
    ),
    Cause::new(
        "throttled",
        (NOBODY, Retry::Later),
        "{host} asks us to come back later",
        "The server takes no more for now: too many messages, recipients or connections, or it lets strangers wait before it trusts them (greylisting).",
        &[
            "Wait some minutes and send it again.",
            "If it stays, ask the administrator of {host} about its limits.",
        ],
    ),
    Cause::new(
        "server-fault",
        (ADMIN, Retry::Later),
        "{host} has trouble of its own",
        "The server could not do its work just now. {detail}",
        &[
            "Try again later.",
            "If it stays, tell the administrator of {host}.",
        ],
    ),
    Cause::new(
        "client-fault",
        (PROVIDER, Retry::AfterChange),
        "{host} did not understand what we said",
        "The server objects to the form of a command. This should not happen with a server that keeps to the standard.",
        &["Tell the support of CenterScape, with the transcript below."],
    ),
    Cause::new(
        "answer-not-understood",
        (YOU, Retry::AfterChange),
        "The answer from {host} was not understood",
        "This program's mailer could not read the server's reply. Either the service on {port} is not a mail server, or its reply has an unexpected format. {detail}",
        &[
            "Check hostname and port: 587, 465 and 25 are usual for mail.",
            "If they are right, send the evidence below to CenterScape support.",
        ],
    ),
    Cause::new(
        "mailer-fault",
        (PROVIDER, Retry::Later),
        "This program's mailer failed",
        "It stopped before reporting the server's reply, so the server may be fine. {detail}",
        &[
            "Try again later.",
            "If the problem persists, send the evidence below to CenterScape support.",
        ],
    ),
    Cause::new(
        "response-timeout",
        (ADMIN, Retry::Later),
        "{host} did not answer in time",
        "The connection stood, and the server's answer did not come within the timeout.",
        &[
            "Try again later.",
            "If the server is slow, raise the timeout.",
        ],
    ),
    Cause::new(
        "connection-lost",
        (ADMIN, Retry::Later),
        "The connection to {host} broke off",
        "It stood, and ended before the dialogue did. {detail}",
        &[
            "Try again later.",
            "If it stays, look into the server's log, and for a firewall or virus scanner in between.",
        ],
    ),
    Cause::new(
        "cancelled",
        (NOBODY, Retry::Later),
        "Sending was cancelled",
        "It was stopped from this side. The server did not cause this.",
        &[],
    ),
    Cause::new(
        "deadline-exceeded",
        (ADMIN, Retry::Later),
        "{host} took longer than the time limit",
        "The time limit for the whole operation was reached while waiting for {stage}.",
        &[
            "Try again later.",
            "If the problem persists, ask the administrator of {host} why it is slow, or raise the time limit.",
        ],
    ),
];

/// The words where a time limit was reached before there was a connection to use.
pub(super) const CONNECTIONS_BUSY: Cause = Cause::new(
    "deadline-exceeded",
    (NOBODY, Retry::Later),
    "All connections to {host} were busy",
    "Other messages kept all allowed connections in use until this message's time limit expired. The server was not contacted.",
    &[
        "Try again later, or raise the time limit.",
        "If the problem persists, allow more connections, or send fewer messages at once.",
    ],
);

const INSPECTION_STEPS: &[&str] = &[
    "Ask the administrator of the firewall between this machine and {host} to turn off SMTP inspection on {port} (Cisco: \"inspect esmtp\" or \"fixup protocol smtp\").",
    "Or use a port that the firewall does not inspect: usually 587 with STARTTLS, or 465 with TLS.",
];

/// The words where a firewall crosses out what the server offers.
pub(super) const STARTTLS_CROSSED_OUT: Cause = Cause::new(
    "starttls-not-offered",
    (YOU, Retry::AfterChange),
    "A firewall is hiding STARTTLS on {host}",
    "The replies from {port} are masked with asterisks or Xs, which is typical of firewalls that inspect SMTP. STARTTLS, which the settings require, is not visible. Nothing was sent unencrypted.",
    INSPECTION_STEPS,
);

/// The same for the login.
pub(super) const AUTH_CROSSED_OUT: Cause = Cause::new(
    "auth-not-offered",
    (YOU, Retry::AfterChange),
    "A firewall is hiding the login methods of {host}",
    "The replies from {port} are masked with asterisks or Xs, which is typical of firewalls that inspect SMTP. The login that the settings require is not visible.",
    INSPECTION_STEPS,
);

/// The words where a time limit was reached before the message's turn came.
pub(super) const NOT_CONFIRMED: Cause = Cause::new(
    "deadline-exceeded",
    (NOBODY, Retry::Later),
    "The message was not released in time",
    "The program that sends the message did not confirm in time that {host} may have it. The server does not have it.",
    &["Send it again later, or raise the time limit."],
);

pub(super) const RATE_REACHED: Cause = Cause::new(
    "deadline-exceeded",
    (NOBODY, Retry::Later),
    "Per-minute sending limit reached for {host}",
    "Other messages used up the allowance until this message's time limit expired. The server was not contacted.",
    &[
        "Try again later, or raise the time limit.",
        "If the problem persists, send fewer messages at once.",
    ],
);
