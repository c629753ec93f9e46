package com.centerscape.smtp;

/**
 * How to log in.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
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

    @Override
    public String toString() {
        return word;
    }
}
