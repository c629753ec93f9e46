package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DeliveryReportTest {
    private static final String JSON = "{\"outcome\":\"partly-accepted\",\"stages\":[{\"stage\":\"rcpt\",\"verdict\":\"failed\","
            + "\"started_ms\":20,\"ended_ms\":25,\"evidence\":[\"550 5.1.1 <b@example.com> unknown\"]}],\"not_reached\":[\"data\"],\"recipients\":["
            + "{\"address\":\"a@example.com\",\"outcome\":\"accepted\",\"reply\":null,\"queue_id\":\"ABC\",\"diagnosis\":null},{\"address\":\"b@example.com\",\"outcome\":"
            + "\"refused\",\"reply\":{\"code\":550,\"enhanced\":\"5.1.1\",\"lines\":[\"5.1.1 <b@example.com> unknown\"]},\"queue_id\":null,\"diagnosis\":{\"cause\":\"recipient-refused\",\"certainty\":\"stated\",\"title\":\"T\","
            + "\"meaning\":\"M\",\"steps\":[],\"parameters\":[],\"who\":\"you\",\"retry\":\"after-change\",\"link\":null,\"reply\":null}}],"
            + "\"diagnosis\":{\"cause\":\"recipient-refused\",\"certainty\":\"stated\",\"title\":\"T\",\"meaning\":\"M\",\"steps\":[\"S\"],\"parameters\":[{\"name\":\"host\",\"value\":\"H\"}],\"who\":\"you\","
            + "\"retry\":\"after-change\",\"link\":null,\"reply\":{\"code\":550,\"enhanced\":null,\"lines\":[]}},\"queue_id\":\"ABC\","
            + "\"advice\":[{\"code\":\"delayed\",\"text\":\"Wait.\"}],"
            + "\"warnings\":[{\"field\":\"alert.title\",\"code\":\"title.control\",\"severity\":\"warning\",\"message\":\"W\"}],\"capabilities\":[\"SIZE 9\"],"
            + "\"learned\":{\"mechanism\":\"PLAIN\",\"recipients\":100},"
            + "\"certificates\":[{\"subject\":\"CN=mail\",\"issuer\":\"CN=ca\",\"names\":[\"mail.example.com\"],\"not_before\":1,"
            + "\"not_after\":2,\"sha256\":\"ab\",\"pem\":\"PEM\"}],\"transcript\":[\"S: 220 hi\"]}";

    private static DeliveryReport read(String json) {
        return DeliveryReport.read(json.getBytes(StandardCharsets.UTF_8), null, null);
    }

    private static DeliveryReport report() {
        return read(JSON);
    }

    @Test
    void everyFieldIsRead() {
        DeliveryReport report = report();
        assertEquals(Outcome.PARTLY_ACCEPTED, report.outcome());
        StageResult stage = report.stages().get(0);
        assertEquals("rcpt", stage.stage());
        assertEquals(Verdict.FAILED, stage.verdict());
        assertEquals(Duration.ofMillis(20), stage.started());
        assertEquals(Duration.ofMillis(25), stage.ended());
        assertEquals(1, stage.evidence().size());
        assertEquals(Optional.empty(), report.recipients().get(0).reply());
        RecipientResult refused = report.recipients().get(1);
        assertEquals("b@example.com", refused.address());
        assertEquals(Outcome.REFUSED, refused.outcome());
        assertEquals(Optional.of("ABC"), report.recipients().get(0).queueId());
        assertEquals(Optional.empty(), report.recipients().get(0).diagnosis());
        assertEquals(Optional.empty(), refused.queueId());
        assertEquals(Retry.AFTER_CHANGE, refused.diagnosis().orElseThrow().retry());
        assertEquals(Optional.of("{\n  \"mechanism\": \"PLAIN\",\n  \"recipients\": 100\n}"), report.learned());
        assertEquals(550, refused.reply().orElseThrow().code());
        assertEquals(Optional.of("5.1.1"), refused.reply().orElseThrow().enhanced());
        assertEquals(Optional.of("ABC"), report.queueId());
        assertEquals(List.of("data"), report.notReached());
        assertEquals("delayed", report.advice().get(0).code());
        assertEquals("Wait.", report.advice().get(0).text());
        assertEquals("title.control", report.warnings().get(0).code());
        assertEquals(List.of("SIZE 9"), report.capabilities());
        assertEquals(List.of("S: 220 hi"), report.transcript());
        PresentedCertificate certificate = report.certificates().get(0);
        assertEquals(Instant.ofEpochSecond(1), certificate.notBefore());
        assertEquals(Instant.ofEpochSecond(2), certificate.notAfter());
        assertEquals(List.of("mail.example.com"), certificate.names());
        assertEquals(Optional.of("PEM"), certificate.pem());
        Diagnosis diagnosis = report.diagnosis().orElseThrow();
        assertEquals("recipient-refused", diagnosis.cause());
        assertEquals(Retry.AFTER_CHANGE, diagnosis.retry());
        assertEquals(Certainty.STATED, diagnosis.certainty());
        assertEquals(List.of("S"), diagnosis.steps());
        assertEquals(Map.of("host", "H"), diagnosis.parameters());
        assertEquals(Optional.empty(), diagnosis.link());
    }

    @Test
    void itsJsonIsTheSameAgain() {
        assertEquals(JsonTree.pretty(JsonTree.object(JSON)), report().toJson());
    }

    @Test
    void aMailerOfAnApplicationHasReportsOfItsOwn() throws Exception {
        Draft draft = Draft.of("ops@example.com", "Fans", "All run.");
        Mailer taking = (sent, options) -> DeliveryReport.of(Outcome.ACCEPTED, sent.to());
        DeliveryReport accepted = taking.send(draft).requireAll();
        assertEquals(Outcome.ACCEPTED, accepted.recipients().get(0).outcome());
        assertEquals(accepted, DeliveryReport.fromJson(accepted.toJson()));
        assertEquals(Optional.empty(), accepted.learned());
        assertEquals(Outcome.ACCEPTED, accepted.redacted().recipients().get(0).outcome());
        assertEquals(List.of(), DeliveryReport.fromJson(JSON).redacted().transcript());
        Mailer refusing = (sent, options) -> {
            throw new DeliveryException(DeliveryReport.fromJson(JSON));
        };
        DeliveryException refused = assertThrows(DeliveryException.class, () -> refusing.send(draft));
        assertEquals(report(), refused.report());
        assertEquals(Cause.RECIPIENT_REFUSED, refused.diagnosis().orElseThrow().cause());
        for (String foreign : List.of("", "{}", "[]", JSON.replace("stages", "x"), JSON.replace("\"rcpt\"", "1"))) {
            assertThrows(IllegalArgumentException.class, () -> DeliveryReport.fromJson(foreign), foreign);
        }
    }

    @Test
    void aWordIsThatOfItsConstant() {
        for (Outcome outcome : Outcome.values()) {
            assertEquals(outcome, Outcome.of(outcome.word()));
        }
        IllegalArgumentException none = assertThrows(IllegalArgumentException.class, () -> Verdict.of("PASSED"));
        assertEquals("\"PASSED\" is none of passed, failed", none.getMessage());
    }

    @Test
    void anyOtherFieldMakesItDifferent() {
        assertEquals(report(), report());
        assertEquals(report().hashCode(), report().hashCode());
        String[][] changes = {
            {"partly-accepted", "accepted"}, {"\"rcpt\"", "\"mail\""}, {"\"failed\"", "\"passed\""}, {"\"started_ms\":20", "\"started_ms\":21"},
            {"\"ended_ms\":25", "\"ended_ms\":26"}, {"a@example.com", "c@example.com"}, {"\"lines\":[]", "\"lines\":[\"x\"]"},
            {"\"code\":550,\"enhanced\":null", "\"code\":551,\"enhanced\":null"}, {"\"ABC\"", "null"}, {"\"T\"", "\"U\""}, {"\"M\"", "\"U\""},
            {"[\"S\"]", "[]"}, {"stated", "likely"}, {"\"H\"", "\"I\""}, {"\"you\"", "\"nobody\""}, {"after-change", "later"}, {"\"link\":null", "\"link\":\"x\""},
            {"CN=mail", "CN=x"}, {"CN=ca", "CN=x"}, {"[\"mail.example.com\"]", "[]"}, {"\"not_before\":1", "\"not_before\":0"},
            {"\"not_after\":2", "\"not_after\":3"}, {"\"ab\"", "\"cd\""}, {",\"pem\":\"PEM\"", ""}, {"S: 220", "S: 221"},
            {"[\"data\"]", "[]"}, {"\"delayed\"", "\"x\""}, {"Wait.", "x"}, {"SIZE 9", "SIZE 8"}, {"\"recipient-refused\"", "\"unknown\""}, {"\"evidence\":[\"550", "\"evidence\":[\"551"}
        };
        for (String[] change : changes) {
            String changed = JSON.replace(change[0], change[1]);
            assertNotEquals(JSON, changed, change[0]);
            assertNotEquals(report(), read(changed), change[0]);
        }
    }

    @Test
    void noTextShowsAddressesOrTheServersWords() {
        assertEquals("partly-accepted: recipient-refused (550)", report().toString());
        assertEquals("[rcpt failed (5 ms)]", report().stages().toString());
        assertEquals("[accepted, refused (550 5.1.1)]", report().recipients().toString());
        assertEquals("[PresentedCertificate(CN=mail, sha256 ab)]", report().certificates().toString());
    }

    @Test
    void anAnswerThatDoesNotFitIsTold() {
        assertThrows(IllegalStateException.class, () -> read(JSON.replace("\"queue_id\"", "\"queue\"")));
        assertThrows(IllegalStateException.class, () -> read(JSON.replace("partly-accepted", "perhaps")));
    }

    @Test
    void whoeverWantsAllGetsTheRest() throws Exception {
        DeliveryReport report = DeliveryReport.read(bytes(JSON), "mail.example.com:25", null);
        assertEquals(List.of("b@example.com"), addresses(report.rest()));
        DeliveryException partly = assertThrows(DeliveryException.class, report::requireAll);
        assertEquals(Outcome.PARTLY_ACCEPTED, partly.outcome());
        assertEquals(report, partly.report());
        assertEquals(List.of("b@example.com"), addresses(partly.rest()));
        for (String good : new String[] {"accepted", "ready"}) {
            DeliveryReport whole = read(JSON.replace("partly-accepted", good));
            assertSame(whole, whole.requireAll());
        }
        for (String bad : new String[] {"refused", "not-sent", "uncertain"}) {
            DeliveryReport none = read(JSON.replace("partly-accepted", bad));
            assertEquals(bad, assertThrows(DeliveryException.class, none::requireAll).outcome().word());
        }
    }

    private static List<String> addresses(List<RecipientResult> recipients) {
        return recipients.stream().map(RecipientResult::address).collect(Collectors.toList());
    }

    @Test
    void aMessageTellsWhatHappenedWithoutAddresses() {
        String reply = JSON.replace("\"lines\":[]", "\"lines\":[\" \",\"5.1.1 <b@example.com> unknown\",\"more\"]");
        DeliveryException failure = new DeliveryException(DeliveryReport.read(bytes(reply), "[2001:db8::1]:25", null));
        assertEquals(
                "T (partly-accepted: recipient-refused, not for 1 of 2, stage rcpt, server [2001:db8::1]:25):"
                        + " 550 5.1.1 <address> unknown",
                failure.getMessage());
        String title = JSON.replace("\"T\"", "\"The domain of cs@example.com does not vouch for it\"").replace(":550", ":0");
        assertEquals(
                "The domain of <address> does not vouch for it (refused: recipient-refused, stage rcpt): no",
                new DeliveryException(read(title.replace("partly-accepted", "refused").replace("\"lines\":[]", "\"lines\":[\"no\"]")))
                        .getMessage());
        String endless = JSON.replace("\"lines\":[]", "\"lines\":[\"" + "x".repeat(4000) + "\"]");
        assertTrue(new DeliveryException(read(endless)).getMessage().length() < 500);
        String bare = JSON.replaceFirst("\\],\"diagnosis\":\\{.*,\"advice\"", "],\"diagnosis\":null,\"queue_id\":null,\"advice\"");
        assertEquals(
                "refused, stage rcpt",
                new DeliveryException(read(bare.replace("partly-accepted", "refused"))).getMessage());
    }

    @Test
    void problemsAreToldInTheirSentences() {
        Problem problem = Problem.error("to[0]", "address.syntax", "This is not an address: ops@example.com");
        assertEquals(
                "invalid input: error to[0]: address.syntax: This is not an address: <address>",
                new InvalidInputException(List.of(problem)).getMessage());
        String many = new InvalidInputException(Collections.nCopies(1000, problem)).getMessage();
        assertTrue(many.endsWith("; and 980 more"), many);
    }

    @Test
    void anExceptionTravelsWithItsReport() throws Exception {
        DeliveryReport report = DeliveryReport.read(
                        bytes(JSON),
                        "mail.example.com:25",
                        new ConnectException("refused"))
                .withTrustCommand("keytool");
        DeliveryException failure = new DeliveryException(report);
        DeliveryException travelled = travelled(failure);
        assertEquals(failure.getMessage(), travelled.getMessage());
        assertEquals(Outcome.PARTLY_ACCEPTED, travelled.outcome());
        assertEquals(report, travelled.report());
        assertEquals(report.diagnosis(), travelled.diagnosis());
        assertEquals(report.redacted(), travelled.report().redacted());
        assertEquals(Optional.of("keytool"), travelled.report().trustCommand());
        assertEquals(report.rest(), travelled.rest());
        assertTrue(travelled.getCause() instanceof ConnectException, String.valueOf(travelled.getCause()));
        // Once more does as well.
        DeliveryException again = travelled(travelled(new DeliveryException(report())));
        assertEquals(report(), again.report());
        Problem problem = Problem.error("to[0]", "address.syntax", "This is not an address: ops@example.com");
        InvalidInputException invalid = travelled(new InvalidInputException(List.of(problem)));
        assertEquals(List.of(problem), invalid.problems());
    }

    /** What an SmtpTransport on another machine throws is as good as before. */
    @Test
    void aFailureOfATransportTravelsWhole() throws Exception {
        SmtpTransport.Failure failure = new SmtpTransport.Failure("rcpt", "other", "it went wrong", null)
                .withReply(550, List.of("5.1.1 no"))
                .withRecipient("b@example.com", 550, List.of("5.1.1 no"));
        assertArrayEquals(failure.toJson(), travelled(failure).toJson());
    }

    /** It stands in the chain of causes, which a log prints whole. */
    @Test
    void theMessageOfAFailureHidesWhatALogMayNotHold() {
        SmtpTransport.Failure failure = new SmtpTransport.Failure("rcpt", "other", "550 <b@example.com>\u001b[31m unknown\nsecond line", null);
        assertFalse(failure.toString().contains("b@example.com"), failure.toString());
        assertFalse(failure.toString().contains("\u001b"), failure.toString());
        assertFalse(failure.toString().contains("second line"), failure.toString());
        assertTrue(new String(failure.toJson(), StandardCharsets.UTF_8).contains("b@example.com"), "the report has it");
        assertFalse(new SmtpTransport.Failure("a@example.com", "b@example.com", "", null).getMessage().contains("@example.com"));
    }

    @Test
    void moreEvidenceIsOfTheStageThatFailedOrElseOfTheLast() {
        String stages = "\"stages\":[{\"stage\":\"connect\",\"verdict\":\"passed\",\"started_ms\":0,\"ended_ms\":1,\"evidence\":[]},"
                + "{\"stage\":\"rcpt\",\"verdict\":\"VERDICT\",\"started_ms\":1,\"ended_ms\":2,\"evidence\":[]},"
                + "{\"stage\":\"body\",\"verdict\":\"passed\",\"started_ms\":2,\"ended_ms\":3,\"evidence\":[]}],";
        String json = JSON.substring(0, JSON.indexOf("\"stages\"")) + stages + JSON.substring(JSON.indexOf("\"not_reached\""));
        DeliveryReport failed = read(json.replace("VERDICT", "failed")).withEvidence("more");
        assertEquals(List.of("more"), failed.stages().get(1).evidence());
        DeliveryReport passed = read(json.replace("VERDICT", "passed")).withEvidence("more");
        assertEquals(List.of(), passed.stages().get(0).evidence());
        assertEquals(List.of("more"), passed.stages().get(2).evidence());
    }

    @Test
    void aFailureWithoutWordsSaysWhereItWas() {
        assertEquals("the words", new SmtpTransport.Failure("rcpt", "other", "the words", null).getMessage());
        SmtpTransport.Failure mute = new SmtpTransport.Failure("auth", "no-secret", "", null);
        assertEquals("stage auth: no-secret", mute.getMessage());
        assertEquals("stage auth: 535", mute.withReply(535, List.of("5.7.8 no")).getMessage());
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T travelled(T value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            @SuppressWarnings("unchecked")
            T read = (T) in.readObject();
            return read;
        }
    }
}
