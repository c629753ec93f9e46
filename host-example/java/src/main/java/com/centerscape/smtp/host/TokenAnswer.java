package com.centerscape.smtp.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a token endpoint answers (RFC 6749, sections 5.1 and 5.2). */
final class TokenAnswer {
    private static final int LONGEST_TEXT = 400;

    private static final String SIGN_IN = "The refresh token has expired, was revoked or was used already: sign in again, and put the new one"
        + " into its file.";
    private static final String WRONG_CLIENT = "The client is unknown there, or its secret is wrong or has expired: check client_id,"
        + " client_authentication and " + TokenSource.SECRET_VARIABLE + ".";
    private static final String WRONG_SCOPE = "The client may not have this scope: check scope, and the permissions that were granted to the"
        + " client.";
    private static final String WRONG_GRANT = "The client may not use this grant: check grant, and how the client is registered.";
    private static final String LATER = "It is the server's own trouble: try again later.";
    private static final Map<String, String> ADVICE = Map.of(
        "invalid_client", WRONG_CLIENT,
        "invalid_grant", SIGN_IN,
        "invalid_scope", WRONG_SCOPE,
        "unauthorized_client", WRONG_GRANT,
        "unsupported_grant_type", WRONG_GRANT,
        "server_error", LATER,
        "temporarily_unavailable", LATER);

    private final String accessToken;
    private final Optional<Long> expiresIn;
    private final Optional<String> refreshToken;

    private TokenAnswer(String accessToken, Optional<Long> expiresIn, Optional<String> refreshToken) {
        this.accessToken = accessToken;
        this.expiresIn = expiresIn;
        this.refreshToken = refreshToken;
    }

    /** Reads an answer. {@code secrets} were sent, so nothing that repeats them is shown. */
    static TokenAnswer read(int status, String body, List<String> secrets) throws TokenException {
        try {
            return read(status, JsonMembers.ofAny(body), secrets);
        } catch (Refusal malformed) {
            throw strange(status, "is no JSON object of an OAuth 2 server");
        }
    }

    private static TokenAnswer read(int status, JsonMembers members, List<String> secrets) throws Refusal, TokenException {
        Optional<String> error = members.string("error");
        if (error.isPresent()) {
            String description = shown(members.string("error_description").orElse(""), secrets);
            throw new TokenException("the OAuth 2 server gives no token: \"" + shown(error.get(), secrets) + "\""
                + (description.isEmpty() ? "" : " (" + description + ")") + ". "
                + ADVICE.getOrDefault(error.get(), "Check the configuration against the server's documentation."));
        }
        if (status != 200) {
            throw strange(status, "has no error code");
        }
        Optional<String> token = members.string("access_token").filter(TokenAnswer::isToken);
        if (token.isEmpty() || !members.string("token_type").orElse("").equalsIgnoreCase("Bearer")) {
            throw strange(status, "has no bearer token");
        }
        return new TokenAnswer(token.get(), members.seconds("expires_in"),
            members.string("refresh_token").filter(TokenAnswer::isToken));
    }

    String accessToken() {
        return accessToken;
    }

    /** How many seconds it is good for; empty where the server does not say. */
    Optional<Long> expiresIn() {
        return expiresIn;
    }

    /** The refresh token from now on, where the server names it. */
    Optional<String> refreshToken() {
        return refreshToken;
    }

    /** Whether it can be a token: visible ASCII, no blanks. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static TokenException strange(int status, String why) {
        return new TokenException("what answers is no OAuth 2 token endpoint: the answer (HTTP " + status + ") " + why
            + ". Check token_endpoint.");
    }

    /** The first line of what a server says, bounded, without what was sent to it. Microsoft adds lines of ids. */
    private static String shown(String text, List<String> secrets) {
        String line = text.split("[\r\n]", 2)[0].replaceAll("\\p{Cntrl}", "");
        for (String secret : secrets) {
            line = line.replace(secret, "****");
        }
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) : line;
    }
}
