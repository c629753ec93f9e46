package com.centerscape.smtp;

/**
 * Whether a server wants a login, as a probe saw it.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Login {
    /** It took no sender without one. */
    REQUIRED("required"),

    /** It offers one, and took a sender without; it may refuse recipients. */
    OFFERED("offered"),

    /** It has none. */
    NOT_OFFERED("not-offered"),

    /** It could not be seen. */
    UNKNOWN("unknown");

    private final String word;

    Login(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
