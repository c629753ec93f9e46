package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The form as it stands is tried out, and each stage is told as it begins. */
class TestEndpointTest {
    @TempDir
    private Path folder;

    private RunningHost host;
    private MailServer mail;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.in(folder);
        mail = new MailServer();
    }

    @AfterEach
    void stop() {
        host.close();
        mail.close();
    }

    @Test
    void anAcceptedTestTellsItsStagesAndItsReport() throws Exception {
        HttpResponse<String> answer = test(mail.form(), "ops@example.com");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("application/x-ndjson", answer.headers().firstValue("Content-Type").orElse(""));
        List<String> lines = lines(answer);
        List<String> stages = lines.subList(0, lines.size() - 1);
        assertEquals("[{\"stage\":\"connect\"}, {\"stage\":\"greeting\"}, {\"stage\":\"ehlo\"}, {\"stage\":\"mail\"}, "
            + "{\"stage\":\"rcpt\"}, {\"stage\":\"data\"}, {\"stage\":\"body\"}]", stages.toString());
        String report = lines.get(lines.size() - 1).replace(" ", "");
        assertTrue(report.startsWith("{\"report\":{\"outcome\":\"accepted\","), report);
        assertEquals(1, mail.subjects().size());
        assertFalse(Files.exists(host.settings()), "a test stores nothing");
    }

    @Test
    void withoutARecipientItIsAProbe() throws Exception {
        for (String body : new String[] {"{\"settings\":" + mail.form() + "}", "{\"to\":null,\"settings\":" + mail.form() + "}"}) {
            HttpResponse<String> answer = host.post("/api/test", body);
            assertEquals("ready", outcome(answer));
        }
        assertTrue(mail.subjects().isEmpty());
    }

    @Test
    void aWrongPasswordIsToldWithItsDiagnosis() throws Exception {
        HttpResponse<String> answer = test(mail.formWithLogin("wrong"), "ops@example.com");
        assertEquals("not-sent", outcome(answer));
        assertTrue(answer.body().contains("\"bad-credentials\""), answer.body());
        assertTrue(answer.body().contains("535"), answer.body());
        assertTrue(mail.subjects().isEmpty());
    }

    @Test
    void aServerThatIsNotThereIsTold() throws Exception {
        String form = mail.form();
        mail.close();
        HttpResponse<String> answer = test(form, "ops@example.com");
        assertEquals("not-sent", outcome(answer));
        assertTrue(answer.body().contains("\"connection-refused\""), answer.body());
    }

    @Test
    void theStoredPasswordIsUsedWhereTheDestinationIsUnchanged() throws Exception {
        assertEquals(200, host.save(mail.formWithLogin(MailServer.PASSWORD)).statusCode());
        assertEquals("accepted", outcome(test(mail.formWithLogin("****"), "ops@example.com")));
        assertEquals("accepted", outcome(test("{\"timeout_seconds\":15}", "ops@example.com")));
        assertEquals("not-sent", outcome(test(mail.formWithLogin("wrong"), "ops@example.com")), "what was typed counts");
    }

    @Test
    void theStoredPasswordGoesToNoOtherServer() throws Exception {
        host.save(mail.formWithLogin(MailServer.PASSWORD));
        try (MailServer other = new MailServer()) {
            HttpResponse<String> refused = test(other.formWithLogin("****"), "ops@example.com");
            assertEquals(422, refused.statusCode());
            assertTrue(refused.body().contains("\"password.destination-changed\""), refused.body());
        }
    }

    @Test
    void aWrongRecipientAndAWrongFormAreToldBeforeAnything() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            HttpResponse<String> refused = test(mute.form(), "no address");
            assertEquals(422, refused.statusCode());
            assertTrue(refused.body().contains("\"field\": \"to[0]\""), refused.body());
            assertEquals(422, test(mute.form(), "").statusCode());
            assertEquals(422, test(mute.form(), "a@example.com\r\nRCPT TO:<b@example.com>").statusCode());
            assertEquals(422, test("{\"hostname\":\"\"}", "ops@example.com").statusCode());
        }
        assertEquals(400, host.post("/api/test", "{\"to\":\"ops@example.com\"}").statusCode());
        assertEquals(400, host.post("/api/test", "[]").statusCode());
    }

    @Test
    void positionsCountInTheBody() throws Exception {
        HttpResponse<String> refused = host.post("/api/test", "{\"to\":\"a@example.com\",\n\n \"settings\":{\"port\":0}}");
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().replaceAll("\\s", "").contains("\"position\":{\"line\":3,\"column\":21}"), refused.body());
    }

    @Test
    void closingTheRequestCancelsAHangingTest() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            HttpResponse<InputStream> answer = host.open("/api/test", body(mute.form(), "ops@example.com"));
            try (Socket connection = mute.accept()) {
                Thread.sleep(300);
                Instant start = Instant.now();
                answer.body().close();
                assertEquals(-1, connection.getInputStream().read(), "the host hangs up");
                Duration taken = Duration.between(start, Instant.now());
                assertTrue(taken.toMillis() < 1000, "cancelled after " + taken);
            }
        }
        host.awaitLog("POST /api/test gone");
    }

    /** The answer begins at once and lives on while nothing happens. */
    @Test
    void aHangingTestTellsWhereItHangs() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            HttpResponse<InputStream> answer = host.open("/api/test", body(mute.form(), "ops@example.com"));
            BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            assertEquals("{\"stage\":\"connect\"}", lines.readLine());
            assertEquals("{\"stage\":\"greeting\"}", lines.readLine());
            Instant start = Instant.now();
            assertEquals("", lines.readLine());
            assertEquals("", lines.readLine());
            assertTrue(Duration.between(start, Instant.now()).toMillis() < 1500);
            mute.accept().close();
            String last = lines.readLine();
            while (last.isEmpty() || last.startsWith("{\"stage\"")) {
                last = lines.readLine();
            }
            assertTrue(last.replace(" ", "").startsWith("{\"report\":{\"outcome\":\"not-sent\""), last);
            assertEquals(null, lines.readLine());
        }
    }

    @Test
    void onlySoManyRunAtATimeAndTheirPlacesComeBack() throws Exception {
        List<HttpResponse<InputStream>> running = new ArrayList<>();
        try (MuteServer mute = new MuteServer()) {
            for (int i = 0; i < Jobs.MOST; i++) {
                running.add(host.open("/api/test", body(mute.form(), "ops@example.com")));
            }
            HttpResponse<String> refused = test(mute.form(), "ops@example.com");
            assertEquals(503, refused.statusCode());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            assertEquals(200, host.get("/api/settings").statusCode(), "the rest goes on");
            for (HttpResponse<InputStream> answer : running) {
                answer.body().close();
            }
            Instant end = Instant.now().plusSeconds(5);
            int status = 503;
            while (status == 503 && Instant.now().isBefore(end)) {
                status = test(mail.form(), "ops@example.com").statusCode();
            }
            assertEquals(200, status);
        }
    }

    @Test
    void closingTheServerCancelsItsTests() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            host.open("/api/test", body(mute.form(), "ops@example.com"));
            try (Socket connection = mute.accept()) {
                host.close();
                assertEquals(-1, connection.getInputStream().read());
            }
        }
    }

    private HttpResponse<String> test(String form, String to) throws IOException, InterruptedException {
        return host.post("/api/test", body(form, to));
    }

    private static String body(String form, String to) {
        return new JsonText().json("settings", form).text("to", to).toString();
    }

    /** The lines that are not empty. */
    private static List<String> lines(HttpResponse<String> answer) {
        return Arrays.stream(answer.body().split("\n")).filter(line -> !line.isEmpty()).collect(Collectors.toList());
    }

    private static String outcome(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        List<String> lines = lines(answer);
        String report = lines.get(lines.size() - 1).replace(" ", "");
        assertTrue(report.startsWith("{\"report\":{\"outcome\":\""), report);
        return report.split("\"")[5];
    }
}
