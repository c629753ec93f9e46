package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drafts go out by the stored settings. */
class SendEndpointTest {
    private static final String ALERT = "{\"to\":[\"ops@example.com\"],\"incident\":\"rack12-temp\",\"alert\":{\"severity\":\"critical\","
        + "\"state\":\"raised\",\"title\":\"Inlet temperature high\",\"asset\":\"PDU-7\",\"value\":\"41.5 C\"}}";

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
    void anAlertIsSentByTheStoredSettings() throws Exception {
        host.save(mail.formWithLogin(MailServer.PASSWORD));
        HttpResponse<String> answer = host.post("/api/send", ALERT);
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"outcome\": \"accepted\""), answer.body());
        assertEquals(1, mail.subjects().size());
        assertTrue(mail.subjects().get(0).contains("Inlet temperature high"), mail.subjects().toString());
    }

    @Test
    void aFailureIsAReport() throws Exception {
        host.save(mail.formWithLogin("wrong"));
        HttpResponse<String> answer = host.post("/api/send", ALERT);
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"outcome\": \"not-sent\""), answer.body());
        assertTrue(answer.body().contains("\"bad-credentials\""), answer.body());
    }

    @Test
    void problemsOfTheDraftAreTold() throws Exception {
        host.save(mail.form());
        HttpResponse<String> unreadable = host.post("/api/send", "{\n \"too\":[]}");
        assertEquals(422, unreadable.statusCode());
        assertTrue(unreadable.body().contains("\"json.unknown-key\""), unreadable.body());
        assertTrue(unreadable.body().contains("\"line\": 2"), unreadable.body());
        HttpResponse<String> wrong = host.post("/api/send", ALERT.replace("ops@example.com", "nobody"));
        assertEquals(422, wrong.statusCode());
        assertTrue(wrong.body().contains("\"to[0]\""), wrong.body());
        assertEquals(422, host.post("/api/send", "").statusCode());
        assertTrue(mail.subjects().isEmpty());
    }

    @Test
    void thirtyTwoAtATimeAreSentOrToldToWait() throws Exception {
        host.save(mail.form());
        ExecutorService clients = Executors.newFixedThreadPool(32);
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            answers.add(clients.submit(() -> host.post("/api/send", ALERT)));
        }
        int sent = 0;
        for (Future<HttpResponse<String>> answer : answers) {
            int status = answer.get().statusCode();
            assertTrue(status == 200 || status == 503, "status " + status);
            sent += status == 200 ? 1 : 0;
        }
        clients.shutdown();
        assertTrue(sent >= Jobs.MOST, sent + " were sent");
        assertEquals(sent, mail.subjects().size());
    }
}
