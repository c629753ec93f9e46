package com.centerscape.smtp;

/**
 * How a mail client marks a mail.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Importance {
    /** High. */
    HIGH("high"),

    /** Normal: no header is written. */
    NORMAL("normal"),

    /** Low. */
    LOW("low");

    private final String word;

    Importance(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
