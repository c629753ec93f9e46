package com.centerscape.smtp;

/** The words of {@link Diagnosis#who()}. The set is open: a later version may know more. */
public final class Who {
    /** Whoever enters the settings. */
    public static final String YOU = "you";

    /** The administrator of the mail server, or of the account. */
    public static final String SERVER_ADMINISTRATOR = "server-administrator";

    /** The mail service, or the support of CenterScape. */
    public static final String PROVIDER = "provider";

    /** Nobody: wait. */
    public static final String NOBODY = "nobody";

    private Who() {}
}
