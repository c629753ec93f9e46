package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** Whether the same message may be sent again. */
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
    public static Retry of(String word) {
        return EnumWords.constant(values(), Retry::word, word);
    }
}
