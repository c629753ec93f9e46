package com.centerscape.smtp.host;

import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.OAuthConfiguration;
import com.centerscape.smtp.OAuthRequest;
import com.centerscape.smtp.OAuthToken;
import com.centerscape.smtp.SecretRequest;
import com.centerscape.smtp.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Bearer tokens from an OAuth 2 server: by client credentials (RFC 6749, section 4.4) or by a refresh token (section 6). One for all
 * mailers of a mailbox; it keeps the last token until shortly before its end.
 */
final class TokenSource implements SecretSource {
    /** The environment variable that a client secret comes from. */
    static final String SECRET_VARIABLE = "SMTP_OAUTH_CLIENT_SECRET";

    private static final long START = System.nanoTime();

    private final OAuthConfiguration configuration;
    private final String clientSecret;
    private final Optional<RefreshTokenFile> refreshTokenFile;
    private final TokenEndpoint endpoint = new TokenEndpoint();
    private final Consumer<String> failures;

    /** Held while the server is asked: an interrupt ends the wait for it, as a monitor's would not. */
    private final ReentrantLock asking = new ReentrantLock();
    private Optional<OAuthToken> kept = Optional.empty();

    private TokenSource(
            OAuthConfiguration configuration, Path folder, String clientSecret, Consumer<String> failures) {
        this.configuration = configuration;
        this.clientSecret = clientSecret;
        this.failures = failures;
        refreshTokenFile = configuration.refreshTokenFile().map(folder::resolve).map(RefreshTokenFile::new);
    }

    /**
     * A source that asks the server of a configuration.
     *
     * @param file with the configuration; a relative {@code refresh_token_file} lies beside it
     * @param clientSecret of the client; empty for a public one
     * @param failures is told why there is no token
     * @throws TokenException what is wrong with the file or a secret; nothing was asked yet
     */
    static TokenSource read(Path file, Optional<String> clientSecret, Consumer<String> failures) throws TokenException {
        try {
            String text = new String(SettingsFile.bytes(file), StandardCharsets.UTF_8);
            OAuthConfiguration configuration = OAuthConfiguration.parse(text);
            Path folder = file.toAbsolutePath().getParent();
            TokenSource source = new TokenSource(configuration, folder, clientSecret.orElse(null), failures);
            configuration.request(source.clientSecret, source.refreshToken());
            return source;
        } catch (IOException failure) {
            throw new TokenException(file + " cannot be read: " + failure);
        } catch (InvalidInputException wrong) {
            throw new TokenException(file + ": " + told(wrong));
        }
    }

    /** Whether tokens are for the mail server of this name. */
    boolean isFor(String hostname) {
        return configuration.isFor(hostname);
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
            if (isRejected || !kept.map(TokenSource::isGood).orElse(false)) {
                kept = Optional.empty();
                kept = Optional.of(fetch());
            }
            return kept.get().accessToken();
        } finally {
            asking.unlock();
        }
    }

    private static boolean isGood(OAuthToken token) {
        OptionalLong end = token.reuseUntilMs();
        return end.isEmpty() || now() < end.getAsLong();
    }

    private OAuthToken fetch() throws TokenException, InterruptedException {
        String refreshToken = refreshToken();
        try {
            OAuthRequest request = configuration.request(clientSecret, refreshToken);
            long asked = now();
            TokenEndpoint.Answer answer = endpoint.post(request);
            OAuthToken token = configuration.token(clientSecret, refreshToken, answer.status, answer.body, asked);
            Optional<String> next = token.refreshToken();
            if (refreshTokenFile.isPresent() && next.isPresent()) {
                // The old one may be good for nothing from now on.
                refreshTokenFile.get().replace(next.get());
            }
            return token;
        } catch (InvalidInputException wrong) {
            throw new TokenException(told(wrong));
        }
    }

    private String refreshToken() throws TokenException {
        return refreshTokenFile.isPresent() ? refreshTokenFile.get().read() : null;
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - START);
    }

    private static String told(InvalidInputException wrong) {
        return wrong.problems().stream()
            .map(problem -> problem.code().equals("client-secret.required")
                ? problem.message() + " Put it into " + SECRET_VARIABLE + "."
                : problem.field().isEmpty() ? problem.message() : problem.field() + ": " + problem.message())
            .collect(Collectors.joining(" "));
    }
}
