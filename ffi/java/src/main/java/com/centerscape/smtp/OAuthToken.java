package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.Optional;
import java.util.OptionalLong;

/** A bearer token, and how long it serves. */
public final class OAuthToken {
    private final String accessToken;
    private final Long reuseUntilMs;
    private final String refreshToken;

    OAuthToken(JsonFields json) {
        accessToken = json.text("access_token");
        reuseUntilMs = json.optionalNumber("reuse_until_ms").orElse(null);
        refreshToken = json.optionalText("refresh_token").orElse(null);
    }

    /**
     * The token for the login.
     *
     * @return a secret
     */
    public String accessToken() {
        return accessToken;
    }

    /**
     * Until when it may be used again, by the clock that the request's moment was told by.
     *
     * @return milliseconds; empty where the server tells no end: until the mail server rejects it
     */
    public OptionalLong reuseUntilMs() {
        return reuseUntilMs == null ? OptionalLong.empty() : OptionalLong.of(reuseUntilMs);
    }

    /**
     * The refresh token from now on, where the server gave another one: it belongs into the file before anything else is done, as the old
     * one may be of no use any more.
     *
     * @return a secret, or empty
     */
    public Optional<String> refreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "OAuthToken(****)";
    }
}
