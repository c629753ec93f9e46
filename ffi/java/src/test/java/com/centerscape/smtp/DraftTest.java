package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DraftTest {
    private static final OffsetDateTime RAISED = OffsetDateTime.parse("2026-11-22T05:26:00+01:00");

    private static AlertMail alert() {
        return AlertMail.builder(IncidentSeverity.CRITICAL, AlertState.RAISED, "Inlet temperature high")
                .asset("PDU-7").location("Rack 12").metric("temperature").value("41.5 C").threshold("35 C")
                .raisedAt(RAISED).link("https://centerscape.example.com/1").build();
    }

    private static NoticeMail notice() {
        return NoticeMail.builder(IncidentSeverity.WARNING, "Fan", "It stands.")
                .asset("Fan 1").location("Rack 12").link("https://centerscape.example.com/2").build();
    }

    private static ReportMail report() {
        return ReportMail.builder("Energy", "See below.").period("October").link("https://centerscape.example.com/3").build();
    }

    private static CustomContent custom() {
        return CustomContent.builder("Fans").text("All run.").html("<p>All run.</p>").importance(Importance.LOW).build();
    }

    private static Draft.Builder full() {
        return Draft.builder(alert()).to("a@example.com", "b@example.com").cc("c@example.com").bcc("d@example.com")
                .replyTo("e@example.com").from("f@example.com").sender("g@example.com").envelopeSender("h@example.com")
                .header("X-Rack", "12").incident("rack12").attach(Attachment.ofBytes("a.txt", "text/plain", new byte[] {1}));
    }

    @Test
    void everyFieldIsKept() {
        Draft draft = full().build();
        assertEquals(List.of("a@example.com", "b@example.com"), draft.to());
        assertEquals(List.of("c@example.com"), draft.cc());
        assertEquals(List.of("d@example.com"), draft.bcc());
        assertEquals(List.of("e@example.com"), draft.replyTo());
        assertEquals(Optional.of("f@example.com"), draft.from());
        assertEquals(Optional.of("g@example.com"), draft.sender());
        assertEquals(Optional.of("h@example.com"), draft.envelopeSender());
        assertEquals("X-Rack", draft.headers().get(0).name());
        assertEquals("12", draft.headers().get(0).value());
        assertEquals(Optional.of("rack12"), draft.incident());
        assertEquals(alert(), draft.content());
        assertEquals(1, draft.attachments().size());
        assertEquals(draft, draft.toBuilder().build());
    }

    @Test
    void everyFieldOfAKindIsKept() {
        assertEquals(Optional.of(RAISED), alert().raisedAt());
        assertEquals("Inlet temperature high", alert().title());
        assertEquals(Optional.of("35 C"), alert().threshold());
        assertEquals(Optional.of("Fan 1"), notice().asset());
        assertEquals("It stands.", notice().text());
        assertEquals(Optional.of("October"), report().period());
        assertEquals(Optional.of(Importance.LOW), custom().importance());
        assertEquals(Optional.empty(), CustomContent.builder("").build().text());
        assertSame(Content.test(), Content.test());
    }

    @Test
    void aPreviewTellsWhatIsSeen() throws InvalidInputException {
        SmtpSettings settings = SmtpSettings.builder().fromAddress("CenterScape <cs@example.com>").build();
        Preview preview = full().build().preview(settings);
        assertEquals("f@example.com", preview.sender());
        assertEquals("[CRITICAL] Inlet temperature high: PDU-7", preview.subject());
        assertTrue(preview.text().orElseThrow().contains("Rack 12"));
        assertTrue(preview.html().orElseThrow().contains("Rack 12"));
        assertEquals(preview, full().build().preview(settings));
        assertEquals(preview.hashCode(), full().build().preview(settings).hashCode());
        Draft other = Draft.of("a@example.com", "Fans", "All run.");
        assertNotEquals(preview, other.preview(settings));
        assertEquals(Optional.empty(), other.preview(settings).html());
        assertFalse(preview.toString().contains("Rack 12"), preview.toString());
    }

    @Test
    void aPreviewFailsAsAMessageDoes() {
        Draft half = Draft.builder(CustomContent.of("Fans", "x")).to("\ud800").build();
        Draft nobody = Draft.builder(Content.test()).build();
        Draft gone = full().attach(Attachment.ofFile(Path.of("no-such-file"), "text/plain")).build();
        for (Draft draft : List.of(half, nobody, gone)) {
            SmtpSettings settings = SmtpSettings.defaults();
            InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SmtpMessage.build(settings, draft));
            assertEquals(refused.problems(), assertThrows(InvalidInputException.class, () -> draft.preview(settings)).problems());
        }
    }

    @Test
    void equalDraftsAreEqual() {
        assertEquals(full().build(), full().build());
        assertEquals(full().build().hashCode(), full().build().hashCode());
        List<Draft> others = List.of(
                full().to("x").build(),
                full().cc("x").build(),
                full().bcc("x").build(),
                full().replyTo("x").build(),
                full().from("x").build(),
                full().sender("x").build(),
                full().envelopeSender("x").build(),
                full().header("X-Row", "C").build(),
                full().incident("x").build(),
                full().attach(Attachment.ofFile(Path.of("x"), "text/plain")).build(),
                Draft.builder(notice()).build());
        others.forEach(other -> assertNotEquals(full().build(), other));
        for (Content content : List.of(alert(), notice(), report(), custom(), Content.test())) {
            assertEquals(content, content);
            assertNotEquals(content, content == custom() ? alert() : CustomContent.of("other", "words"));
        }
        assertEquals(List.of(alert(), notice(), report(), custom()), List.of(alert(), notice(), report(), custom()));
    }

    @Test
    void whatWasBuiltDoesNotChange() {
        List<String> to = new ArrayList<>(List.of("a@example.com"));
        Draft.Builder builder = Draft.builder(Content.test()).to(to);
        Draft draft = builder.build();
        to.add("b@example.com");
        builder.to("c@example.com");
        assertEquals(List.of("a@example.com"), draft.to());
        assertThrows(UnsupportedOperationException.class, () -> draft.to().add("x"));

        byte[] bytes = {1, 2};
        Attachment attachment = Attachment.ofBytes("a", "text/plain", bytes);
        bytes[0] = 9;
        assertEquals(Attachment.ofBytes("a", "text/plain", new byte[] {1, 2}), attachment);
    }

    @Test
    void attachmentsDifferByEveryPart() {
        Attachment attachment = Attachment.ofBytes("a", "text/plain", "x".getBytes(StandardCharsets.US_ASCII));
        assertNotEquals(attachment, Attachment.ofBytes("b", "text/plain", new byte[] {'x'}));
        assertNotEquals(attachment, Attachment.ofBytes("a", "text/html", new byte[] {'x'}));
        assertNotEquals(attachment, Attachment.ofBytes("a", "text/plain", new byte[] {'y'}));
        assertNotEquals(attachment, attachment.inline("chart"));
        assertNotEquals(attachment, Attachment.ofFile("a", "text/plain", Path.of("x")));
        assertEquals(Optional.of("chart"), attachment.inline("chart").contentId());
        assertEquals("report.pdf", Attachment.ofFile(Path.of("/var/reports/report.pdf"), "application/pdf").fileName());
        assertThrows(IllegalArgumentException.class, () -> Attachment.ofFile(Path.of("/"), "text/plain"));
    }

    @Test
    void noTextShowsAddressesOrWords() {
        assertEquals("Draft(AlertMail(critical, raised), 4 recipients, 1 attachments)", full().build().toString());
        assertEquals("Draft(CustomContent, 1 recipients, 0 attachments)", Draft.of("ops@example.com", "Fans", "Secret").toString());
        assertEquals("Attachment(text/plain, inline)", Attachment.ofBytes("name", "text/plain", new byte[1]).inline("id").toString());
        String all = "" + notice() + report() + custom() + Content.test();
        assertEquals("NoticeMail(warning)ReportMailCustomContentTest", all);
        assertFalse(all.contains("example"));
    }
}
