package com.centerscape.smtp.postfix;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A private Postfix: the program {@code postfix-for-tests} of {@code tests/real-servers}, which runs until this is closed. */
final class PostfixForTests implements AutoCloseable {
    private static final String PROPERTY = "centerscape.smtp.postfix";
    private static final String PROGRAM = "target/release/postfix-for-tests";
    private static final String BUILD = "cargo build --release -p centerscape-smtp-real-servers --bin postfix-for-tests";
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final JsonObject told;

    private PostfixForTests(Process process, JsonObject told) {
        this.process = process;
        this.told = told;
    }

    /**
     * Starts one.
     *
     * @throws AssertionError if the program is not built, or Postfix does not start; the text says what to do
     */
    static PostfixForTests start() throws Exception {
        Process process = new ProcessBuilder(program().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("Postfix did not start (" + process.waitFor() + "): standard error says why");
        }
        return new PostfixForTests(process, JsonParser.object().from(line));
    }

    private static Path program() {
        String named = System.getProperty(PROPERTY, "");
        Path repository = Path.of(System.getProperty("centerscape.smtp.repository"));
        Path program = named.isEmpty() ? repository.resolve(PROGRAM) : Path.of(named);
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program.normalize() + " is missing (another path: -D" + PROPERTY + "=...); build it: " + BUILD);
        }
        return program;
    }

    /** The name that its certificate is for. */
    String host() {
        return told.getString("host");
    }

    /** An address of its domain. */
    String address(String localPart) {
        return localPart + '@' + told.getString("domain");
    }

    String user() {
        return told.getString("user");
    }

    String password() {
        return told.getString("password");
    }

    /** The port of a service, named as {@code Service::name} of {@code tests/real-servers} does. */
    int port(String service) {
        int port = told.getObject("ports").getInt(service);
        if (port == 0) {
            throw new AssertionError("Postfix has no service " + service);
        }
        return port;
    }

    /** A context that trusts its certificate, and no other. */
    SSLContext trust() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(Path.of(told.getString("ca_file")))) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Waits until a mailbox holds so many mails and takes them out, in the order in which they came. */
    List<MimeMessage> take(String mailbox, int count) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<Path> files = files(mailbox);
        while (files.size() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError(mailbox + " has " + files.size() + " of " + count + " mails");
            }
            Thread.sleep(10);
            files = files(mailbox);
        }
        List<MimeMessage> mails = new ArrayList<>();
        for (Path file : files) {
            try (InputStream content = Files.newInputStream(file)) {
                mails.add(new MimeMessage(Session.getInstance(new Properties()), content));
            }
            Files.delete(file);
        }
        return mails;
    }

    private List<Path> files(String mailbox) throws IOException {
        Path folder = Path.of(told.getString("mail_folder"), mailbox, "new");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparing(PostfixForTests::modified)).collect(Collectors.toList());
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Stops it and removes its mail. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Postfix does not stop");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
