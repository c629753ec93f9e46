package com.centerscape.smtp;

/** The names of {@link StageResult#stage()}, in the order of the way. The set is open: a later version may know more. */
public final class Stage {
    /** The hostname is resolved. */
    public static final String DNS = "dns";

    /** TCP connects. */
    public static final String CONNECT = "connect";

    /** The TLS handshake. */
    public static final String TLS = "tls";

    /** The server's first reply. */
    public static final String GREETING = "greeting";

    /** EHLO or HELO. */
    public static final String EHLO = "ehlo";

    /** STARTTLS, up to its reply. */
    public static final String STARTTLS = "starttls";

    /** The login. */
    public static final String AUTH = "auth";

    /** MAIL. */
    public static final String MAIL = "mail";

    /** RCPT, for all recipients. */
    public static final String RCPT = "rcpt";

    /** DATA, up to its 354. */
    public static final String DATA = "data";

    /** The message, and the reply to its final dot. */
    public static final String BODY = "body";

    /** QUIT. */
    public static final String QUIT = "quit";

    private Stage() {}
}
