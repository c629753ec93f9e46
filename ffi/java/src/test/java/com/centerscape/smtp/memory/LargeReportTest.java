package com.centerscape.smtp.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Attachment;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.ReportMail;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpSettings;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of 25 MB passes by the Java heap. */
class LargeReportTest {
    private static final int SIZE = 25_000_000;
    private static final long MOST_HEAP = 1_000_000;

    private final SmtpSettings settings =
            SmtpSettings.builder().hostname("mail.example.com").fromAddress("cs@example.com").build();

    @TempDir
    Path folder;

    @Test
    void twentyFiveMegabytesTakeLessThanOneOfTheHeap() throws Exception {
        Path file = folder.resolve("report.bin");
        byte[] content = new byte[SIZE];
        new Random(25).nextBytes(content);
        Files.write(file, content);
        content = null;
        Draft draft = draft(file);
        // The first time loads classes.
        write(draft, OutputStream.nullOutputStream());

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        System.gc();
        long usedBefore = memory.getHeapMemoryUsage().getUsed();
        long allocatedBefore = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long written = write(draft, OutputStream.nullOutputStream());
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocatedBefore;
        System.gc();
        long grown = memory.getHeapMemoryUsage().getUsed() - usedBefore;

        assertTrue(written > SIZE / 3 * 4, "base64 of the whole file is " + written + " bytes");
        assertTrue(allocated < MOST_HEAP, "the thread allocated " + allocated + " bytes of the heap");
        assertTrue(grown < MOST_HEAP, "the heap grew by " + grown + " bytes");
    }

    /** Nothing is saved by losing something: what was attached is what comes out. */
    @Test
    void everyByteOfTheFileIsInTheMessage() throws Exception {
        Path file = folder.resolve("report.bin");
        byte[] content = new byte[2_000_003];
        new Random(2).nextBytes(content);
        Files.write(file, content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(draft(file), out);
        String encoded = Base64.getMimeEncoder().encodeToString(content);
        String message = out.toString(StandardCharsets.US_ASCII);
        int start = message.indexOf(encoded.substring(0, 76));
        assertArrayEquals(
                content, Base64.getMimeDecoder().decode(message.substring(start, start + encoded.length())));
        assertEquals('\r', message.charAt(start + encoded.length()));
    }

    private static Draft draft(Path file) {
        return Draft.builder(ReportMail.builder("Energy", "All racks, last month.").build())
                .to("ops@example.com")
                .attach(Attachment.ofFile(file, "application/octet-stream"))
                .build();
    }

    private long write(Draft draft, OutputStream out) throws Exception {
        try (SmtpMessage message = SmtpMessage.build(settings, draft)) {
            message.writeTo(out);
            return message.size();
        }
    }
}
