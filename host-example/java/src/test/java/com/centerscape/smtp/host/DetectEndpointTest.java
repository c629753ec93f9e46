package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import javax.naming.CommunicationException;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostname leads to, told probe by probe. */
class DetectEndpointTest {
    @TempDir
    private Path folder;

    private RunningHost host;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.in(folder);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static String body(String hostname, String ports) {
        return new JsonText().text("hostname", hostname).text("ports", ports).toString();
    }

    @Test
    void eachProbeIsALineAndTheRecommendationTheLast() throws Exception {
        try (MailServer mail = new MailServer()) {
            HttpResponse<String> answer = host.post("/api/detect", body("127.0.0.1", String.valueOf(mail.port())));
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals("application/x-ndjson", answer.headers().firstValue("Content-Type").orElse(""));
            List<String> lines = Arrays.stream(answer.body().split("\n"))
                .filter(line -> !line.isEmpty())
                .map(line -> line.replace(" ", ""))
                .collect(Collectors.toList());
            String place = "\"hostname\":\"127.0.0.1\",\"port\":" + mail.port();
            assertEquals("{\"probing\":{" + place + ",\"security\":\"starttls\"}}", lines.get(0));
            assertTrue(lines.get(1).startsWith("{\"attempt\":{" + place + ",\"security\":\"starttls\",\"outcome\":\"not-sent\""), lines.get(1));
            assertEquals("{\"probing\":{" + place + ",\"security\":\"none\"}}", lines.get(2));
            assertTrue(lines.get(3).contains("\"outcome\":\"ready\""), lines.get(3));
            assertTrue(lines.get(4).startsWith("{\"recommendation\":{\"settings\":{" + place + ",\"security\":\"none\""), lines.get(4));
            assertEquals(5, lines.size());
            assertTrue(mail.subjects().isEmpty());
            assertFalse(Files.exists(host.settings()), "nothing is stored");
        }
    }

    @Test
    void aStoredPasswordIsNotPartOfIt() throws Exception {
        try (MailServer mail = new MailServer()) {
            assertEquals(200, host.save(mail.formWithLogin(MailServer.PASSWORD)).statusCode());
            HttpResponse<String> answer = host.post("/api/detect", body("127.0.0.1", mail.port() + "/none"));
            assertEquals(200, answer.statusCode());
            assertFalse(answer.body().contains(MailServer.PASSWORD), answer.body());
            assertTrue(answer.body().replace(" ", "").contains("\"from_address\":\"" + MailServer.USERNAME), answer.body());
        }
    }

    @Test
    void wrongInputIsToldBeforeAnything() throws Exception {
        HttpResponse<String> refused = host.post("/api/detect", body("http://mail.example.com/", "587/ssl"));
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("\"hostname.is-a-url\""), refused.body());
        assertTrue(refused.body().contains("\"ports.syntax\""), refused.body());
        assertEquals(422, host.post("/api/detect", "{}").statusCode());
        assertEquals(400, host.post("/api/detect", "{\"host\":\"a\"}").statusCode());
        assertEquals(405, host.get("/api/detect").statusCode());
    }

    @Test
    void closingTheRequestCancelsIt() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            HttpResponse<InputStream> answer = host.open("/api/detect", body("127.0.0.1", String.valueOf(mute.port())));
            try (Socket connection = mute.accept()) {
                answer.body().close();
                assertEquals(-1, connection.getInputStream().read(), "the host hangs up");
            }
        }
    }

    /** An e-mail address is looked up first. That goes by JNDI, in whose place a name server stands here that never answers. */
    @Test
    void aMuteNameServerKeepsNobodyWaiting() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        NamingManager.setInitialContextFactoryBuilder(environment -> properties -> {
            try {
                end.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new CommunicationException("nobody answers");
        });
        Instant start = Instant.now();
        HttpResponse<InputStream> answer = host.open("/api/detect", body("ops@detect.test", ""));
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertEquals("", lines.readLine());
        assertEquals("", lines.readLine());
        Duration taken = Duration.between(start, Instant.now());
        assertTrue(taken.toMillis() < 1500, "after " + taken);
        answer.body().close();
        host.awaitLog("POST /api/detect gone");
        end.countDown();
    }
}
