package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** How a mail client marks a mail. */
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
    public static Importance of(String word) {
        return EnumWords.constant(values(), Importance::word, word);
    }
}
