package com.centerscape.smtp;

/**
 * How sure a {@link Diagnosis} is of its cause.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Certainty {
    /** The server's reply states it, or whoever tried saw it: a refused connection, a missing password. */
    STATED("stated"),

    /** It is what the reply or the failure usually means; another cause is possible. */
    LIKELY("likely"),

    /** Nothing tells but the stage at which it failed, with the basic code of the reply. */
    BY_STAGE("by-stage");

    private final String word;

    Certainty(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
