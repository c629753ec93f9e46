package com.centerscape.smtp.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.PresentedCertificate;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.StageResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the report says of a certificate that is not trusted, and what the diagnostic connection told the server: no login. */
@SuppressWarnings("try") // The keystore's properties hold for their block and are not named in it.
class PresentedCertificateTest {
    private static final String USER = "robert'); drop--@example.com";
    private static final String PASSWORD = "never on this connection";

    private final TestCertificates made = TestCertificates.instance();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = ConnectionSecurity.class, names = {"STARTTLS", "TLS"})
    void theReportHasTheChainAsItWasPresented(ConnectionSecurity security) throws Exception {
        TrustCase.all(made);
        Path identity = made.identity("chain", List.of("intermediate"));
        DeliveryReport report;
        try (TlsMailServer server = new TlsMailServer(identity, security)) {
            report = probe(TrustMatrixTest.settings(TrustCase.HOST, server.port(), security));
        }
        assertEquals("certificate-untrusted", cause(report));
        StageResult last = report.stages().get(report.stages().size() - 1);
        assertTrue(last.evidence().get(0).contains("PKIX path building failed"), "the JDK's own reason");
        assertEquals(2, report.certificates().size());
        assertDescribes(report.certificates().get(0), "chain");
        assertDescribes(report.certificates().get(1), "intermediate");
        assertEquals(List.of(TrustCase.HOST), report.certificates().get(0).names());
        assertTrue(report.certificates().get(0).issuer().contains("Example Intermediate CA"));
    }

    @ParameterizedTest
    @EnumSource(value = ConnectionSecurity.class, names = {"STARTTLS", "TLS"})
    void thePresentedChainIsThereWhateverIsWrongWithIt(ConnectionSecurity security) throws Exception {
        for (TrustCase one : TrustCase.all(made)) {
            if (one.cause().isEmpty()) {
                continue;
            }
            try (TrustStoreProperties properties =
                            new TrustStoreProperties("PKCS12", made.trustStore("PKCS12", one.trusted()));
                    TlsMailServer server = new TlsMailServer(one.identity(), security)) {
                DeliveryReport report = probe(TrustMatrixTest.settings(one.dialled(), server.port(), security));
                assertEquals(one.cause().get(), cause(report), one.toString());
                X509Certificate own = (X509Certificate) KeyStores.load("PKCS12", one.identity()).getCertificate("server");
                assertEquals(sha256(own), report.certificates().get(0).sha256(), one.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = ConnectionSecurity.class, names = {"STARTTLS", "TLS"})
    void noLoginTravelsOnTheDiagnosticConnection(ConnectionSecurity security) throws Exception {
        made.selfSigned("own-openssl", TrustCase.HOST, "-addext", "subjectAltName=DNS:" + TrustCase.HOST);
        try (TlsMailServer server = new TlsMailServer(made.identity("own-openssl", List.of()), security)) {
            SmtpSettings settings = withLogin(TrustMatrixTest.settings(TrustCase.HOST, server.port(), security));
            assertEquals("certificate-untrusted", cause(probe(settings)));
            assertEquals(2, server.visits().size(), "the refused connection and the diagnostic one");
            for (TlsMailServer.Visit visit : server.visits()) {
                assertEquals("", visit.encrypted());
                assertHasNoLogin(visit.clear());
            }
        }
    }

    /** The check above is worth nothing if the login were not recorded where there is one. */
    @ParameterizedTest
    @EnumSource(value = ConnectionSecurity.class, names = {"STARTTLS", "TLS"})
    void aTrustedServerGetsTheLogin(ConnectionSecurity security) throws Exception {
        made.selfSigned("own-openssl", TrustCase.HOST, "-addext", "subjectAltName=DNS:" + TrustCase.HOST);
        try (TrustStoreProperties properties = new TrustStoreProperties("JKS", made.trustStore("JKS", "own-openssl"));
                TlsMailServer server = new TlsMailServer(made.identity("own-openssl", List.of()), security)) {
            SmtpSettings settings = withLogin(TrustMatrixTest.settings(TrustCase.HOST, server.port(), security));
            assertEquals(Outcome.READY, probe(settings).outcome());
            assertEquals(1, server.visits().size());
            assertTrue(server.visits().get(0).encrypted().contains(base64(plain())));
            assertHasNoLogin(server.visits().get(0).clear());
        }
    }

    @Test
    void theCommandOfTheDiagnosisMakesTheServerTrusted() throws Exception {
        made.selfSigned("root", "Example Root CA");
        made.selfSignedByKeytool("own-keytool-nameless", TrustCase.HOST);
        for (String type : new String[] {"JKS", "PKCS12"}) {
            Path store = folder.resolve("it's a store." + type);
            made.addTrusted(store, type, "root");
            try (TrustStoreProperties properties = new TrustStoreProperties(type, store);
                    TlsMailServer server =
                            new TlsMailServer(made.identity("own-keytool-nameless", List.of()), ConnectionSecurity.STARTTLS)) {
                SmtpSettings settings = TrustMatrixTest.settings(TrustCase.HOST, server.port(), ConnectionSecurity.STARTTLS);
                DeliveryReport refused = probe(settings);
                assertEquals("certificate-untrusted", cause(refused));
                followTheSteps(refused);
                assertEquals(Outcome.READY, probe(settings).outcome(), type);
            }
        }
    }

    /** Does as an administrator does who reads the report; the password comes by the environment instead of a prompt. */
    private void followTheSteps(DeliveryReport report) throws Exception {
        String command = report.trustCommand().orElseThrow();
        List<String> steps = report.diagnosis().orElseThrow().steps();
        assertTrue(steps.get(steps.size() - 1).endsWith("\n" + command), steps.toString());
        String file = command.replaceFirst(".*-file (\\S+) .*", "$1");
        Files.writeString(folder.resolve(file), report.certificates().get(0).pem().orElseThrow());
        Map<String, String> password = Map.of("STORE_PASSWORD", TestCertificates.STORE_PASSWORD);
        Tool.run(folder, password, "sh", "-c", command + " -noprompt -storepass:env STORE_PASSWORD");
    }

    private void assertDescribes(PresentedCertificate presented, String name) throws Exception {
        X509Certificate certificate = read(Files.readAllBytes(made.pem(name)));
        assertEquals(certificate, read(presented.pem().orElseThrow().getBytes(StandardCharsets.US_ASCII)));
        assertEquals(sha256(certificate), presented.sha256());
        assertEquals(certificate.getNotBefore().toInstant(), presented.notBefore());
        assertEquals(certificate.getNotAfter().toInstant(), presented.notAfter());
        assertEquals(certificate.getSubjectX500Principal().getName(), presented.subject());
        assertEquals(certificate.getIssuerX500Principal().getName(), presented.issuer());
    }

    private static X509Certificate read(byte[] pem) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(pem));
    }

    private static String sha256(X509Certificate certificate) throws Exception {
        StringBuilder digits = new StringBuilder();
        for (byte one : MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())) {
            digits.append(String.format("%02x", one));
        }
        return digits.toString();
    }

    private static void assertHasNoLogin(String said) {
        for (String secret : new String[] {"AUTH", USER, PASSWORD, base64(plain()), base64(USER), base64(PASSWORD)}) {
            assertFalse(said.contains(secret), said);
        }
    }

    private static String plain() {
        return "\0" + USER + "\0" + PASSWORD;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SmtpSettings withLogin(SmtpSettings settings) {
        return settings.toBuilder().auth(Auth.PASSWORD).username(USER).password(Secret.of(PASSWORD)).build();
    }

    private static DeliveryReport probe(SmtpSettings settings) throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(settings)) {
            return mailer.probe();
        }
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none: " + report.outcome());
    }
}
