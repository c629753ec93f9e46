package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Destinations;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Test button for more people than administrators. */
class CautionTest {
    private static final String TEST = "{\"settings\":{\"hostname\":\"127.0.0.1\",\"port\":1}}";

    @TempDir
    private Path folder;

    @Test
    void aForbiddenAddressAndAClosedPortLookTheSame() throws Exception {
        try (RunningHost open = RunningHost.with(folder, new Caution(Destinations.mailServers(), true));
                RunningHost closed = RunningHost.with(folder, new Caution(Destinations.publicInternet(), true))) {
            String refused = open.post("/api/test", TEST).body();
            assertEquals(refused, closed.post("/api/test", TEST).body());
            assertTrue(refused.contains("server-not-reached"), refused);
            assertFalse(refused.contains("\"stage\"") || refused.contains("127.0.0.1"), refused);
            HttpResponse<String> search = open.post("/api/detect", "{\"hostname\":\"127.0.0.1\"}");
            assertEquals(403, search.statusCode());
            assertTrue(search.body().contains("detect.not-open"));
        }
    }

    @Test
    void anAdministratorIsToldThatItIsForbidden() throws Exception {
        try (RunningHost host = RunningHost.with(folder, new Caution(Destinations.publicInternet(), false))) {
            assertTrue(host.post("/api/test", TEST).body().contains("destination-denied"));
            String found = host.post("/api/detect", "{\"hostname\":\"127.0.0.1\",\"ports\":\"1\"}").body();
            assertTrue(found.contains("destination-denied"), found);
        }
    }

    @Test
    void whoTestsTooOftenHasToWait() throws Exception {
        try (RunningHost host = RunningHost.with(folder, new Caution(Destinations.publicInternet(), false))) {
            for (int i = 0; i < Caution.MOST_A_MINUTE; i++) {
                assertEquals(200, host.post("/api/test", TEST).statusCode());
            }
            HttpResponse<String> answer = host.post("/api/test", TEST);
            assertEquals(429, answer.statusCode());
            assertTrue(answer.body().contains("test.too-often"));
            int pause = Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(pause > 0 && pause <= 61, "Retry-After: " + pause);
        }
    }
}
