package com.centerscape.smtp;

import java.util.Objects;
import java.util.Optional;

/**
 * A password that cannot be shown by accident: {@link #toString()} never holds it.
 *
 * <p>A secret is unset, stored (the host keeps it and is asked when it is needed), or the password itself.
 */
public final class Secret {
    /** What people and files see in place of a password, whether or not one is stored. */
    public static final String MASK = "****";

    private static final Secret UNSET = new Secret("");
    private static final Secret STORED = new Secret(MASK);

    /** As it crosses to the core: empty where it is unset, the mask where the host keeps it. */
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * There is no password.
     *
     * @return the unset secret
     */
    public static Secret unset() {
        return UNSET;
    }

    /**
     * The host keeps the password; its {@code SecretSource} is asked when it is needed.
     *
     * @return the stored secret
     */
    public static Secret stored() {
        return STORED;
    }

    /**
     * A password.
     *
     * @param text the password; empty is {@link #unset()}
     * @return the secret
     * @throws IllegalArgumentException it is the {@link #MASK}, which is no password: the host's own copy was lost on the way. Where the host
     *     keeps it, that is {@link #stored()}
     */
    public static Secret of(String text) {
        if (Objects.requireNonNull(text, "text").equals(MASK)) {
            throw new IllegalArgumentException(
                    "text: " + MASK + " is the mask for a password, not a password; for a stored password, use Secret.stored()");
        }
        return ofForm(text);
    }

    /** The secret that a text of a form or of the library stands for: the mask is {@link #stored()}. */
    static Secret ofForm(String text) {
        if (text.isEmpty()) {
            return UNSET;
        }
        return text.equals(MASK) ? STORED : new Secret(text);
    }

    /**
     * The password itself, for the host that stores it.
     *
     * @return the password; empty where it is unset or the host keeps it
     */
    public Optional<String> reveal() {
        return this == UNSET || this == STORED ? Optional.empty() : Optional.of(text);
    }

    /**
     * Whether there is a password, here or with the host.
     *
     * @return false where it is unset
     */
    public boolean isSet() {
        return this != UNSET;
    }

    /** The text as it crosses to the core, the true password included. */
    String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret && ((Secret) other).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Without the password. */
    @Override
    public String toString() {
        if (this == UNSET) {
            return "unset";
        }
        return this == STORED ? "stored" : "value(" + MASK + ")";
    }
}
