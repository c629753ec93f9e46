package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** Whether a server wants a login, as a probe saw it. */
public enum LoginSupport {
    /** It took no sender without one. */
    REQUIRED("required"),

    /** It offers one, and took a sender without; it may refuse recipients. */
    OFFERED("offered"),

    /** It has none. */
    NOT_OFFERED("not-offered"),

    /** It could not be seen. */
    UNKNOWN("unknown");

    private final String word;

    LoginSupport(String word) {
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
    public static LoginSupport of(String word) {
        return EnumWords.constant(values(), LoginSupport::word, word);
    }
}
