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
import org.junit.jupiter.api.Test;
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
                settings, Draft.builder(Report.builder("Energy", "x").build()).to("ops@example.com").attach(attachment).build());
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

    @Test
    void aFolderIsAProblemOfTheAttachment() {
        assertEquals("attachment.unreadable", refusal(folder).problems().get(0).code());
    }

    /** It takes no room on the disk, and more memory than any machine has. */
    @Test
    void aFileThatNoMemoryHoldsIsAProblemOfTheAttachment() throws Exception {
        Path path = folder.resolve("sparse.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(1L << 43);
        }
        InvalidInputException refused = refusal(path);
        assertEquals("attachments[0]", refused.problems().get(0).field());
        assertEquals("attachment.too-large", refused.problems().get(0).code());
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
                    assertThrows(InvalidInputException.class, () -> reader.read(channel, "attachments[0]").close());
            assertEquals("attachments[0]", refused.problems().get(0).field());
            assertEquals("attachment.changed", refused.problems().get(0).code());
        }
        // The reader goes on as before.
        try (NativeFile again = reader.read(Attachment.ofFile(path, "text/plain"), "attachments[0]")) {
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
