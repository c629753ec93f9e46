package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.json.EnumWords;

/** How the connection is protected. */
public enum ConnectionSecurity {
    /** Never encrypted. */
    NONE("none"),

    /** In clear first, then encrypted by STARTTLS (RFC 3207). Required: nothing is sent in clear where the server refuses it. */
    STARTTLS("starttls"),

    /** Encrypted from the first byte (RFC 8314, port 465). */
    TLS("tls");

    private final String word;

    ConnectionSecurity(String word) {
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
    public static ConnectionSecurity of(String word) {
        return EnumWords.constant(values(), ConnectionSecurity::word, word);
    }
}
