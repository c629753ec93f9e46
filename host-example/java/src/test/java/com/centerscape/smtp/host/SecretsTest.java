package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password is in the settings file and on its way to its server, and nowhere else. */
class SecretsTest {
    private static final String ADDRESS = "ops-secret@example.com";

    @TempDir
    private Path folder;

    @Test
    void thePasswordIsNowhereElse() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(printed, true));
        System.setErr(new PrintStream(printed, true));
        List<String> seen = new ArrayList<>();
        try (RunningHost host = RunningHost.in(folder); MailServer mail = new MailServer()) {
            everyEndpoint(host, mail).forEach(answer -> seen.add(answer.headers().map() + answer.body()));
            assertEquals(1, Files.readString(host.settings()).split(MailServer.PASSWORD, -1).length - 1);
            seen.addAll(host.log());
            host.log().forEach(line -> assertTrue(
                line.matches("\\S+ (GET|PUT|POST|-) (/api/(host|settings|settings/validate|providers|test|send)|-) \\d{3} \\d+ ms"), line));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        seen.add(printed.toString(StandardCharsets.UTF_8));
        for (Path file : otherFiles()) {
            seen.add(file + Files.readString(file));
        }
        seen.forEach(SecretsTest::assertHoldsNoSecret);
        seen.stream().filter(text -> text.contains(" ms")).forEach(line -> assertFalse(line.contains(ADDRESS), line));
    }

    /** Each endpoint, in good and bad ways. */
    private static List<HttpResponse<String>> everyEndpoint(RunningHost host, MailServer mail) throws Exception {
        String login = mail.formWithLogin(MailServer.PASSWORD);
        String test = new JsonText().json("settings", login).text("to", ADDRESS).toString();
        List<HttpResponse<String>> answers = new ArrayList<>();
        answers.add(host.save(login));
        assertEquals(200, answers.get(0).statusCode(), answers.get(0).body());
        answers.add(host.get("/api/settings"));
        answers.add(host.put(login, "\"old\""));
        answers.add(host.save(login.replace("127.0.0.1", "not a name")));
        answers.add(host.save("{\"password\":\"" + MailServer.PASSWORD + "\",\"" + MailServer.PASSWORD.substring(0, 3) + "\":"));
        answers.add(host.post("/api/settings/validate", login));
        answers.add(host.post("/api/settings/validate", login.replace("\"username\"", "\"user\"")));
        answers.add(host.get("/api/providers"));
        answers.add(host.get("/api/host"));
        answers.add(host.post("/api/test", test));
        assertTrue(answers.get(answers.size() - 1).body().contains("accepted"));
        answers.add(host.post("/api/test", test.replace(MailServer.PASSWORD, "****")));
        answers.add(host.post("/api/test", test.replace(ADDRESS, "no address")));
        answers.add(host.post("/api/test", "{\"settings\":" + login + ",\"to\":1}"));
        answers.add(host.post("/api/send", "{\"to\":[\"" + ADDRESS + "\"],\"subject\":\"s\",\"text\":\"t\"}"));
        answers.add(host.get("/api/nowhere?password=" + MailServer.PASSWORD));
        answers.add(host.get("/" + MailServer.PASSWORD));
        answers.add(host.send(host.request("/api/settings").method(MailServer.PASSWORD.replace("-", ""),
            java.net.http.HttpRequest.BodyPublishers.noBody())));
        Files.writeString(host.settings(), Files.readString(host.settings()).replace("}", ""));
        answers.add(host.get("/api/settings"));
        answers.add(host.put(login, "*"));
        return answers;
    }

    private List<Path> otherFiles() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("smtp-settings.json")).collect(Collectors.toList());
        }
    }

    private static void assertHoldsNoSecret(String text) {
        String plain = "\0" + MailServer.USERNAME + "\0" + MailServer.PASSWORD;
        for (String secret : new String[] {MailServer.PASSWORD, base64(MailServer.PASSWORD), base64(plain)}) {
            assertFalse(text.contains(secret), text);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
