package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** How to log in. */
public enum Auth {
    /** No login. */
    NONE("none"),

    /** User name and password (RFC 4954). */
    PASSWORD("password"),

    /** User name and a bearer token that the host obtains (XOAUTH2, or OAUTHBEARER of RFC 7628). */
    OAUTH2("oauth2");

    private final String word;

    Auth(String word) {
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
    public static Auth of(String word) {
        return EnumWords.constant(values(), Auth::word, word);
    }
}
