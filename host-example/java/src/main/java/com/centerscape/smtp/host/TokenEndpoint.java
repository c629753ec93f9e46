package com.centerscape.smtp.host;

import com.centerscape.smtp.OAuthRequest;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The POST to a token endpoint, by the JDK's client, its keystore and its proxies. */
final class TokenEndpoint {
    /** What the endpoint answered. */
    static final class Answer {
        final int status;
        final byte[] body;

        private Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }
    }

    Answer post(OAuthRequest request) throws TokenException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        BodyHandler<Void> collect = BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes ->
            body.write(bytes, 0, Math.min(bytes.length, request.maxAnswerBytes() - body.size()))));
        CompletableFuture<HttpResponse<Void>> answer = client(request).sendAsync(toHttp(request), collect);
        try {
            int status = answer.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return new Answer(status, body.toByteArray());
        } catch (TimeoutException late) {
            throw unreachable(request, "it does not answer in time");
        } catch (ExecutionException failure) {
            throw unreachable(request, String.valueOf(failure.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpClient client(OAuthRequest request) {
        // A redirect would carry the secret to somebody else, and so would a proxy for this machine itself.
        HttpClient.Builder client = HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER);
        return (request.isLoopback() ? client.proxy(HttpClient.Builder.NO_PROXY) : client).build();
    }

    private static HttpRequest toHttp(OAuthRequest request) throws TokenException {
        try {
            HttpRequest.Builder post = HttpRequest.newBuilder(request.url()).POST(BodyPublishers.ofString(request.body()));
            request.headers().forEach(post::header);
            return post.build();
        } catch (IllegalArgumentException unusable) {
            // Java takes fewer URLs than there are: none with an underscore in the host.
            throw unreachable(request, unusable.getMessage());
        }
    }

    private static TokenException unreachable(OAuthRequest request, String why) {
        return new TokenException("the OAuth 2 server cannot be asked at " + request.url() + ": " + why);
    }
}
