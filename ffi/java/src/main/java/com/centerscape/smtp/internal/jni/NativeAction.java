package com.centerscape.smtp.internal.jni;

/** What a session asks its host to do: the numbers that its events return. */
public final class NativeAction {
    /** Open a TCP connection without TLS to {@link NativeSession#text()} and {@link NativeSession#port()}. */
    public static final int CONNECT = 1;

    /** Do a TLS handshake and verify the name {@link NativeSession#text()}. */
    public static final int START_TLS = 2;

    /** Write all of {@link NativeSession#output()} and flush. */
    public static final int WRITE = 3;

    /** Read what is there, at least one byte. */
    public static final int READ = 4;

    /** Give the secret of the user {@link NativeSession#text()}: {@link NativeSession#secretKind()} says which. */
    public static final int PROVIDE_SECRET = 5;

    /** The job is over: take its report, then begin the next one. */
    public static final int IDLE = 6;

    /** Close the connection. */
    public static final int CLOSE = 7;

    /** The session is over: take the last report. */
    public static final int DONE = 8;

    private NativeAction() {}
}
