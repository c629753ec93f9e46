package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Problem;
import com.centerscape.smtp.SmtpMailer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A draft that is JSON text goes out as it is, and its problems have positions. */
class JsonDraftTest {
    @Test
    void itIsSent() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            String draft = "{\"to\":[\"ops@example.com\"],\"subject\":\"Inlet temperature high\",\"text\":\"41.5 C\"}";
            assertEquals(Outcome.ACCEPTED, mailer.sendJson(draft).outcome());
            String message = new String(server.messages().get(0), StandardCharsets.US_ASCII);
            assertTrue(message.contains("Subject: Inlet temperature high\r\n"), message);
        }
    }

    @Test
    void itsProblemsHavePositions() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            Problem problem = problem(mailer, "{\"to\":[],\n \"subjekt\":\"\"}");
            assertEquals("json.unknown-key", problem.code());
            assertEquals("line 2, column 2", problem.position().orElseThrow().toString());
            assertEquals("text.lone-surrogate", problem(mailer, "\ud800").code());
            assertTrue(server.visits().isEmpty());
        }
    }

    private static Problem problem(SmtpMailer mailer, String draft) {
        InvalidInputException invalid = assertThrows(InvalidInputException.class, () -> mailer.sendJson(draft));
        return invalid.problems().stream().filter(each -> !each.code().equals("json.missing-key")).findFirst().orElseThrow();
    }
}
