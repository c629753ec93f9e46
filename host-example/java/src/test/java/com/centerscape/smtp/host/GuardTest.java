package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the dialog's own page, and programs on this machine or with the token, may ask. */
class GuardTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    /** PORT stands for the host's own port. */
    @ParameterizedTest
    @CsvSource({
        "Origin, http://127.0.0.1:PORT, 200, 200",
        "Origin, http://127.0.0.1:1, 403, 403",
        "Origin, http://localhost:PORT, 403, 403",
        "Origin, http://evil.example, 403, 403",
        "Origin, null, 403, 403",
        "Origin, 127.0.0.1:PORT, 403, 403",
        "Origin, http://127.0.0.1:PORT.evil.example, 403, 403",
        "Sec-Fetch-Site, same-origin, 200, 200",
        "Sec-Fetch-Site, none, 200, 403",
        "Sec-Fetch-Site, same-site, 403, 403",
        "Sec-Fetch-Site, cross-site, 403, 403",
        "Host, localhost:PORT, 200, 200",
        "Host, 127.1.2.3, 200, 200",
        "Host, [::1]:80, 200, 200",
        "Host, LOCALHOST, 200, 200",
        "Host, evil.example:PORT, 403, 403",
        "Host, 127.255.0.99:1, 200, 200",
        "Host, 127.0.0.1.evil.example, 403, 403",
        "Host, 127.999.0.1, 403, 403",
        "Host, 127.0.0.256, 403, 403",
        "Host, 127.0.1, 403, 403",
        "Host, localhost., 403, 403",
        "Host, evil@localhost, 403, 403",
        "Host, 192.168.1.1, 403, 403",
        "Host, localhost.evil.example, 403, 403",
    })
    void whoAsksIsLookedAt(String name, String value, int forGet, int forPost) throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            String header = value.replace("PORT", String.valueOf(host.port()));
            assertEquals(forGet, host.send(host.request("/api/settings").header(name, header)).statusCode());
            HttpRequest.Builder post = host.request("/api/settings/validate").POST(BodyPublishers.ofString("{}"));
            assertEquals(forPost, host.send(post.header(name, header)).statusCode());
        }
    }

    @Test
    void aForeignPageChangesNothing() throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            HttpResponse<String> refused = host.send(host.request("/api/settings").header("If-Match", "*")
                .header("Origin", "https://evil.example").PUT(BodyPublishers.ofString("{\"hostname\":\"mail.evil.example\"}")));
            assertEquals(403, refused.statusCode());
            assertTrue(refused.body().contains("\"origin.foreign\""), refused.body());
            assertFalse(refused.headers().map().keySet().stream().anyMatch(name -> name.startsWith("access-control")));
            assertFalse(Files.exists(host.settings()));
        }
    }

    @Test
    void whatChangesOrSendsTakesTheOwnHeader() throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            String url = "http://127.0.0.1:" + host.port();
            for (String path : new String[] {"/api/settings/validate", "/api/test", "/api/send"}) {
                HttpRequest.Builder bare = HttpRequest.newBuilder(URI.create(url + path));
                bare.header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}"));
                HttpResponse<String> refused = host.send(bare);
                assertEquals(403, refused.statusCode());
                assertTrue(refused.body().contains("\"header.missing\""), refused.body());
            }
        }
    }

    @Test
    void aPreflightIsNotAnswered() throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            HttpResponse<String> answer = host.send(host.request("/api/settings").method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://evil.example").header("Access-Control-Request-Method", "PUT"));
            assertEquals(403, answer.statusCode());
        }
    }

    /** They neither change nor tell anything, so they need no header. */
    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "DELETE", "TRACE", "PATCH", "get"})
    void aMethodThatNoEndpointTakesIsToldSo(String method) throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            URI settings = URI.create("http://127.0.0.1:" + host.port() + "/api/settings");
            HttpResponse<String> answer = host.send(HttpRequest.newBuilder(settings).method(method, BodyPublishers.noBody()));
            assertEquals(405, answer.statusCode());
            assertEquals("GET, PUT", answer.headers().firstValue("Allow").orElse(""));
            // HEAD has an answer without a body, whatever becomes of it.
            assertEquals(!method.equals("HEAD"), answer.body().contains("\"method.not-allowed\""));
        }
    }

    @Test
    void theNameStandsOnce() throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            assertEquals("HTTP/1.1 200 OK", host.raw("GET /api/host HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assertEquals("HTTP/1.1 403 Forbidden", host.raw("GET /api/host HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"));
            assertEquals("HTTP/1.1 403 Forbidden", host.raw("GET /api/host HTTP/1.0\r\n\r\n"));
        }
    }

    @Test
    void whereATokenIsSetEveryRequestTakesIt() throws Exception {
        try (RunningHost host = RunningHost.withToken(folder, TOKEN)) {
            HttpResponse<String> refused = host.get("/api/settings");
            assertEquals(401, refused.statusCode());
            assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElse(""));
            for (String wrong : new String[] {"Bearer ", "Bearer " + TOKEN + "0", "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN.substring(1)}) {
                assertEquals(401, host.send(host.request("/api/settings").header("Authorization", wrong)).statusCode());
            }
            HttpRequest.Builder right = host.request("/api/settings").header("Authorization", "Bearer " + TOKEN);
            assertEquals(200, host.send(right).statusCode());
            assertEquals(200, host.send(right.header("Host", "centerscape.example.com")).statusCode());
            host.log().forEach(line -> assertFalse(line.contains(TOKEN), line));
        }
    }
}
