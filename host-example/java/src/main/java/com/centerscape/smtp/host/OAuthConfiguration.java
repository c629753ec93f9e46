package com.centerscape.smtp.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** From whom tokens come, and for what: the file that {@code docs/oauth2.md} describes. The secrets are elsewhere. */
final class OAuthConfiguration {
    /** How a client proves itself (RFC 6749, section 2.3.1). */
    enum ClientAuthentication {
        /** By HTTP Basic. */
        BASIC,
        /** In the form. */
        POST
    }

    private static final String[] KEYS = {
        "grant", "token_endpoint", "client_id", "client_authentication", "scope", "refresh_token_file", "mail_server"
    };

    private final URI tokenEndpoint;
    private final String clientId;
    private final ClientAuthentication clientAuthentication;
    private final Optional<String> scope;
    private final Optional<Path> refreshTokenFile;
    private final String mailServer;

    private OAuthConfiguration(JsonMembers members, Path folder) throws Refusal, TokenException {
        tokenEndpoint = tokenEndpoint(required(members, "token_endpoint"));
        clientId = required(members, "client_id");
        clientAuthentication = clientAuthentication(members.string("client_authentication").orElse("basic"));
        scope = members.string("scope");
        refreshTokenFile = members.string("refresh_token_file").map(folder::resolve);
        mailServer = required(members, "mail_server");
        String grant = required(members, "grant");
        if (!grant.equals("client-credentials") && !grant.equals("refresh-token")) {
            throw new TokenException("grant: client-credentials or refresh-token");
        }
        if (grant.equals("refresh-token") != refreshTokenFile.isPresent()) {
            throw new TokenException("refresh_token_file: the grant refresh-token needs it, and client-credentials has none");
        }
    }

    /** Reads the file. A relative {@code refresh_token_file} lies beside it. */
    static OAuthConfiguration read(Path file) throws TokenException {
        try {
            JsonMembers members = JsonMembers.of(new String(SettingsFile.bytes(file), StandardCharsets.UTF_8), KEYS);
            return new OAuthConfiguration(members, file.toAbsolutePath().getParent());
        } catch (IOException failure) {
            throw new TokenException(file + " cannot be read: " + failure);
        } catch (Refusal malformed) {
            throw new TokenException(file + ": it takes one JSON object of texts with these keys: " + String.join(", ", KEYS));
        } catch (TokenException wrong) {
            throw new TokenException(file + ": " + wrong.getMessage());
        }
    }

    URI tokenEndpoint() {
        return tokenEndpoint;
    }

    String clientId() {
        return clientId;
    }

    ClientAuthentication clientAuthentication() {
        return clientAuthentication;
    }

    /** What the token is to allow, a blank between several; empty leaves it to the server. */
    Optional<String> scope() {
        return scope;
    }

    /** Where the refresh token is; empty with client credentials. */
    Optional<Path> refreshTokenFile() {
        return refreshTokenFile;
    }

    /** The one mail server that tokens are for. Settings may name any, also ones that nobody has saved. */
    String mailServer() {
        return mailServer;
    }

    private static String required(JsonMembers members, String key) throws Refusal, TokenException {
        return members.string(key).filter(text -> !text.isEmpty()).orElseThrow(() -> new TokenException(key + ": it is missing"));
    }

    private static ClientAuthentication clientAuthentication(String name) throws TokenException {
        switch (name) {
            case "basic":
                return ClientAuthentication.BASIC;
            case "post":
                return ClientAuthentication.POST;
            default:
                throw new TokenException("client_authentication: basic or post");
        }
    }

    /** A URL that secrets may go to. */
    private static URI tokenEndpoint(String text) throws TokenException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new TokenException("token_endpoint: it takes a URL such as https://login.example.com/token");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new TokenException("token_endpoint: it takes a URL such as https://login.example.com/token");
        }
        boolean isSafe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(uri.getHost()));
        if (!isSafe) {
            throw new TokenException("token_endpoint: it must begin with https://, or the client secret and the tokens would go in clear");
        }
        return uri;
    }

    /** Whether it is this machine itself, by its address: a name that is looked up could be anybody's. */
    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return host.matches("\\[[0-9a-fA-F:]+]|[0-9.]+") && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
