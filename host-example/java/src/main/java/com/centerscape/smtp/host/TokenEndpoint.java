package com.centerscape.smtp.host;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The request to a token endpoint, by the JDK's client and its keystore. */
final class TokenEndpoint {
    /** How long the whole request may take. The mail server waits meanwhile, some minutes by RFC 5321. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** The most bytes of an answer that are read: a token has some thousands at most. */
    private static final int LONGEST_ANSWER = 256 << 10;

    // A redirect would carry the secret to somebody else.
    private final HttpClient client =
        HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER).connectTimeout(PATIENCE).build();
    private final OAuthConfiguration configuration;
    private final Optional<String> clientSecret;

    TokenEndpoint(OAuthConfiguration configuration, Optional<String> clientSecret) {
        this.configuration = configuration;
        this.clientSecret = clientSecret;
    }

    /** Posts the form, and reads the answer. {@code secrets} are in the form. */
    TokenAnswer post(Map<String, String> form, List<String> secrets) throws TokenException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        BodyHandler<Void> collect = BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes ->
            body.write(bytes, 0, Math.min(bytes.length, LONGEST_ANSWER - body.size()))));
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request(form), collect);
        try {
            int status = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return TokenAnswer.read(status, body.toString(StandardCharsets.UTF_8), secrets);
        } catch (TimeoutException late) {
            throw unreachable("it does not answer in time");
        } catch (ExecutionException failure) {
            throw unreachable(String.valueOf(failure.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(Map<String, String> form) {
        URI uri = configuration.tokenEndpoint();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded");
        Map<String, String> sent = new LinkedHashMap<>(form);
        if (clientSecret.isPresent()
                && configuration.clientAuthentication() == OAuthConfiguration.ClientAuthentication.BASIC) {
            String credentials = encoded(configuration.clientId()) + ":" + encoded(clientSecret.get());
            byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        } else {
            // A public client has only its name.
            sent.put("client_id", configuration.clientId());
            clientSecret.ifPresent(secret -> sent.put("client_secret", secret));
        }
        String text = sent.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
        return request.POST(BodyPublishers.ofString(text)).build();
    }

    private TokenException unreachable(String why) {
        return new TokenException("the OAuth 2 server cannot be asked at " + configuration.tokenEndpoint() + ": " + why);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
