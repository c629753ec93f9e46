package com.centerscape.smtp;

/**
 * What an {@link Alert} says of its incident.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum AlertState {
    /** The value crossed the threshold. */
    RAISED("raised"),

    /** It became worse. */
    WORSENED("worsened"),

    /** The value came back. */
    CLEARED("cleared");

    private final String word;

    AlertState(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
