package com.centerscape.smtp;

/** The codes of {@link Diagnosis#cause()}. The set is open: a later version may know more. */
public final class Cause {
    /** The hostname cannot be resolved. */
    public static final String DNS_FAILURE = "dns-failure";

    /** Nothing listens on the port, or a firewall rejects connections to it. */
    public static final String CONNECTION_REFUSED = "connection-refused";

    /** Nothing answers on the port. */
    public static final String CONNECTION_TIMEOUT = "connection-timeout";

    /** There is no route to the server. */
    public static final String NETWORK_UNREACHABLE = "network-unreachable";

    /** {@link Destinations} does not allow connections to that address or port. */
    public static final String DESTINATION_DENIED = "destination-denied";

    /** Stands in a {@linkplain DeliveryReport#redacted() redacted} report for every failure before the login. */
    public static final String SERVER_NOT_REACHED = "server-not-reached";

    /** One side began with TLS, and the other without. */
    public static final String WRONG_SECURITY_MODE = "wrong-security-mode";

    /** Client and server have no TLS version in common. */
    public static final String TLS_VERSION = "tls-version";

    /** The TLS handshake failed for another reason. */
    public static final String TLS_HANDSHAKE_FAILED = "tls-handshake-failed";

    /** Nobody who is trusted signed the certificate. */
    public static final String CERTIFICATE_UNTRUSTED = "certificate-untrusted";

    /** The certificate has expired, or is not valid yet. */
    public static final String CERTIFICATE_EXPIRED = "certificate-expired";

    /** The certificate is for another name. */
    public static final String CERTIFICATE_NAME_MISMATCH = "certificate-name-mismatch";

    /** The settings require STARTTLS, and the server does not offer it. */
    public static final String STARTTLS_NOT_OFFERED = "starttls-not-offered";

    /** The server requires an encrypted connection. */
    public static final String TLS_REQUIRED = "tls-required";

    /** Another kind of server answers on the port. */
    public static final String NOT_A_MAIL_SERVER = "not-a-mail-server";

    /** The server turns the connection away. */
    public static final String GREETING_REFUSED = "greeting-refused";

    /** The server refuses the EHLO name. */
    public static final String EHLO_NAME = "ehlo-name";

    /** The server requires a login. */
    public static final String AUTH_REQUIRED = "auth-required";

    /** The settings require a login, and the server does not offer one. */
    public static final String AUTH_NOT_OFFERED = "auth-not-offered";

    /** None of the offered login mechanisms can or may be used. */
    public static final String AUTH_MECHANISM = "auth-mechanism";

    /** SMTP login is switched off for the account, and can be switched on. */
    public static final String AUTH_DISABLED = "auth-disabled";

    /** The server takes OAuth 2 tokens, and no passwords any more. */
    public static final String OAUTH_REQUIRED = "oauth-required";

    /** The account needs a password made for applications. */
    public static final String APP_PASSWORD_REQUIRED = "app-password-required";

    /** The account, its domain or the network address is suspended or on a blocklist. */
    public static final String ACCOUNT_BLOCKED = "account-blocked";

    /** The From address or its domain is not verified at the service yet. */
    public static final String SENDER_NOT_VERIFIED = "sender-not-verified";

    /** An hourly, daily, monthly or paid allowance is used up. */
    public static final String QUOTA = "quota";

    /** The sender domain's SPF, DKIM or DMARC does not authorize this mail. */
    public static final String DKIM_REQUIRED = "dkim-required";

    /** The username, password or token is wrong. */
    public static final String BAD_CREDENTIALS = "bad-credentials";

    /** The settings require a login, and there is no password or token. */
    public static final String SECRET_MISSING = "secret-missing";

    /** The server could not prove that it knows the password. */
    public static final String SERVER_NOT_VERIFIED = "server-not-verified";

    /** A sign-in policy blocks the login. */
    public static final String ACCOUNT_POLICY = "account-policy";

    /** This login or connection may not send from that address. */
    public static final String SENDER_NOT_ALLOWED = "sender-not-allowed";

    /** The server does not forward mail for this client. */
    public static final String RELAY_DENIED = "relay-denied";

    /** The server refuses the recipient. */
    public static final String RECIPIENT_REFUSED = "recipient-refused";

    /** The recipient's mailbox is full. */
    public static final String MAILBOX_FULL = "mailbox-full";

    /** The message is larger than the server takes. */
    public static final String MESSAGE_TOO_BIG = "message-too-big";

    /** The server refuses the content of the message. */
    public static final String CONTENT_REFUSED = "content-refused";

    /** An address needs SMTPUTF8 (RFC 6531), and the server does not offer it. */
    public static final String SMTPUTF8_NOT_OFFERED = "smtputf8-not-offered";

    /** Too many messages, recipients or connections for now, or greylisting. */
    public static final String THROTTLED = "throttled";

    /** The server has trouble of its own. */
    public static final String SERVER_FAULT = "server-fault";

    /** The server did not understand a command, or this library failed. */
    public static final String CLIENT_FAULT = "client-fault";

    /** A mailer of the host's own could not read the server's answer. */
    public static final String ANSWER_NOT_UNDERSTOOD = "answer-not-understood";

    /** A mailer of the host's own failed. */
    public static final String MAILER_FAULT = "mailer-fault";

    /** The server did not answer in time. */
    public static final String RESPONSE_TIMEOUT = "response-timeout";

    /** The connection ended before the dialogue did. */
    public static final String CONNECTION_LOST = "connection-lost";

    /** The caller ended the job. */
    public static final String CANCELLED = "cancelled";

    /** A time limit of the caller's passed. */
    public static final String DEADLINE_EXCEEDED = "deadline-exceeded";

    /** The token does not permit sending mail. */
    public static final String OAUTH_SCOPE = "oauth-scope";

    /** The reply is not one that this library recognizes. */
    public static final String UNKNOWN = "unknown";

    private Cause() {}
}
