package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Secret;
import com.centerscape.smtp.SmtpSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are shown, saved, judged and not lost. */
class SettingsTest {
    private static final String LOGIN = "{\"hostname\":\"mail.example.com\",\"port\":587,\"security\":\"starttls\","
        + "\"auth\":\"password\",\"username\":\"centerscape\",\"password\":\"correct horse\","
        + "\"from_address\":\"centerscape@example.com\"}";

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
    void firstSightIsTheDefaults() throws Exception {
        HttpResponse<String> answer = host.get("/api/settings");
        assertEquals(200, answer.statusCode());
        SmtpSettings shown = SmtpSettings.fromJson(answer.body());
        assertEquals(SmtpSettings.defaults(), shown.toBuilder().password(Secret.unset()).build());
        assertTrue(answer.body().contains("\"password\": \"****\""), answer.body());
        assertFalse(Files.exists(host.settings()), "looking stores nothing");
    }

    @Test
    void everyAnswerHasTheHeadersOfTheContract() throws Exception {
        for (String path : new String[] {"/api/settings", "/api/providers", "/nowhere"}) {
            HttpResponse<String> answer = host.get(path);
            assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
            assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertEquals("same-origin", answer.headers().firstValue("Cross-Origin-Resource-Policy").orElse(""));
            assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        }
    }

    @Test
    void whatIsSavedIsShownAndSurvivesARestart() throws Exception {
        HttpResponse<String> saved = host.save(LOGIN);
        assertEquals(200, saved.statusCode(), saved.body());
        assertEquals(saved.body(), host.get("/api/settings").body());
        assertEquals(saved.headers().firstValue("ETag"), Optional.of(host.version()));
        host.close();
        host = RunningHost.in(folder);
        assertEquals(saved.body(), host.get("/api/settings").body());
        assertEquals(Optional.of("correct horse"), stored().password().reveal());
    }

    @Test
    void theMaskKeepsThePassword() throws Exception {
        host.save(LOGIN);
        assertEquals(200, host.save("{\"password\":\"****\",\"timeout_seconds\":20}").statusCode());
        assertEquals(200, host.save("{\"timeout_seconds\":21}").statusCode());
        assertEquals(Optional.of("correct horse"), stored().password().reveal());
    }

    @Test
    void anotherPasswordReplacesIt() throws Exception {
        host.save(LOGIN);
        assertEquals(200, host.save("{\"password\":\"battery staple\"}").statusCode());
        assertEquals(Optional.of("battery staple"), stored().password().reveal());
    }

    @Test
    void anEmptyPasswordRemovesIt() throws Exception {
        host.save(LOGIN);
        assertEquals(200, host.save("{\"password\":\"\",\"auth\":\"none\",\"username\":\"\"}").statusCode());
        assertFalse(stored().password().isSet());
    }

    @Test
    void theStoredPasswordGoesToNoOtherServer() throws Exception {
        host.save(LOGIN);
        for (String form : new String[] {
            "{\"hostname\":\"mail.fabrikam.com\",\"password\":\"****\"}", "{\"port\":2525}", "{\"security\":\"tls\",\"port\":465}",
            "{\"username\":\"other\"}"
        }) {
            HttpResponse<String> refused = host.save(form);
            assertEquals(422, refused.statusCode());
            assertTrue(refused.body().contains("\"password.destination-changed\""), refused.body());
        }
        assertEquals("mail.example.com", stored().hostname());
    }

