package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** How much a {@link Problem} weighs. */
public enum ProblemSeverity {
    /** Nothing is sent while it stands. */
    ERROR("error"),

    /** Worth knowing; it stops nothing. */
    WARNING("warning");

    private final String word;

    ProblemSeverity(String word) {
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
    public static ProblemSeverity of(String word) {
        return EnumWords.constant(values(), ProblemSeverity::word, word);
    }
}
