package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go with a message, and what can happen to them while they are read. */
final class AttachmentReaderTest {
    private static final int SIZE = 300_000;

    private final SmtpSettings settings = SmtpSettings.builder().fromAddress("cs@example.com").build();

    @TempDir
    Path folder;

    private Path file(int size) throws IOException {
        return Files.write(folder.resolve("report.txt"), "x".repeat(size).getBytes(StandardCharsets.US_ASCII));
    }

    private SmtpMessage build(Attachment attachment) throws InvalidInputException {
        return SmtpMessage.build(
                settings, Draft.builder(ReportMail.builder("Energy", "x").build()).to("ops@example.com").attach(attachment).build());
    }

    private InvalidInputException refusal(Path path) {
        return assertThrows(InvalidInputException.class, () -> build(Attachment.ofFile(path, "text/plain")).close());
    }

    /** Around the ends of the pieces in which it is read. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, SIZE})
    void aFileIsTheSameAsItsBytes(int size) throws Exception {
        Path path = file(size);
        try (SmtpMessage fromFile = build(Attachment.ofFile(path, "text/plain"));
                SmtpMessage fromBytes = build(Attachment.ofBytes("report.txt", "text/plain", Files.readAllBytes(path)))) {
            assertEquals(attached(fromBytes), attached(fromFile));
            assertEquals(fromBytes.size(), fromFile.size());
        }
    }

    /** What follows the attachment's headers, up to the boundary, which differs. */
    private static String attached(SmtpMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        String text = out.toString(StandardCharsets.US_ASCII);
        String part = text.substring(text.indexOf("Content-Disposition: attachment"));
        return part.substring(0, part.lastIndexOf("\r\n--"));
    }

    @Test
    void aFileThatDoesNotExistIsAProblemOfTheAttachment() {
        InvalidInputException refused = refusal(folder.resolve("missing.txt"));
        assertEquals("attachments[0]", refused.problems().get(0).field());
        assertEquals("attachment.unreadable", refused.problems().get(0).code());
        assertTrue(refused.getCause() instanceof NoSuchFileException, String.valueOf(refused.getCause()));
        assertFalse(refused.getMessage().contains("missing.txt"), "no names in a message that is logged");
    }

    /** A pipe would be waited for, a device read until the memory is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"folder", "pipe", "link to a pipe", "/dev/zero", "/dev/null", "/dev/tty"})
    @Timeout(20)
    void whatIsNoFileIsAProblemOfTheAttachment(String name) throws Exception {
        Path path = name.startsWith("/") ? Path.of(name) : folder.resolve(name);
        Path pipe = folder.resolve("pipe");
        if (name.endsWith("pipe")) {
            assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
        }
        if (name.startsWith("link")) {
            Files.createSymbolicLink(path, pipe);
        } else if (name.equals("folder")) {
            Files.createDirectory(path);
        }
        Problem problem = refusal(path).problems().get(0);
        assertEquals("attachments[0]", problem.field());
        assertEquals("attachment.not-a-file", problem.code());
    }

    @Test
    void aLinkToAFileIsOne() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), file(10));
        build(Attachment.ofFile(link, "text/plain")).close();
    }

    /** They take no room on the disk. Nothing of them is read, and no memory is asked for. */
    @Test
    void whatIsTooLargeIsToldBeforeItIsRead() throws Exception {
        Path huge = sparse("huge.bin", 1L << 43);
        Problem problem = refusal(huge).problems().get(0);
        assertEquals("attachments[0]", problem.field());
        assertEquals("attachment.too-large", problem.code());
        assertTrue(problem.message().startsWith("This file has 8796093.1 MB, and all attachments of a message together can have 536.8 MB."), problem.message());
        assertEquals(Map.of("size", String.valueOf(1L << 43), "limit", String.valueOf(512L << 20)), problem.parameters());
        Draft.Builder draft = Draft.builder(CustomContent.of("subject", "text")).to("ops@example.com");
        for (int i = 0; i < 3; i++) {
            draft.attach(Attachment.ofFile(sparse("part" + i, 200L << 20), "application/octet-stream"));
        }
        draft.attach(Attachment.ofFile(folder.resolve("missing"), "text/plain")).attach(Attachment.ofFile(folder, "text/plain"));
        List<Problem> all = assertThrows(InvalidInputException.class, () -> SmtpMessage.build(settings, draft.build()))
                .problems();
        assertEquals(
                List.of("attachments[2] too-large", "attachments[3] unreadable", "attachments[4] not-a-file"),
                all.stream().map(each -> each.field() + each.code().replace("attachment.", " ")).collect(Collectors.toList()));
    }

