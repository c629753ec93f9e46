package com.centerscape.smtp.mailer;

import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.io.IOException;
import java.time.Duration;

/** A program that is ended while a server does not answer the final dot, and closes its mailer in a shutdown hook. */
final class CloseAtShutdown {
    private CloseAtShutdown() {}

    /**
     * Sends, and ends when nobody writes to it any more.
     *
     * @param arguments the server's port
     */
    public static void main(String[] arguments) throws IOException, SmtpException, InterruptedException {
        SmtpMailer mailer = SmtpMailer.create(SmtpSettings.builder()
                .hostname("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .fromAddress("cs@example.com")
                .build());
        Thread sending = new Thread(() -> {
            try {
                mailer.send(Draft.of("ops@example.com", "subject", "text"));
            } catch (DeliveryException failed) {
                System.out.println(failed.outcome().word());
            } catch (SmtpException other) {
                System.out.println(other);
            }
        });
        sending.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            mailer.close(Duration.ofSeconds(1));
            try {
                sending.join();
            } catch (InterruptedException impossible) {
                throw new AssertionError(impossible);
            }
            System.out.println("closed");
        }));
        while (System.in.read() >= 0) {
            // Until the end.
        }
        System.exit(0);
    }
}
