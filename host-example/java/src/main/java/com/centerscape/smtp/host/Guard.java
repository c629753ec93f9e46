package com.centerscape.smtp.host;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may ask.
 *
 * <p>A browser on this machine also runs pages of others. They can send requests here ({@code Origin}, {@code Sec-Fetch-Site} and the own
 * header tell them apart) and can give a name of theirs this machine's address (then {@code Host} is that name).
 */
final class Guard {
    /** The header that only a page of ours, or a program, can send without being asked first. */
    static final String DIALOG_HEADER = "Centerscape-Dialog";

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern LOOPBACK =
        Pattern.compile("(localhost|127(\\." + OCTET + "){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCHEME = Pattern.compile("^https?://", Pattern.CASE_INSENSITIVE);

    private static final Set<String> WRITING = Set.of("PUT", "POST");

    private final Optional<byte[]> authorization;

    /**
     * @param token what every request must carry; without one, requests are taken under a name of this machine only
     */
    Guard(Optional<String> token) {
        authorization = token.map(secret -> ("Bearer " + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** Refuses a request under a foreign name. That is all for the page's files: they hold no secret, and a link elsewhere may open it. */
    void checkName(HttpExchange exchange) throws Refusal {
        checkHost(exchange.getRequestHeaders());
    }

    /** Refuses a request of somebody who may not ask. */
    void check(HttpExchange exchange) throws Refusal {
        Headers headers = exchange.getRequestHeaders();
        String method = exchange.getRequestMethod();
        String host = checkHost(headers);
        checkOrigin(headers, host, method.equals("GET"));
        checkToken(headers);
        if (WRITING.contains(method) && !List.of("1").equals(headers.get(DIALOG_HEADER))) {
            throw new Refusal(403, "header.missing", "The request takes the header " + DIALOG_HEADER + ": 1.");
        }
    }

    private String checkHost(Headers headers) throws Refusal {
        List<String> hosts = headers.getOrDefault("Host", List.of());
        boolean isKnown = hosts.size() == 1 && (authorization.isPresent() || LOOPBACK.matcher(hosts.get(0)).matches());
        if (!isKnown) {
            throw new Refusal(403, "host.foreign", "This is not a name of this machine. Use http://localhost or http://127.0.0.1.");
        }
        return hosts.get(0);
    }

    private static void checkOrigin(Headers headers, String host, boolean isRead) throws Refusal {
        List<String> origins = headers.getOrDefault("Origin", List.of());
        List<String> sites = headers.getOrDefault("Sec-Fetch-Site", List.of());
        boolean isOwnOrigin = origins.stream().allMatch(origin -> SCHEME.matcher(origin).find()
            && SCHEME.matcher(origin).replaceFirst("").equalsIgnoreCase(host));
        boolean isOwnSite = sites.stream().allMatch(site -> site.equals("same-origin") || isRead && site.equals("none"));
        if (!isOwnOrigin || !isOwnSite) {
            throw new Refusal(403, "origin.foreign", "A page of another origin may not ask here.");
        }
    }

    private void checkToken(Headers headers) throws Refusal {
        if (authorization.isEmpty()) {
            return;
        }
        List<String> given = headers.getOrDefault("Authorization", List.of());
        // In constant time: how long a comparison takes must not tell how much of a guess is right.
        boolean isRight = given.size() == 1
            && MessageDigest.isEqual(given.get(0).getBytes(StandardCharsets.UTF_8), authorization.get());
        if (!isRight) {
            throw new Refusal(401, "token.required", "The request takes the token of this server, Authorization: Bearer <token>.")
                .with("WWW-Authenticate", "Bearer");
        }
    }
}
