package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are too large, too slow, too many, or not what the endpoint takes. */
class LimitsTest {
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

    @Test
    void aBodyOfAMegabyteIsJudged() throws Exception {
        String form = "{\"hostname\":\"" + "a".repeat(Request.LARGEST_BODY - 15) + "\"}";
        assertEquals(Request.LARGEST_BODY, form.length());
        HttpResponse<String> judged = host.post("/api/settings/validate", form);
        assertEquals(200, judged.statusCode());
        assertTrue(judged.body().contains("\"field\": \"hostname\""), judged.body());
        assertTrue(judged.body().length() < 10_000, "the answer does not repeat the field");
    }

    @Test
    void aLargerBodyIsRefused() throws Exception {
        String form = "{\"hostname\":\"" + "a".repeat(Request.LARGEST_BODY - 14) + "\"}";
        assertEquals(413, host.post("/api/settings/validate", form).statusCode());
        assertEquals(413, host.post("/api/settings/validate", "x".repeat(8 << 20)).statusCode());
        byte[] unannounced = form.getBytes(StandardCharsets.UTF_8);
        assertEquals(413, host.send(host.request("/api/settings/validate")
            .POST(BodyPublishers.ofByteArrays(List.of(unannounced)))).statusCode());
    }

    /** Controls, marks that change the direction of text, markup, quotation marks, other planes. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\r\\n", "\u202e", "<script>", "\\\"", "\ud83d\ude80", "\\ud800", "{", "[[["})
    void everyFieldTakesAHundredKilobytesOfAnything(String text) throws Exception {
        String value = text.repeat(100_000 / text.length());
        for (String field : new String[] {"hostname", "username", "password", "from_address", "ehlo_name", "security", "auth"}) {
            String form = "{\"auth\":\"password\",\"" + field + "\":\"" + value + "\"}".replace("\"auth\":\"password\",\"auth\"", "\"auth\"");
            HttpResponse<String> judged = host.post("/api/settings/validate", form);
            assertEquals(200, judged.statusCode(), field);
            int saved = host.put(form, "*").statusCode();
            assertTrue(saved == 422 || saved == 200, field + " " + saved);
            assertEquals(200, host.get("/api/settings").statusCode());
        }
        int tested = host.post("/api/test", "{\"settings\":{},\"to\":\"" + value + "\"}").statusCode();
        assertTrue(tested == 422 || tested == 400, "to " + tested);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=iso-8859-1", "application/jsonp", "",
        "application/json; charset=utf-8\"", "application/json; charset=\"utf-8"})
    void anotherMediaTypeIsRefused(String type) throws Exception {
        HttpResponse<String> refused = host.send(host.request("/api/settings/validate")
            .setHeader("Content-Type", type).POST(BodyPublishers.ofString("{}")));
        assertEquals(415, refused.statusCode());
        assertTrue(refused.body().contains("\"request.media-type\""), refused.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\""})
    void jsonInUtf8IsTaken(String type) throws Exception {
        assertEquals(200, host.send(host.request("/api/settings/validate")
            .setHeader("Content-Type", type).POST(BodyPublishers.ofString("{}"))).statusCode());
    }

    @Test
    void aPackedBodyAndABodyThatIsNotUtf8AreRefused() throws Exception {
        assertEquals(415, host.send(host.request("/api/settings/validate").header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofString("{}"))).statusCode());
        HttpResponse<String> refused = host.send(host.request("/api/settings/validate")
            .POST(BodyPublishers.ofString("{\"hostname\":\"\u00e4\"}", StandardCharsets.ISO_8859_1)));
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("\"request.not-utf-8\""), refused.body());
    }

    @Test
    void thirtyTwoAtATimeAreAnswered() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(32);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            int each = i;
            answers.add(clients.submit(() -> each % 2 == 0
                ? host.get("/api/settings").statusCode()
                : host.put("{\"hostname\":\"mail" + each + ".example.com\"}", "*").statusCode()));
        }
        for (Future<Integer> answer : answers) {
            assertEquals(200, answer.get());
        }
        clients.shutdown();
        // A line is written after its answer went out.
        for (int i = 0; i < 100 && host.log().size() < 32; i++) {
            Thread.sleep(50);
        }
        assertEquals(32, host.log().size());
    }

    /** Of all who fill from one version and save, one wins. */
    @Test
    void ofThirtyTwoWhoSaveOneVersionOneWins() throws Exception {
        String version = host.version();
        ExecutorService clients = Executors.newFixedThreadPool(32);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String form = "{\"hostname\":\"mail" + i + ".example.com\"}";
            answers.add(clients.submit(() -> host.put(form, version).statusCode()));
        }
        int saved = 0;
        for (Future<Integer> answer : answers) {
            saved += answer.get() == 200 ? 1 : 0;
        }
        clients.shutdown();
        assertEquals(1, saved);
    }

    /** More clients than threads stop in the middle of a request; the next one still gets an answer, and they are thrown out. */
    @Test
    void slowClientsAreThrownOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            Instant start = Instant.now();
            for (int i = 0; i < 40; i++) {
                slow.add(stopInTheMiddle(i % 2 == 0 ? "POST /api/settings/val" : "POST /api/settings/validate HTTP/1.1\r\n"
                    + "Host: localhost\r\nContent-Type: application/json\r\nCenterscape-Dialog: 1\r\nContent-Length: 100\r\n\r\n{"));
            }
            assertEquals(200, host.get("/api/settings").statusCode());
            drip(slow.get(1));
            for (Socket each : slow) {
                each.setSoTimeout(15_000);
                drain(each);
            }
            Duration all = Duration.between(start, Instant.now());
            assertTrue(all.compareTo(Duration.ofSeconds(25)) < 0, "thrown out after " + all);
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    /** Ten seconds are for the request; what it asks for may take longer. */
    @Test
    void anAnswerMayTakeLongerThanARequest() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            String form = mute.form().replace("\"timeout_seconds\":60", "\"timeout_seconds\":12");
            assertEquals(200, host.save(form).statusCode());
            ExecutorService clients = Executors.newFixedThreadPool(2);
            Future<HttpResponse<String>> tested = clients.submit(() -> host.post("/api/test", "{\"settings\":{}}"));
            Future<HttpResponse<String>> sent = clients.submit(() ->
                host.post("/api/send", "{\"to\":[\"ops@example.com\"],\"subject\":\"s\",\"text\":\"t\"}"));
            for (HttpResponse<String> answer : List.of(tested.get(), sent.get())) {
                assertEquals(200, answer.statusCode());
                assertTrue(answer.body().contains("\"response-timeout\""), answer.body());
            }
            clients.shutdown();
        }
    }

    private Socket stopInTheMiddle(String beginning) throws IOException {
        Socket socket = new Socket("127.0.0.1", host.port());
        OutputStream out = socket.getOutputStream();
        out.write(beginning.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    /** A blank now and then, so that something always comes, until the host has enough of it. */
    private static void drip(Socket socket) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        try {
            while (Instant.now().isBefore(end)) {
                socket.getOutputStream().write(' ');
                Thread.sleep(250);
            }
            fail("it may drip for ever");
        } catch (IOException thrownOut) {
            // As it should be.
        }
    }

    /** To the end that the host makes. */
    private static void drain(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
            // Thrown out is thrown out.
        }
    }
}
