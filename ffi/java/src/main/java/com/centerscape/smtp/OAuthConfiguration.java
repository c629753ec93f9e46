package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeOAuth;
import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.Texts;
import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * From whom bearer tokens come (RFC 6749), and for what: the file that {@code docs/oauth2.md} describes. It makes the request for a token
 * and reads the answer; the POST, the file with the refresh token and a lock around both are the program's. Immutable, without a secret.
 */
public final class OAuthConfiguration {
    private final String json;
    private final URI tokenEndpoint;
    private final String refreshTokenFile;

    private OAuthConfiguration(String json, JsonFields read) {
        this.json = json;
        tokenEndpoint = URI.create(read.text("token_endpoint"));
        refreshTokenFile = read.optionalText("refresh_token_file").orElse(null);
        read.text("grant");
        read.text("client_id");
        read.text("client_authentication");
        read.optionalText("scope");
        read.text("mail_server");
    }

    /**
     * Reads a configuration.
     *
     * @param json the JSON text
     * @return the configuration
     * @throws InvalidInputException every problem of the text, with its position
     */
    public static OAuthConfiguration parse(String json) throws InvalidInputException {
        Texts.wellFormed(Objects.requireNonNull(json, "json"), "json");
        try {
            return JsonFields.read(NativeOAuth.configuration(json), read -> new OAuthConfiguration(json, read));
        } catch (NativeException wrong) {
            throw InvalidInputException.of(wrong);
        }
    }

    /**
     * Where tokens come from.
     *
     * @return HTTPS, except on loopback
     */
    public URI tokenEndpoint() {
        return tokenEndpoint;
    }

    /**
     * The file with the refresh token, relative to the configuration's own folder.
     *
     * @return its path; empty with client credentials
     */
    public Optional<String> refreshTokenFile() {
        return Optional.ofNullable(refreshTokenFile);
    }

    /**
     * Whether tokens are for the mail server of this name. Settings may name any server, also one that nobody has saved: no other one gets a
     * token.
     *
     * @param hostname as the settings have it
     * @return whether it gets one
     */
    public boolean isFor(String hostname) {
        return NativeOAuth.isFor(json, Texts.wellFormed(Objects.requireNonNull(hostname, "hostname"), "hostname"));
    }

    /**
     * The request for a token.
     *
     * @param clientSecret of the client; null for a public one
     * @param refreshToken the content of its file, where the configuration names one; else null
     * @return what to POST
     * @throws InvalidInputException a secret that the grant needs is missing, or is none
     * @throws IllegalArgumentException half of a surrogate pair stands in one
     */
    public OAuthRequest request(String clientSecret, String refreshToken) throws InvalidInputException {
        wellFormed(clientSecret, refreshToken);
        byte[] request = {};
        try {
            request = NativeOAuth.request(json, clientSecret, refreshToken);
            return JsonFields.read(request, OAuthRequest::new);
        } catch (NativeException wrong) {
            throw InvalidInputException.of(wrong);
        } finally {
            Arrays.fill(request, (byte) 0);
        }
    }

    /**
     * The token of an answer.
     *
     * @param clientSecret that of the request: what repeats it is not shown
     * @param refreshToken that of the request
     * @param status of HTTP
     * @param body of the answer
     * @param askedMs when the request was sent, by any clock in milliseconds that never goes back
     * @return the token
     * @throws InvalidInputException the server issued none, or is no OAuth 2 server: one problem, which says what to do
     * @throws IllegalArgumentException half of a surrogate pair stands in a secret, or the moment is negative
     */
    public OAuthToken token(String clientSecret, String refreshToken, int status, byte[] body, long askedMs)
            throws InvalidInputException {
        wellFormed(clientSecret, refreshToken);
        Objects.requireNonNull(body, "body");
        if (askedMs < 0) {
            throw new IllegalArgumentException("askedMs: " + askedMs + " is negative");
        }
        byte[] token = {};
        try {
            token = NativeOAuth.token(json, clientSecret, refreshToken, status, body, askedMs);
            return JsonFields.read(token, OAuthToken::new);
        } catch (NativeException wrong) {
            throw InvalidInputException.of(wrong);
        } finally {
            Arrays.fill(token, (byte) 0);
        }
    }

    private static void wellFormed(String clientSecretOrNull, String refreshTokenOrNull) {
        if (clientSecretOrNull != null) {
            Texts.wellFormed(clientSecretOrNull, "clientSecret");
        }
        if (refreshTokenOrNull != null) {
            Texts.wellFormed(refreshTokenOrNull, "refreshToken");
        }
    }
}
