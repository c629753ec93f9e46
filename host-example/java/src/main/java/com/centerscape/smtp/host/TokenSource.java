package com.centerscape.smtp.host;

import com.centerscape.smtp.SecretRequest;
import com.centerscape.smtp.SecretSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Bearer tokens from an OAuth 2 server: by client credentials (RFC 6749, section 4.4) or by a refresh token (section 6). One for all
 * mailers of a mailbox; it keeps the last token until shortly before its end.
 */
final class TokenSource implements SecretSource {
    /** The environment variable that a client secret comes from. */
    static final String SECRET_VARIABLE = "SMTP_OAUTH_CLIENT_SECRET";

    /** So long before its end a token is not used any more: it may lie in a queue on its way. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final OAuthConfiguration configuration;
    private final Optional<String> clientSecret;
    private final Optional<RefreshTokenFile> refreshTokenFile;
    private final TokenEndpoint endpoint;
    private final Consumer<String> failures;

    /** Held while the server is asked: an interrupt ends the wait for it, as a monitor's would not. */
    private final ReentrantLock asking = new ReentrantLock();
    private Optional<String> kept = Optional.empty();
    /** The {@link System#nanoTime} from which on the kept token is not used; empty where the server did not say. */
    private Optional<Long> end = Optional.empty();

    /**
     * A source that asks the server of this configuration.
     *
     * @param clientSecret of the client; empty for a public one
     * @param failures is told why there is no token
     * @throws TokenException the grant needs a client secret, or the refresh token's file cannot be used; nothing was asked yet
     */
    TokenSource(OAuthConfiguration configuration, Optional<String> clientSecret, Consumer<String> failures)
            throws TokenException {
        this.configuration = configuration;
        this.clientSecret = clientSecret.filter(secret -> !secret.isEmpty());
        this.failures = failures;
        refreshTokenFile = configuration.refreshTokenFile().map(RefreshTokenFile::new);
        endpoint = new TokenEndpoint(configuration, this.clientSecret);
        if (refreshTokenFile.isPresent()) {
            refreshTokenFile.get().read();
        } else if (this.clientSecret.isEmpty()) {
            throw new TokenException("the grant client-credentials needs the client secret: put it into " + SECRET_VARIABLE);
        }
    }

    /** Whether tokens are for the mail server of this name. */
    boolean isFor(String hostname) {
        return configuration.mailServer().equalsIgnoreCase(hostname);
    }

    /** A token; empty where there is none, and {@code failures} was told why: the report then says that the login lacked it. */
    @Override
    public Optional<String> secret(SecretRequest request) {
        if (request.kind() != SecretRequest.Kind.BEARER_TOKEN) {
            return Optional.empty();
        }
        try {
            return Optional.of(token(request.isRejected()));
        } catch (TokenException failure) {
            failures.accept(failure.getMessage());
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** The kept token, or a new one where there is none, its end is near, or the mail server rejected it. */
    private String token(boolean isRejected) throws TokenException, InterruptedException {
        asking.lockInterruptibly();
        try {
            boolean isGood = !isRejected && end.map(moment -> System.nanoTime() - moment < 0).orElse(true);
            if (kept.isPresent() && isGood) {
                return kept.get();
            }
            kept = Optional.empty();
            long asked = System.nanoTime();
            TokenAnswer answer = fetch();
            end = answer.expiresIn().map(seconds -> asked + Duration.ofSeconds(seconds).minus(MARGIN).toNanos());
            kept = Optional.of(answer.accessToken());
            return answer.accessToken();
        } finally {
            asking.unlock();
        }
    }

    private TokenAnswer fetch() throws TokenException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        List<String> secrets = new ArrayList<>();
        clientSecret.ifPresent(secrets::add);
        if (refreshTokenFile.isPresent()) {
            String token = refreshTokenFile.get().read();
            secrets.add(token);
            form.put("grant_type", "refresh_token");
            form.put("refresh_token", token);
        } else {
            form.put("grant_type", "client_credentials");
        }
        configuration.scope().ifPresent(scope -> form.put("scope", scope));
        TokenAnswer answer = endpoint.post(form, secrets);
        Optional<String> next = answer.refreshToken();
        if (refreshTokenFile.isPresent() && next.isPresent() && !secrets.contains(next.get())) {
            // The server gave another one, and the old one may be good for nothing from now on.
            refreshTokenFile.get().replace(next.get());
        }
        return answer;
    }
}
