package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Destinations;
import com.grack.nanojson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fault of the program itself is told by its kind and place; its message, which may hold what was typed, is not. */
class FaultTest {
    private final List<String> lines = new ArrayList<>();
    private final Log log = new Log(lines::add);

    @Test
    void theLogHasItsKindAndPlace() {
        log.fault(new IllegalStateException("correct horse"));
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("fault java.lang.IllegalStateException at " + FaultTest.class.getName()), lines.get(0));
        assertFalse(lines.get(0).contains("correct"), lines.get(0));
    }

    @Test
    void aJobThatFailsEndsItsAnswerWithAnErrorAndGivesItsPlaceBack() throws Exception {
        Jobs jobs = new Jobs();
        for (int i = 0; i <= Jobs.MOST; i++) {
            JobStream stream = JobStream.start(jobs.take(), log, told -> {
                told.tell(JsonObject.builder().value("stage", "connect").done());
                throw new IllegalStateException("correct horse");
            });
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            stream.write(out);
            String answer = out.toString(StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("{\"stage\":\"connect\"}\n{\"error\":{\"code\":\"server.fault\","), answer);
            assertFalse(answer.contains("correct"), answer);
        }
        assertEquals(Jobs.MOST + 1, lines.size());
    }

    /** The request would wait for ever, and so would the next ones for its place. */
    @Test
    void aJobWhoseFailureCannotBeToldStillEndsItsAnswer() throws Exception {
        Jobs jobs = new Jobs();
        Log full = new Log(line -> {
            throw new OutOfMemoryError("Java heap space");
        });
        for (int i = 0; i <= Jobs.MOST; i++) {
            JobStream stream = JobStream.start(jobs.take(), full, told -> {
                throw new IllegalStateException("correct horse");
            });
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            stream.write(out);
            String answer = out.toString(StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("{\"error\":{\"code\":\"server.fault\","), answer);
        }
    }

    @Test
    void whatFailsBeforeItsJobGivesItsPlaceBack() throws Exception {
        Jobs jobs = new Jobs();
        TestPolicy policy = new TestPolicy(Destinations.mailServers(), false);
        for (int i = 0; i <= Jobs.MOST; i++) {
            // Whose request it is cannot be found out.
            assertThrows(NullPointerException.class, () -> policy.takeTurn(null, jobs));
        }
        jobs.take().close();
    }
}
