package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** What an {@link AlertMail} says of its incident. */
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
    public static AlertState of(String word) {
        return EnumWords.constant(values(), AlertState::word, word);
    }
}
