package com.centerscape.smtp.internal.jni;

/** What came of a job, as numbers. */
public final class NativeOutcome {
    /** A probe passed. */
    public static final int READY = 1;

    /** The server took the message for every recipient. */
    public static final int ACCEPTED = 2;

    /** The server took the message, not for every recipient. */
    public static final int PARTLY_ACCEPTED = 3;

    /** The server refused it. */
    public static final int REFUSED = 4;

    /** It ended before the server could take or refuse it. */
    public static final int NOT_SENT = 5;

    /** The server may have taken it. */
    public static final int UNCERTAIN = 6;

    private NativeOutcome() {}
}
