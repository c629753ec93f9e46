package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Destinations;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Test button for more people than administrators. */
class TestPolicyTest {
    private static final String TEST = "{\"settings\":{\"hostname\":\"127.0.0.1\",\"port\":1}}";

    @TempDir
    private Path folder;

    @Test
    void aForbiddenAddressAndAClosedPortLookTheSame() throws Exception {
        try (RunningHost open = RunningHost.with(folder, new TestPolicy(Destinations.mailServers(), true));
                RunningHost closed = RunningHost.with(folder, new TestPolicy(Destinations.publicInternet(), true))) {
            // Empty lines are those of time that passes.
            String refused = open.post("/api/test", TEST).body().strip();
            assertEquals(refused, closed.post("/api/test", TEST).body().strip());
            assertTrue(refused.contains("server-not-reached"), refused);
            assertFalse(refused.contains("\"stage\"") || refused.contains("127.0.0.1"), refused);
            HttpResponse<String> search = open.post("/api/detect", "{\"hostname\":\"127.0.0.1\"}");
            assertEquals(403, search.statusCode());
            assertTrue(search.body().contains("detect.not-open"));
            assertEquals(403, open.post("/api/detect", "{").statusCode(), "whatever the body");
        }
    }

    @Test
    void aMailByTheSavedSettingsTellsNoMoreThanATest() throws Exception {
        String draft = "{\"to\":[\"a@example.com\"],\"subject\":\"s\",\"text\":\"t\"}";
        try (RunningHost host = RunningHost.with(folder, new TestPolicy(Destinations.mailServers(), true))) {
            String form = "{\"hostname\":\"127.0.0.1\",\"port\":1,\"from_address\":\"b@example.com\"}";
            assertEquals(200, host.save(form).statusCode());
            String sent = host.post("/api/send", draft).body();
            assertTrue(sent.contains("server-not-reached"), sent);
            assertFalse(sent.contains("refused") || sent.contains("127.0.0.1"), sent);
            for (int i = 1; i < TestPolicy.MOST_A_MINUTE; i++) {
                assertEquals(200, host.post("/api/send", draft).statusCode());
            }
            assertEquals(429, host.post("/api/send", draft).statusCode());
        }
    }

    @Test
    void anAdministratorIsToldThatItIsForbidden() throws Exception {
        try (RunningHost host = RunningHost.with(folder, new TestPolicy(Destinations.publicInternet(), false))) {
            assertTrue(host.post("/api/test", TEST).body().contains("destination-denied"));
            String found = host.post("/api/detect", "{\"hostname\":\"127.0.0.1\",\"ports\":\"1\"}").body();
            assertTrue(found.contains("destination-denied"), found);
        }
    }

    @Test
    void whoTestsTooOftenHasToWait() throws Exception {
        try (RunningHost host = RunningHost.with(folder, new TestPolicy(Destinations.publicInternet(), false))) {
            for (int i = 0; i < TestPolicy.MOST_A_MINUTE; i++) {
                assertEquals(200, host.post("/api/test", TEST).statusCode());
            }
            HttpResponse<String> answer = host.post("/api/test", TEST);
            assertEquals(429, answer.statusCode());
            assertTrue(answer.body().contains("test.too-often"));
            int pause = Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(pause > 0 && pause <= 61, "Retry-After: " + pause);
        }
    }

    @Test
    void aServerThatIsBusyCostsNoTurn() throws Exception {
        try (RunningHost host = RunningHost.with(folder, new TestPolicy(Destinations.mailServers(), false));
                MuteServer mute = new MuteServer()) {
            String hanging = "{\"settings\":{\"hostname\":\"127.0.0.1\",\"port\":" + mute.port() + "}}";
            List<InputStream> jobs = new ArrayList<>();
            for (int i = 0; i < Jobs.MOST; i++) {
                jobs.add(host.open("/api/test", hanging).body());
            }
            for (int i = 0; i < TestPolicy.MOST_A_MINUTE; i++) {
                assertEquals(503, host.post("/api/test", TEST).statusCode());
            }
            for (InputStream job : jobs) {
                job.close();
            }
            Instant end = Instant.now().plusSeconds(5);
            int status = 503;
            while (status == 503 && Instant.now().isBefore(end)) {
                Thread.sleep(50);
                status = host.post("/api/test", TEST).statusCode();
            }
            assertEquals(200, status);
        }
    }
}
