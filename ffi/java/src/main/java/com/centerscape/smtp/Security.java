package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeSettings;

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

    /**
     * The port that goes with it by custom: 25 without encryption, 587 with STARTTLS (RFC 6409), 465 with TLS (RFC 8314).
     *
     * @return the port
     */
    public int usualPort() {
        return NativeSettings.usualPort(word);
    }

    @Override
    public String toString() {
        return word;
    }
}
