package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** How a stage ended. */
public enum Verdict {
    /** It passed. */
    PASSED("passed"),

    /** It failed, and the job with it or a recipient. */
    FAILED("failed");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /**
     * The word for it in JSON.
     *
     * @return lower case, with hyphens
     */
    public String word() {
        return word;
    }

    /**
     * The constant of a word.
     *
     * @param word as {@link #word()} has it
     * @return the constant
     * @throws IllegalArgumentException there is none of this word
     */
    public static Verdict of(String word) {
        return EnumWords.constant(values(), Verdict::word, word);
    }
}
