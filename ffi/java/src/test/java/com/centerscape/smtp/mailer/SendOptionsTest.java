package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Envelope;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.SendOptions;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpTransport;
import com.centerscape.smtp.CustomContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** To whom of its recipients a mail goes, whether to all of them or to nobody, and who confirms it. */
class SendOptionsTest {
    private static final List<String> ALL = List.of("ops@example.com", "noc@example.com", "hall@example.com");
    private static final SendOptions DEFAULTS = SendOptions.defaults();

    private static Draft draft() {
        return Draft.builder(CustomContent.of("Inlet temperature high", "41.5 C")).to(ALL).build();
    }

    private static SmtpMailer mailer(ScriptedServer server) throws InvalidInputException {
        return SmtpMailer.create(Mails.settings(server.port()).build());
    }

    private static List<Outcome> outcomes(DeliveryReport report) {
        return report.recipients().stream().map(one -> one.outcome()).collect(Collectors.toList());
    }

    @Test
    void aMailGoesToTheNamedPartOfItsEnvelope() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = mailer(server)) {
            DeliveryReport report = mailer.send(draft(), DEFAULTS.to(List.of(ALL.get(2), ALL.get(0))));
            assertEquals(Outcome.ACCEPTED, report.outcome());
            assertEquals(
                    List.of(ALL.get(0), ALL.get(2)),
                    report.recipients().stream().map(one -> one.address()).collect(Collectors.toList()));
            InvalidInputException unknown = assertThrows(
                    InvalidInputException.class, () -> mailer.send(draft(), DEFAULTS.to(List.of("other@example.com"))));
            assertEquals("recipients.unknown", unknown.problems().get(0).code());
            assertThrows(InvalidInputException.class, () -> mailer.send(draft(), DEFAULTS.to(List.of())));
            assertEquals(1, server.messages().size());
        }
    }

    @Test
    void oneRefusalKeepsTheMailFromAll() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .on("RCPT", command -> command.contains("noc@") ? "550 5.1.1 no such user" : "250 fine")
                        .start();
                SmtpMailer mailer = mailer(server)) {
            DeliveryException refused =
                    assertThrows(DeliveryException.class, () -> mailer.send(draft(), DEFAULTS.allOrNothing()));
            assertEquals(List.of(Outcome.NOT_SENT, Outcome.REFUSED, Outcome.NOT_SENT), outcomes(refused.report()));
            assertEquals(0, server.messages().size());
            DeliveryReport report = mailer.send(draft(), DEFAULTS.allOrNothing().to(List.of(ALL.get(0))));
            assertEquals(Outcome.ACCEPTED, report.outcome());
        }
    }

    @Test
    void eachTransactionIsConfirmedBeforeItsDot() throws Exception {
        List<String> asked = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer().offering("LIMITS RCPTMAX=2").start();
                SmtpMailer mailer = mailer(server)) {
            SendOptions options = DEFAULTS.confirmedBy((transaction, recipients) -> {
                asked.add(transaction + " " + recipients + " " + server.messages().size());
                return true;
            });
            assertEquals(Outcome.ACCEPTED, mailer.send(draft(), options).outcome());
            assertEquals(List.of("1 [ops@example.com, noc@example.com] 0", "2 [hall@example.com] 1"), asked);
            // The connection is kept, and its session still asks: who is not asked says yes.
            assertEquals(Outcome.ACCEPTED, mailer.send(draft()).outcome());
            assertEquals(2, asked.size());
        }
    }

    @Test
    void whatWasAcceptedBeforeARefusalToConfirmStands() throws Exception {
        try (ScriptedServer server = new ScriptedServer().offering("LIMITS RCPTMAX=2").start();
                SmtpMailer mailer = mailer(server)) {
            DeliveryReport report =
                    mailer.send(draft(), DEFAULTS.confirmedBy((transaction, recipients) -> transaction == 1));
            assertEquals(List.of(Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.NOT_SENT), outcomes(report));
            assertEquals("cancelled", report.recipients().get(2).diagnosis().orElseThrow().cause());
            assertEquals(1, server.messages().size());
        }
    }

    @Test
    void anExceptionOfTheConfirmerIsTheCause() throws Exception {
        IllegalStateException broken = new IllegalStateException("the database is gone");
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = mailer(server)) {
            DeliveryException thrown = assertThrows(
                    DeliveryException.class,
                    () -> mailer.send(draft(), DEFAULTS.confirmedBy((transaction, recipients) -> {
                        throw broken;
                    })));
            assertSame(broken, thrown.getCause());
            assertEquals(Outcome.NOT_SENT, thrown.report().outcome());
            assertEquals(0, server.messages().size());
        }
    }

    @Test
    void anErrorOfTheConfirmerLosesNothingOfTheReport() throws Exception {
        AssertionError broken = new AssertionError("unforeseen");
        try (ScriptedServer server = new ScriptedServer().offering("LIMITS RCPTMAX=2").start();
                SmtpMailer mailer = mailer(server)) {
            DeliveryReport report = mailer.send(draft(), DEFAULTS.confirmedBy((transaction, recipients) -> {
                if (transaction == 1) {
                    return true;
                }
                throw broken;
            }));
            assertEquals(List.of(Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.NOT_SENT), outcomes(report));
            DeliveryException thrown = assertThrows(DeliveryException.class, report::requireAll);
            assertSame(broken, thrown.getCause());
        }
    }

    @Test
    void aConfirmerThatHangsIsNotWaitedForLongerThanTheDeadline() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build())
                        .deadline(Duration.ofMillis(700))
                        .build()) {
            DeliveryException late = assertThrows(
                    DeliveryException.class,
                    () -> mailer.send(draft(), DEFAULTS.confirmedBy((transaction, recipients) -> {
                        try {
                            end.await();
                        } catch (InterruptedException interrupted) {
                            // It is not wanted any more.
                        }
                        return true;
                    })));
            assertEquals("deadline-exceeded", late.report().diagnosis().orElseThrow().cause());
            assertEquals(Outcome.NOT_SENT, late.report().outcome());
            assertEquals(0, server.messages().size());
        } finally {
            end.countDown();
        }
    }

    @Test
    void aTransportOfTheHostsOwnHasNoOptions() throws Exception {
        SmtpTransport transport = new SmtpTransport() {
            @Override
            public Receipt send(Server server, Envelope envelope, SmtpMessage message) {
                throw new AssertionError("it was asked to send");
            }
        };
        try (SmtpMailer mailer =
                SmtpMailer.builder(Mails.settings(25).build()).transport(transport).build()) {
            assertThrows(UnsupportedOperationException.class, () -> mailer.send(draft(), DEFAULTS.allOrNothing()));
            assertTrue(DEFAULTS.allOrNothing() != DEFAULTS);
        }
    }
}
