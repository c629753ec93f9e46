package com.centerscape.smtp.memory;

import com.centerscape.smtp.Attachment;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.CustomContent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that connects in vain, and reads files, more often than its memory outside the heap would allow if each took some. */
final class RefusedSends {
    private static final int MANY = 2_000;
    private static final int JDK = 65_536;

    private RefusedSends() {}

    /**
     * Runs.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException, SmtpException {
        SmtpSettings settings = SmtpSettings.builder()
                .hostname("127.0.0.1")
                .port(closedPort())
                .fromAddress("cs@example.com")
                .build();
        try (SmtpMailer mailer = SmtpMailer.create(settings)) {
            for (int i = 0; i < MANY; i++) {
                send(mailer);
            }
        }
        System.out.println("sent by one mailer");
        for (int i = 0; i < MANY; i++) {
            try (SmtpMailer mailer = SmtpMailer.create(settings)) {
                send(mailer);
            }
        }
        System.out.println("sent by a mailer each");
        Path file = Files.write(Files.createTempFile("attachment", ".txt"), new byte[100]);
        Draft draft = Draft.builder(CustomContent.of("subject", "text"))
                .to("ops@example.com")
                .attach(Attachment.ofFile(file, "text/plain"))
                .build();
        for (int i = 0; i < MANY; i++) {
            SmtpMessage.build(settings, draft).close();
        }
        Files.delete(file);
        System.out.println("built with a file");
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                // The JDK keeps a buffer of its own for each thread that reads or writes a file.
                System.out.println("direct memory below " + JDK + ": " + (pool.getMemoryUsed() < JDK));
            }
        }
    }

    private static void send(SmtpMailer mailer) throws SmtpException {
        try {
            throw new AssertionError(mailer.send(Draft.of("ops@example.com", "subject", "text")).toString());
        } catch (DeliveryException refused) {
            if (!refused.diagnosis().orElseThrow().cause().equals("connection-refused")) {
                throw refused;
            }
        }
    }

    /** A port that nobody listens at. */
    private static int closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }
}