    /** It became so large after it was looked at. */
    @Test
    void aFileThatGrewTooLargeIsNotRead() throws Exception {
        try (FileChannel channel = FileChannel.open(sparse("grown.bin", AttachmentReader.MOST + 1), StandardOpenOption.READ)) {
            InvalidInputException refused =
                    assertThrows(InvalidInputException.class, () -> new AttachmentReader().read(channel, "attachments[0]", AttachmentReader.MOST));
            assertEquals("attachment.too-large", refused.problems().get(0).code());
            assertEquals(0, channel.position());
        }
    }

    /** Each of them alone is small enough. */
    @Test
    void filesThatGrewTooLargeTogetherAreNotRead() throws Exception {
        Path path = file(SIZE);
        try (NativeFile all = new AttachmentReader().read(Attachment.ofFile(path, "text/plain"), "attachments[0]", SIZE)) {
            assertEquals(SIZE, all.length());
        }
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> new AttachmentReader().read(Attachment.ofFile(path, "text/plain"), "attachments[1]", SIZE - 1));
        assertEquals("attachment.too-large", refused.problems().get(0).code());
        assertTrue(refused.problems().get(0).message().startsWith("This file has 300000 bytes, "));
    }

    @Test
    void oneByteTooMuchIsMoreInPrint() throws Exception {
        String message = refusal(sparse("more.bin", AttachmentReader.MOST + 1)).problems().get(0).message();
        assertTrue(message.startsWith("This file has 536.9 MB, and all attachments of a message together can have 536.8 MB."), message);
    }

    private Path sparse(String name, long size) throws IOException {
        Path path = folder.resolve(name);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(size);
        }
        return path;
    }

    @Test
    void anInterruptIsToldAndStays() throws Exception {
        Path path = file(SIZE);
        Thread.currentThread().interrupt();
        InvalidInputException refused = refusal(path);
        assertTrue(Thread.interrupted());
        assertEquals("attachment.interrupted", refused.problems().get(0).code());
    }

    @Test
    void aFileThatBecomesShorterWhileItIsRead() throws Exception {
        assertChanged(file -> file.truncate(SIZE / 2));
    }

    @Test
    void aFileThatBecomesEmptyWhileItIsRead() throws Exception {
        assertChanged(file -> file.truncate(0));
    }

    @Test
    void aFileThatBecomesLongerWhileItIsRead() throws Exception {
        assertChanged(file -> file.write(ByteBuffer.wrap(new byte[] {1}), SIZE));
    }

    private interface Change {
        void to(FileChannel file) throws IOException;
    }

    private void assertChanged(Change change) throws Exception {
        Path path = file(SIZE);
        AttachmentReader reader = new AttachmentReader();
        try (ChangedMeanwhile channel = new ChangedMeanwhile(path, change)) {
            InvalidInputException refused =
                    assertThrows(InvalidInputException.class, () -> reader.read(channel, "attachments[0]", AttachmentReader.MOST).close());
            assertEquals("attachments[0]", refused.problems().get(0).field());
            assertEquals("attachment.changed", refused.problems().get(0).code());
        }
        // The reader goes on as before.
        try (NativeFile again = reader.read(Attachment.ofFile(path, "text/plain"), "attachments[0]", AttachmentReader.MOST)) {
            assertFalse(again.toString().isEmpty());
        }
    }

    /** A real file that somebody changes after the first piece was read. */
    private static final class ChangedMeanwhile implements SeekableByteChannel {
        private final FileChannel file;
        private final FileChannel other;
        private Change change;

        ChangedMeanwhile(Path path, Change change) throws IOException {
            file = FileChannel.open(path, StandardOpenOption.READ);
            other = FileChannel.open(path, StandardOpenOption.WRITE);
            this.change = change;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int count = file.read(into);
            if (change != null) {
                change.to(other);
                change = null;
            }
            return count;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            return file.position(position);
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
            other.close();
        }
    }
}
