package com.centerscape.smtp.mailer;

import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A program for a Java 21: 200 virtual threads send through one mailer, in clear, by STARTTLS and by TLS. */
public final class VirtualThreads {
    /** Makes it pin on purpose. */
    static final String PIN = "centerscape.smtp.test.pin";

    private static final int THREADS = 200;
    private static final int CONNECTIONS = 8;
    /** Slow enough that every send waits, for its connection and for the server. */
    private static final long PAUSE_MS = 2;

    private VirtualThreads() {}

    /**
     * Sends, and ends with 1 where a mail is not taken.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        for (ConnectionSecurity security : ConnectionSecurity.values()) {
            send(security);
        }
    }

    /** The traces of pinned carriers that pass through this library, out of all that {@code jdk.tracePinnedThreads=full} printed. */
    static String pinned(String output) {
        List<String> traces = new ArrayList<>();
        for (String trace : output.split("(?=Thread\\[#)|(?=VirtualThread\\[#)")) {
            if (trace.contains("VirtualThread") && trace.contains("com.centerscape.smtp")) {
                traces.add(trace);
            }
        }
        return String.join("\n", traces);
    }

    private static void send(ConnectionSecurity security) throws Exception {
        ScriptedServer scripted = new ScriptedServer().offering("PIPELINING").on("MAIL", command -> {
            pause();
            return null;
        });
        if (security != ConnectionSecurity.NONE) {
            scripted.with(Mails.serverTls(), security);
        }
        ExecutorService threads = virtualThreads();
        // By name, so that it is looked up.
        try (ScriptedServer server = scripted.start();
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port())
                                .hostname("localhost")
                                .security(security)
                                .build())
                        .sslContext(Mails.clientTls())
                        .connections(CONNECTIONS)
                        .build()) {
            List<Future<?>> sends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                sends.add(threads.submit(() -> sendOne(mailer)));
            }
            for (Future<?> send : sends) {
                send.get(60, TimeUnit.SECONDS);
            }
            System.out.println(server.messages().size() + " mails with security " + security);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void sendOne(SmtpMailer mailer) throws SmtpException {
        if (Boolean.getBoolean(PIN)) {
            synchronized (mailer) {
                mailer.send(Mails.draft());
            }
        } else {
            mailer.send(Mails.draft());
        }
        return null;
    }

    /** By reflection: the tests are compiled for Java 11. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
