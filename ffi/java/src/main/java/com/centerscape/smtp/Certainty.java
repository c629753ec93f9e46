package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** How sure a {@link Diagnosis} is of its cause. */
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
    public static Certainty of(String word) {
        return EnumWords.constant(values(), Certainty::word, word);
    }
}
