package com.centerscape.smtp.internal.net;

/** How an action of a session ended. */
enum Event {
    /** {@link Wire#addresses()} are those of the name. */
    RESOLVED,
    CONNECTED,
    SECURED,
    WRITTEN,
    RECEIVED,
    /** The peer closed the connection. */
    CLOSED,
    /** {@link Wire#failure()} says why. */
    FAILED,
    /** It did not end within its time. */
    TIMED_OUT,
    /** The call is over: its caller or its deadline ended it. */
    OVER
}
