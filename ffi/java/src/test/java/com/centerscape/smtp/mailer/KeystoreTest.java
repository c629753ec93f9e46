package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.trust.KeyStores;
import com.centerscape.smtp.trust.TestCertificates;
import com.centerscape.smtp.trust.TrustStoreProperties;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keystore that decides, and what is said where it does not know the server. */
// Properties are set until they are closed, and not used in between.
@SuppressWarnings("try")
class KeystoreTest {
    private static final String UNTRUSTED = "certificate-untrusted";

    private KeyStore trusting;

    @TempDir
    Path folder;

    @BeforeEach
    void make() throws Exception {
        Mails.clientTls();
        Path made = TestCertificates.instance().trustStore("PKCS12", "mailer");
        trusting = KeyStores.load("PKCS12", made);
    }

    @Test
    void aCertificateThatIsAddedWithinTheSameSecondCounts() throws Exception {
        for (int i = 0; i < 5; i++) {
            Path store = store("store" + i, empty());
            try (ScriptedServer server = server();
                    TrustStoreProperties properties = new TrustStoreProperties("PKCS12", store)) {
                assertEquals(UNTRUSTED, probe(SmtpMailer.create(settings(server))));
                store("store" + i, trusting);
                assertEquals("ready", probe(SmtpMailer.create(settings(server))));
            }
        }
    }

    @Test
    void itCountsForAMailerThatIsOpenAlready() throws Exception {
        Path store = store("store", empty());
        try (ScriptedServer server = server();
                TrustStoreProperties properties = new TrustStoreProperties("PKCS12", store);
                SmtpMailer mailer = SmtpMailer.create(settings(server))) {
            assertEquals(UNTRUSTED, cause(Mails.refused(mailer, Mails.draft())));
            store("store", trusting);
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        }
    }

    @Test
    void theCommandNamesTheKeystoreThatDecides() throws Exception {
        Path store = store("a store", empty());
        try (ScriptedServer server = server();
                TrustStoreProperties properties = new TrustStoreProperties("PKCS12", store);
                SmtpMailer mailer = SmtpMailer.create(settings(server))) {
            DeliveryReport report = mailer.probe();
            String command = report.trustCommand().orElse("");
            String fingerprint = report.certificates().get(0).sha256();
            assertTrue(command.contains("-importcert -alias localhost-" + fingerprint.substring(0, 8)), command);
            assertTrue(command.endsWith(" -file localhost.pem -keystore '" + store + "' -storetype PKCS12"), command);
            assertFalse(command.contains(TestCertificates.STORE_PASSWORD), command);
            assertTrue(last(report.diagnosis().orElseThrow()).endsWith(command));
            assertTrue(report.toJson().contains("\"trust_command\""));
        }
    }

    @Test
    void withoutAPropertyItIsTheKeystoreOfTheJdk() throws Exception {
        try (ScriptedServer server = server();
                SmtpMailer mailer = SmtpMailer.create(settings(server))) {
            String command = mailer.probe().trustCommand().orElse("");
            Path expected = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
            assertTrue(command.contains("-keystore " + expected + " -storetype "), command);
        }
    }

    @Test
    void thereIsNoCommandWhereItWouldNotHelp() throws Exception {
        try (ScriptedServer server = server()) {
            SmtpSettings settings = settings(server);
            SmtpMailer.Builder foreign = SmtpMailer.builder(settings)
                    .sslContext(KeyStores.trusting("PKCS12", store("nobody", empty())));
            try (SmtpMailer mailer = foreign.build()) {
                DeliveryReport report = mailer.probe();
                assertEquals(UNTRUSTED, cause(report));
                assertEquals(1, report.certificates().size());
                assertEquals(Optional.empty(), report.trustCommand(), "the context is the application's");
            }
            SmtpSettings otherName = settings.toBuilder().hostname("deep.mail.trust.test").build();
            try (SmtpMailer mailer = SmtpMailer.builder(otherName).sslContext(Mails.clientTls()).build()) {
                DeliveryReport report = mailer.probe();
                assertEquals("certificate-name-mismatch", cause(report));
                assertEquals(1, report.certificates().size());
                assertEquals(Optional.empty(), report.trustCommand());
                assertFalse(report.toJson().contains("\"trust_command\""));
            }
        }
    }

