package com.centerscape.smtp;

/**
 * How much a {@link Problem} weighs.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Severity {
    /** Nothing is sent while it stands. */
    ERROR("error"),

    /** Worth knowing; it stops nothing. */
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
