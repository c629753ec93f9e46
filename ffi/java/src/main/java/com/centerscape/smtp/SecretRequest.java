package com.centerscape.smtp;

import java.util.Objects;

/** A question for a secret. */
public final class SecretRequest {
    /** Which secret is asked for. */
    public enum Kind {
        /** The password of the user. */
        PASSWORD,

        /** An OAuth 2 bearer token. */
        BEARER_TOKEN
    }

    private final Kind kind;
    private final String username;
    private final boolean isRejected;

    SecretRequest(Kind kind, String username, boolean isRejected) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.username = Objects.requireNonNull(username, "username");
        this.isRejected = isRejected;
    }

    /**
     * What is asked for.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Whose it is.
     *
     * @return the login name of the settings
     */
    public String username() {
        return username;
    }

    /**
     * Whether the server rejected the last token: a fresh one is wanted.
     *
     * @return whether it did
     */
    public boolean isRejected() {
        return isRejected;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretRequest
                && ((SecretRequest) other).kind == kind
                && ((SecretRequest) other).username.equals(username)
                && ((SecretRequest) other).isRejected == isRejected;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, username, isRejected);
    }

    /** Without the username. */
    @Override
    public String toString() {
        return "SecretRequest(" + kind + (isRejected ? ", rejected)" : ")");
    }
}
