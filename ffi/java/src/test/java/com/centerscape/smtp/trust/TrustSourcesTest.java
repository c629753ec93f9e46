package com.centerscape.smtp.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.StageResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where trust comes from: the keystore as it is now, the JVM's default context, an own context. */
@SuppressWarnings("try") // The keystore's properties hold for their block and are not named in it.
class TrustSourcesTest {
    private static final String UNTRUSTED = "certificate-untrusted";

    private final TestCertificates made = TestCertificates.instance();
    private TlsMailServer server;
    private SmtpSettings settings;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        made.selfSigned("root", "Example Root CA");
        made.selfSigned("own-openssl", TrustCase.HOST, "-addext", "subjectAltName=DNS:" + TrustCase.HOST);
        server = new TlsMailServer(made.identity("own-openssl", List.of()), ConnectionSecurity.STARTTLS);
        settings = TrustMatrixTest.settings(TrustCase.HOST, server.port(), ConnectionSecurity.STARTTLS);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aCertificateAddedToTheKeystoreCountsForTheNextMailer() throws Exception {
        for (String type : new String[] {"JKS", "PKCS12"}) {
            Path store = folder.resolve("store." + type);
            made.addTrusted(store, type, "root");
            try (TrustStoreProperties properties = new TrustStoreProperties(type, store)) {
                assertEquals(UNTRUSTED, probe(SmtpMailer.create(settings)), type);
                made.addTrusted(store, type, "own-openssl");
                assertEquals("ready", probe(SmtpMailer.create(settings)), type);
            }
        }
    }

    @Test
    void withoutAKeystoreOfItsOwnItIsTheJdks() throws Exception {
        assertEquals(UNTRUSTED, probe(SmtpMailer.create(settings)));
    }

    @Test
    void theDefaultContextThatTheApplicationSetCounts() throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(KeyStores.trusting("JKS", made.trustStore("JKS", "own-openssl")));
        try {
            assertEquals("ready", probe(SmtpMailer.create(settings)));
        } finally {
            SSLContext.setDefault(before);
        }
        assertEquals(UNTRUSTED, probe(SmtpMailer.create(settings)));
    }

    @Test
    void anOwnContextCountsMoreThanTheKeystore() throws Exception {
        SSLContext trusting = KeyStores.trusting("JKS", made.trustStore("JKS", "own-openssl"));
        SSLContext other = KeyStores.trusting("JKS", made.trustStore("JKS", "root"));
        assertEquals("ready", probe(SmtpMailer.builder(settings).sslContext(trusting).build()));
        try (TrustStoreProperties properties =
                new TrustStoreProperties("JKS", made.trustStore("JKS", "own-openssl"))) {
            assertEquals(UNTRUSTED, probe(SmtpMailer.builder(settings).sslContext(other).build()));
        }
    }

    @Test
    void anyServerNameMeansAnyNameAndNotAnySigner() throws Exception {
        SmtpSettings byAddress = settings.toBuilder().hostname("127.0.0.1").build();
        try (TrustStoreProperties properties =
                new TrustStoreProperties("JKS", made.trustStore("JKS", "own-openssl"))) {
            assertEquals("certificate-name-mismatch", probe(SmtpMailer.create(byAddress)));
            assertEquals("ready", probe(SmtpMailer.builder(byAddress).acceptAnyServerName().build()));
        }
        assertEquals(UNTRUSTED, probe(SmtpMailer.builder(byAddress).acceptAnyServerName().build()));
    }

    /** The JDK passes over a keystore that is not there, and goes by its own. */
    @Test
    void aKeystoreThatIsMissingTrustsNobodyMore() throws Exception {
        try (TrustStoreProperties properties = new TrustStoreProperties("PKCS12", folder.resolve("missing"))) {
            assertFalse(JdkVerdict.trusts(settings.hostname(), settings.port(), settings.security()));
            assertEquals(UNTRUSTED, probe(SmtpMailer.create(settings)));
        }
    }

    @Test
    void aKeystoreThatIsDamagedIsNamedAsTheReason() throws Exception {
        Path damaged = Files.write(folder.resolve("damaged"), new byte[] {0x30, 1, 2, 3});
        try (TrustStoreProperties properties = new TrustStoreProperties("PKCS12", damaged);
                SmtpMailer mailer = SmtpMailer.create(settings)) {
            DeliveryReport report = mailer.probe();
            assertEquals(Outcome.NOT_SENT, report.outcome());
            StageResult last = report.stages().get(report.stages().size() - 1);
            assertEquals("tls", last.stage());
            assertTrue(last.evidence().get(0).contains("the Java keystore cannot be used"), last.evidence().toString());
        }
    }

    /** The JDK reads such a keystore without a complaint, and finds it empty. */
    @Test
    void aKeystoreWithoutItsPasswordIsNamedAsTheReason() throws Exception {
        Path store = folder.resolve("store");
        made.addTrusted(store, "PKCS12", "own-openssl");
        try (TrustStoreProperties properties = new TrustStoreProperties("PKCS12", store);
                SmtpMailer mailer = SmtpMailer.create(settings)) {
            System.clearProperty("javax.net.ssl.trustStorePassword");
            DeliveryReport report = mailer.probe();
            assertEquals("tls-handshake-failed", report.diagnosis().orElseThrow().cause());
            StageResult last = report.stages().get(report.stages().size() - 1);
            assertTrue(last.evidence().get(0).contains("-Djavax.net.ssl.trustStorePassword"), last.evidence().toString());
        }
    }

    /** {@code ready}, or the cause why not. */
    private static String probe(SmtpMailer mailer) throws Exception {
        try (SmtpMailer open = mailer) {
            DeliveryReport report = open.probe();
            return report.outcome() == Outcome.READY ? "ready" : report.diagnosis().map(Diagnosis::cause).orElse("?");
        }
    }
}