    @Test
    void aFormWithAnErrorIsNotSaved() throws Exception {
        host.save(LOGIN);
        String version = host.version();
        HttpResponse<String> refused = host.save("{\n  \"port\": 70000,\n  \"hostname\": \"\"\n}");
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("\"hostname.required\""), refused.body());
        assertTrue(refused.body().contains("\"line\": 2"), refused.body());
        assertEquals(422, host.save("{\"port\":").statusCode());
        assertEquals(version, host.version());
    }

    @Test
    void theSecondOfTwoWhoSaveIsTold() throws Exception {
        String version = host.version();
        assertEquals(200, host.put("{\"hostname\":\"first.example.com\"}", version).statusCode());
        HttpResponse<String> second = host.put("{\"hostname\":\"second.example.com\"}", version);
        assertEquals(412, second.statusCode());
        assertTrue(second.body().contains("\"settings.changed\""), second.body());
        assertEquals("first.example.com", stored().hostname());

        String current = second.headers().firstValue("ETag").orElseThrow();
        assertEquals(host.version(), current);
        assertNotEquals(version, current);
        assertEquals(200, host.put("{\"hostname\":\"second.example.com\"}", current).statusCode());
        assertEquals(200, host.put("{\"hostname\":\"third.example.com\"}", "*").statusCode());
    }

    @Test
    void aChangeByAnEditorIsAConflictToo() throws Exception {
        host.save(LOGIN);
        String version = host.version();
        Files.writeString(host.settings(), Files.readString(host.settings()).replace("587", "588"));
        assertEquals(412, host.put("{\"timeout_seconds\":20}", version).statusCode());
    }

    @Test
    void savingTakesTheVersion() throws Exception {
        HttpResponse<String> refused =
            host.send(host.request("/api/settings").PUT(BodyPublishers.ofString("{\"hostname\":\"a.example.com\"}")));
        assertEquals(428, refused.statusCode());
        assertFalse(Files.exists(host.settings()));
    }

    @Test
    void validateJudgesAsSavingDoesAndStoresNothing() throws Exception {
        host.save(LOGIN);
        String version = host.version();
        HttpResponse<String> judged = host.post("/api/settings/validate", "{\"hostname\":\"mail.fabrikam.com\",\"port\":0}");
        assertEquals(200, judged.statusCode());
        assertTrue(judged.body().contains("\"password.destination-changed\""), judged.body());
        assertTrue(judged.body().contains("\"port.out-of-range\""), judged.body());
        assertEquals("{\"problems\":[]}", host.post("/api/settings/validate", "{}").body().replaceAll("\\s", ""));
        assertEquals(version, host.version());
    }

    @Test
    void providersAreListed() throws Exception {
        HttpResponse<String> providers = host.get("/api/providers");
        assertEquals(200, providers.statusCode());
        assertTrue(providers.body().contains("\"microsoft-365\""), providers.body());
        assertTrue(providers.body().contains("\"smtp.office365.com\""), providers.body());
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertEquals(404, host.get("/").statusCode());
        assertEquals(404, host.get("/api/settings/").statusCode());
        assertEquals(404, host.get("/api/../api/settings").statusCode());
        HttpResponse<String> deleted = host.send(host.request("/api/settings").DELETE());
        assertEquals(405, deleted.statusCode());
        assertEquals(Optional.of("GET, PUT"), deleted.headers().firstValue("Allow"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/settings, 200", "/api/settings?, 200", "/api/settings?a=/b?c, 200", "/api/%73ettings, 404", "//api/settings, 404",
        "///api/settings, 404", "//localhost/api/settings, 404", "/api//settings, 404", "/./api/settings, 404", "/api/settings/, 404",
        "/api/settings;a, 404", "/API/settings, 404", "http://localhost/api/settings, 404"
    })
    void aPathIsTakenAsItWasSent(String target, String status) throws Exception {
        assertEquals(status, host.raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").split(" ")[1]);
    }

    /** Only the one version that is stored, or any. */
    @Test
    void aListOfVersionsOrAWeakOneIsNoVersion() throws Exception {
        String version = host.version();
        for (String other : new String[] {"W/" + version, version + ", \"a\"", "\"a\", " + version, version.replace("\"", ""), "\"\"", "W/*"}) {
            assertEquals(412, host.put(LOGIN, other).statusCode(), other);
        }
        HttpResponse<String> twice = host.send(host.request("/api/settings").header("If-Match", version).header("If-Match", version)
            .PUT(BodyPublishers.ofString(LOGIN)));
        assertEquals(412, twice.statusCode());
        assertFalse(Files.exists(host.settings()));
        assertEquals(200, host.put(LOGIN, version).statusCode());
    }

    /** First what the request is, then what it was filled from, then what it says. */
    @Test
    void theFirstThingThatIsWrongDecides() throws Exception {
        HttpRequest.Builder put = host.request("/api/settings").PUT(BodyPublishers.ofString("{"));
        assertEquals(428, host.send(put).statusCode());
        assertEquals(412, host.send(put.header("If-Match", "\"a\"")).statusCode());
        assertEquals(422, host.send(put.setHeader("If-Match", "*")).statusCode());
        assertEquals(415, host.send(put.setHeader("If-Match", "\"a\"").setHeader("Content-Type", "text/plain")).statusCode());
    }

    private SmtpSettings stored() throws Exception {
        return SmtpSettings.fromJson(Files.readString(host.settings()));
    }
}
