package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.StageResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A dialog is told each stage of a test once, when it begins. */
class StagesTest {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void eachStageIsToldInItsOrder() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            assertEquals(Outcome.ACCEPTED, mailer.test("ops@example.com", told::add).outcome());
            assertEquals(List.of("connect", "greeting", "ehlo", "mail", "rcpt", "data", "body"), told);
            told.clear();
            assertEquals(Outcome.READY, mailer.probe(told::add).outcome());
            assertEquals(List.of("connect", "greeting", "ehlo", "mail"), told);
        }
    }

    @Test
    void theLookupOfANameIsAStage() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).hostname("localhost").build())) {
            DeliveryReport report = mailer.probe(told::add);
            assertEquals(List.of("dns", "connect", "greeting", "ehlo", "mail"), told);
            assertEquals(told, report.stages().stream().map(StageResult::stage).collect(Collectors.toList()));
            assertEquals(report.stages().get(0).ended(), report.stages().get(1).started());
            assertEquals(List.of(), report.notReached());
        }
    }

    @Test
    void aStageIsToldBeforeItEnds() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("RCPT", ScriptedServer.SILENCE).start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            FutureTask<DeliveryReport> test = new FutureTask<>(() -> mailer.test("ops@example.com", told::add));
            new Thread(test).start();
            server.awaitSilence();
            assertEquals(List.of("connect", "greeting", "ehlo", "mail", "rcpt"), told);
            server.hangUp();
            assertEquals(Outcome.NOT_SENT, test.get().outcome());
        }
    }

    /** Nothing is done for it: the policy denies the address. */
    @Test
    void aStageThatFailsAtOnceIsToldToo() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.builder(Mails.settings(25).build())
                .destinations(Destinations.publicInternet())
                .build()) {
            assertEquals(Outcome.NOT_SENT, mailer.probe(told::add).outcome());
            assertEquals(List.of("connect"), told);
        }
    }

    @Test
    void ofAWrongRecipientNoStageIsTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            assertThrows(InvalidInputException.class, () -> mailer.test("nobody", told::add));
            assertTrue(told.isEmpty());
            assertTrue(server.visits().isEmpty());
        }
    }

    @Test
    void aListenerThatFailsEndsTheCallAndNotTheMailer() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            IllegalStateException failure = new IllegalStateException("the page is gone");
            assertSame(failure, assertThrows(IllegalStateException.class, () -> mailer.test("ops@example.com", stage -> {
                throw failure;
            })));
            assertEquals(Outcome.READY, mailer.probe().outcome());
        }
    }
}
