package com.centerscape.smtp;

/**
 * How bad it is what an {@link Alert} or a {@link Notice} tells.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum IncidentSeverity {
    /** Somebody must act now. */
    CRITICAL("critical"),

    /** Somebody should look at it. */
    WARNING("warning"),

    /** Good to know. */
    INFO("info");

    private final String word;

    IncidentSeverity(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
