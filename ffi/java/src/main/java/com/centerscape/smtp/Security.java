package com.centerscape.smtp;

/**
 * How the connection is protected.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
public enum Security {
    /** Never encrypted. */
    NONE("none"),

    /** In clear first, then encrypted by STARTTLS (RFC 3207). Required: nothing is sent in clear where the server refuses it. */
    STARTTLS("starttls"),

    /** Encrypted from the first byte (RFC 8314, port 465). */
    TLS("tls");

    private final String word;

    Security(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
