package com.centerscape.smtp;

/**
 * How a stage ended.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Verdict {
    /** It passed. */
    PASSED("passed"),

    /** It failed, and the job with it or a recipient. */
    FAILED("failed");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
