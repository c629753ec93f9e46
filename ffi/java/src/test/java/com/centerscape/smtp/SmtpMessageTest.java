package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SmtpMessageTest {
    private static final String HALF = "\udc00";

    private final SmtpSettings settings =
            SmtpSettings.builder().fromAddress("CenterScape <centerscape@example.com>").build();

    private static String text(SmtpMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMessageIsOfThisMomentAndOfTheSendersDomain() throws Exception {
        Draft draft = Draft.of("Ops <ops@example.com>", "Fans", "All fans run.");
        try (SmtpMessage message = SmtpMessage.build(settings, draft);
                SmtpMessage another = SmtpMessage.build(settings, draft)) {
            String text = text(message);
            assertTrue(text.endsWith("\r\n\r\nAll fans run.\r\n"), text);
            assertTrue(text.contains("Message-ID: <"), text);
            assertTrue(text.contains("@example.com>\r\nSubject: Fans\r\n"), text);
            assertFalse(text.equals(text(another)), "each has its own Message-ID");
            assertEquals(text.length(), message.size());
            assertFalse(message.is8bit());
            assertEquals("centerscape@example.com", message.envelope().sender());
            assertEquals(List.of("ops@example.com"), message.envelope().recipients());
            assertFalse(message.envelope().needsSmtpUtf8());
            assertEquals(message.envelope(), another.envelope());
            assertEquals("Envelope(1 recipients)", message.envelope().toString());
            assertEquals("SmtpMessage", message.toString());
        }
    }

    @Test
    void itIsReadInPiecesAndAgain() throws Exception {
        try (SmtpMessage message = SmtpMessage.build(settings, Draft.of("ops@example.com", "Fans", "x".repeat(200_000)))) {
            byte[] whole = text(message).getBytes(StandardCharsets.UTF_8);
            byte[] read = new byte[whole.length + 10];
            assertEquals(-1, message.read(read, 0, 1), "it stands at its end");
            message.rewind();
            assertEquals(7, message.read(read, 3, 7));
            assertEquals(whole.length - 7, message.read(read, 10, whole.length));
            assertEquals(0, message.read(read, 0, 0));
            assertEquals(-1, message.read(read, 0, 10));
            byte[] moved = new byte[whole.length];
            System.arraycopy(read, 3, moved, 0, moved.length);
            assertArrayEquals(whole, moved);
            assertThrows(IndexOutOfBoundsException.class, () -> message.read(read, read.length, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> message.read(read, -1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> message.read(read, 1, Integer.MAX_VALUE));
        }
    }

    @Test
    void theStreamsFailureIsTheCallers() throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("full");
            }
        };
        try (SmtpMessage message = SmtpMessage.build(settings, Draft.of("ops@example.com", "Fans", "x"))) {
            assertEquals("full", assertThrows(IOException.class, () -> message.writeTo(full)).getMessage());
            assertTrue(text(message).endsWith("x\r\n"));
        }
    }

    @Test
    void closedIsClosed() throws Exception {
        MessageBuilder builder = MessageBuilder.create(settings);
        SmtpMessage message = builder.build(Draft.of("ops@example.com", "Fans", "x"));
        builder.close();
        builder.close();
        assertThrows(IllegalStateException.class, () -> builder.build(Draft.of("ops@example.com", "Fans", "x")));
        assertTrue(message.size() > 0, "it outlives its builder");
        message.close();
        message.close();
        assertThrows(IllegalStateException.class, message::size);
        assertThrows(IllegalStateException.class, message::envelope);
        assertThrows(IllegalStateException.class, message::is8bit);
        assertThrows(IllegalStateException.class, message::rewind);
        assertThrows(IllegalStateException.class, () -> message.read(new byte[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> message.writeTo(OutputStream.nullOutputStream()));
    }

    @Test
    void everyProblemOfTheDraftIsTold() {
        List<Problem> problems = refusal(Draft.builder(CustomContent.of("", "x")).to("no address", "b@").build());
        assertTrue(fields(problems).containsAll(List.of("to[0]", "to[1]")), problems.toString());
        assertTrue(problems.stream().allMatch(Problem::isError), problems.toString());
    }

    @Test
    void whatADeviceSentIsTold() throws Exception {
        AlertMail alert = AlertMail.builder(IncidentSeverity.CRITICAL, AlertState.RAISED, "Host\tdown").value("41.5 C\r\n").build();
        Draft draft = Draft.builder(alert).to("ops@example.com").incident("\0" + HALF).build();
        try (SmtpMessage message = SmtpMessage.build(settings, draft)) {
            assertEquals(List.of("alert.title", "alert.value"), fields(message.warnings()));
            assertEquals(List.of("title.control", "value.control"), codes(message.warnings()));
            assertEquals("U+0009 TABULATION", message.warnings().get(0).parameters().get("character"));
            assertFalse(message.warnings().stream().anyMatch(Problem::isError));
            assertTrue(text(message).contains("Subject: [CRITICAL] Host down\r\n"));
        }
        assertEquals(List.of("title.control", "value.control"), codes(draft.preview(settings).warnings()));
        try (SmtpMessage message = SmtpMessage.build(settings, Draft.of("ops@example.com", "Fans", "x"))) {
            assertEquals(List.of(), message.warnings());
        }
    }

    @Test
    void halfOfAPairIsReplacedInTextAndRefusedElsewhere() throws Exception {
        try (SmtpMessage message = SmtpMessage.build(settings, Draft.of("ops@example.com", "Fans" + HALF, "???" + HALF))) {
            assertEquals(List.of("subject.unreadable", "text.unreadable"), codes(message.warnings()));
        }
        assertField("to[1]", "json.invalid-text", Draft.builder(CustomContent.of("Fans", "x")).to("ops@example.com", HALF).build());
        Attachment file = Attachment.ofBytes("a", "text/plain", new byte[1]);
        String half = "text.lone-surrogate";
        assertField("attachments[0].file_name", half, with(Attachment.ofBytes(HALF, "text/plain", new byte[1])));
        assertField("attachments[1].media_type", half, with(file, Attachment.ofBytes("b", HALF, new byte[1])));
        assertField("attachments[1].content_id", half, with(file, file.inline(HALF)));
    }

    private void assertField(String field, String code, Draft draft) {
        List<Problem> problems = refusal(draft);
        assertEquals(List.of(field), fields(problems));
        assertEquals(code, problems.get(0).code());
    }

    @Test
    void nulIsJudgedByTheCore() {
        assertEquals("to[0]", refusal(Draft.of("a\u0000@example.com", "Fans", "x")).get(0).field());
        assertEquals(
                List.of("attachments[0].file_name"), fields(refusal(with(Attachment.ofBytes("a\u0000", "text/plain", new byte[1])))));
    }

    @Test
    void emojiArrive() throws Exception {
        Draft draft = Draft.builder(CustomContent.of("\ud83d\ude80", "\ud83d\ude80 up")).to("\ud83d\ude80 <ops@example.com>").build();
        try (SmtpMessage message = SmtpMessage.build(settings, draft)) {
            String text = text(message);
            assertTrue(text.contains("Subject: =?utf-8?b?8J+agA==?=\r\n"), text);
            assertTrue(text.contains("=F0=9F=9A=80 up") || text.contains("8J+agCB1c"), text);
        }
    }

    private static Draft with(Attachment... attachments) {
        Draft.Builder draft = Draft.builder(CustomContent.of("Fans", "x")).to("ops@example.com");
        for (Attachment attachment : attachments) {
            draft.attach(attachment);
        }
        return draft.build();
    }

    private List<Problem> refusal(Draft draft) {
        return assertThrows(InvalidInputException.class, () -> SmtpMessage.build(settings, draft)).problems();
    }

    private static List<String> codes(List<Problem> problems) {
        return problems.stream().map(Problem::code).collect(Collectors.toList());
    }

    private static List<String> fields(List<Problem> problems) {
        return problems.stream().map(Problem::field).collect(Collectors.toList());
    }
}
