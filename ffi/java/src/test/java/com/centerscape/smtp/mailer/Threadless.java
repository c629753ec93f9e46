package com.centerscape.smtp.mailer;

import com.centerscape.smtp.Draft;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A program that sends: at a line on its standard input, when it may start no thread, and at another, when it may. It needs no class of
 * the tests.
 */
final class Threadless {
    private static final int ATTEMPTS = 3;

    private Threadless() {}

    /**
     * Sends.
     *
     * @param arguments the server's port, and whether there is a mailer before the first line
     */
    public static void main(String[] arguments) throws IOException, SmtpException {
        BufferedReader turns = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        int port = Integer.parseInt(arguments[0]);
        SmtpMailer mailer = Boolean.parseBoolean(arguments[1]) ? mailer(port) : null;
        for (String turn = tell("ready", turns); turn != null; turn = tell("over", turns)) {
            for (int i = 0; i < ATTEMPTS; i++) {
                try {
                    if (mailer == null) {
                        mailer = mailer(port);
                    }
                    System.out.println("> " + mailer.send(Draft.of("ops@example.com", "subject", "text")).outcome().word());
                } catch (OutOfMemoryError none) {
                    System.out.println("> no thread");
                } catch (Error | SmtpException other) {
                    System.out.println("> " + other);
                }
            }
        }
        if (mailer != null) {
            mailer.close();
        }
    }

    private static String tell(String word, BufferedReader turns) throws IOException {
        System.out.println("> " + word);
        return turns.readLine();
    }

    private static SmtpMailer mailer(int port) throws SmtpException {
        return SmtpMailer.builder(SmtpSettings.builder()
                        .hostname("127.0.0.1")
                        .port(port)
                        .fromAddress("cs@example.com")
                        .build())
                .connections(1)
                .deadline(Duration.ofSeconds(10))
                .build();
    }
}
