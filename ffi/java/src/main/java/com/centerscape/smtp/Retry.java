package com.centerscape.smtp;

/**
 * Whether the same message may be sent again.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Retry {
    /** There is nothing to repeat. */
    NO_NEED("no-need"),

    /** The same message can pass unchanged, later. */
    LATER("later"),

    /** Somebody must change something first. */
    AFTER_CHANGE("after-change"),

    /** It may have been taken already: a repeat may arrive twice. */
    MAY_DUPLICATE("may-duplicate");

    private final String word;

    Retry(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