    /** As with a provider that has no keystores in memory. */
    @Test
    void aDefaultTypeOfKeystoreThatCannotBeMadeCostsTheCommandAlone() throws Exception {
        String former = java.security.Security.getProperty("keystore.type");
        try (ScriptedServer server = server();
                TrustStoreProperties properties = new TrustStoreProperties("PKCS12", store("store", empty()));
                SmtpMailer mailer = SmtpMailer.create(settings(server))) {
            java.security.Security.setProperty("keystore.type", "none-such");
            DeliveryReport report = mailer.probe();
            assertEquals(UNTRUSTED, cause(report));
            assertEquals(Optional.empty(), report.trustCommand());
        } finally {
            java.security.Security.setProperty("keystore.type", former);
        }
    }

    @Test
    void aKeystoreThatCannotBeReadIsToldAsSuch() throws Exception {
        Path broken = folder.resolve("broken");
        Files.writeString(broken, "no keystore");
        try (ScriptedServer server = server();
                TrustStoreProperties properties = new TrustStoreProperties("PKCS12", broken);
                SmtpMailer mailer = SmtpMailer.create(settings(server))) {
            DeliveryReport report = mailer.probe();
            assertEquals("tls-handshake-failed", cause(report));
            assertTrue(report.toJson().contains("the Java keystore cannot be used"), report.toJson());
        }
    }

    @Test
    void anInterruptEndsTheLookAtTheCertificateToo() throws Exception {
        AtomicInteger handshakes = new AtomicInteger();
        CountDownLatch isLooking = new CountDownLatch(1);
        try (ScriptedServer server = server().on(ScriptedServer.HANDSHAKE, command -> {
                    if (handshakes.incrementAndGet() < 2) {
                        return null;
                    }
                    isLooking.countDown();
                    return ScriptedServer.SILENCE;
                });
                SmtpMailer mailer = SmtpMailer.create(settings(server))) {
            FutureTask<DeliveryReport> probing = new FutureTask<>(mailer::probe);
            Thread thread = new Thread(probing);
            thread.start();
            assertTrue(isLooking.await(10, TimeUnit.SECONDS));
            thread.interrupt();
            assertEquals("cancelled", cause(probing.get(2, TimeUnit.SECONDS)));
        }
    }

    private static ScriptedServer server() throws Exception {
        return new ScriptedServer().with(Mails.serverTls(), ConnectionSecurity.STARTTLS).start();
    }

    private static SmtpSettings settings(ScriptedServer server) {
        return Mails.settings(server.port()).hostname("localhost").security(ConnectionSecurity.STARTTLS).build();
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        // JSSE refuses to go by a keystore without any certificate.
        TestCertificates made = TestCertificates.instance();
        made.selfSigned("somebody", "somebody");
        KeyStore other = KeyStores.load("PKCS12", made.trustStore("PKCS12", "somebody"));
        store.setCertificateEntry("somebody", other.getCertificate("somebody"));
        return store;
    }

    private Path store(String name, KeyStore content) throws Exception {
        Path path = folder.resolve(name);
        try (OutputStream output = Files.newOutputStream(path)) {
            content.store(output, TestCertificates.STORE_PASSWORD.toCharArray());
        }
        return path;
    }

    private static String probe(SmtpMailer mailer) throws Exception {
        try (SmtpMailer open = mailer) {
            DeliveryReport report = open.probe();
            return report.outcome() == Outcome.READY ? "ready" : cause(report);
        }
    }

    private static String last(Diagnosis diagnosis) {
        return diagnosis.steps().get(diagnosis.steps().size() - 1);
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none");
    }
}
