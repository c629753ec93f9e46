package com.centerscape.smtp.trust;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The JDK's own verdict and ours on every certificate of {@link TrustCase}, over STARTTLS and TLS, with a keystore of type JKS
 * and PKCS12. They are equal, and where they refuse the report says why. The table is {@code docs/trust.md}.
 */
@SuppressWarnings("try") // The keystore's properties hold for their block and are not named in it.
class TrustMatrixTest {
    private static final String[] STORE_TYPES = {"JKS", "PKCS12"};
    private static final ConnectionSecurity[] SECURITIES = {ConnectionSecurity.STARTTLS, ConnectionSecurity.TLS};
    private static final String TRUSTED = "trusted";
    private static final Map<TrustCase, List<Verdicts>> MEASURED = new LinkedHashMap<>();

    @BeforeAll
    static void measure() throws Exception {
        TestCertificates made = TestCertificates.instance();
        for (TrustCase one : TrustCase.all(made)) {
            List<Verdicts> verdicts = new ArrayList<>();
            for (String type : STORE_TYPES) {
                for (ConnectionSecurity security : SECURITIES) {
                    verdicts.add(measure(one, type, made.trustStore(type, one.trusted()), security));
                }
            }
            MEASURED.put(one, verdicts);
        }
    }

    @TestFactory
    Stream<DynamicTest> bothSayTheSame() {
        return MEASURED.entrySet().stream().map(entry -> DynamicTest.dynamicTest(
                entry.getKey().toString(),
                () -> assertAll(entry.getValue().stream().map(verdicts -> () -> {
                    String expected = entry.getKey().cause().map(cause -> "refused: " + cause).orElse(TRUSTED);
                    assertEquals(expected, verdicts.ours, "ours, " + verdicts.how);
                    assertEquals(expected.equals(TRUSTED), verdicts.jdkTrusts, "the JDK's, " + verdicts.how);
                }))));
    }

    @Test
    void theTableIsCommitted() throws Exception {
        assertTrue(MEASURED.size() >= 12, "so many certificates at least");
        Path file = Path.of(System.getProperty("centerscape.smtp.repository"), "docs", "trust.md").normalize();
        String before = Files.readString(file);
        String after = TrustTable.into(before, rows());
        if (!after.equals(before)) {
            Files.writeString(file, after);
        }
        assertEquals(before, after, file + " was rewritten: read it and commit it");
    }

    private static List<TrustTable.Row> rows() {
        List<TrustTable.Row> rows = new ArrayList<>();
        MEASURED.forEach((one, verdicts) -> rows.add(new TrustTable.Row(
                one.certificate(),
                one.keystore(),
                one.dialled(),
                inOne(verdicts.stream().map(verdict -> verdict.jdkTrusts ? TRUSTED : "refused")),
                inOne(verdicts.stream().map(verdict -> verdict.ours)))));
        return rows;
    }

    /** The verdict where all are equal, else each of them. */
    private static String inOne(Stream<String> verdicts) {
        return String.join(" / ", verdicts.distinct().toArray(String[]::new));
    }

    private static Verdicts measure(TrustCase one, String storeType, Path store, ConnectionSecurity security) throws Exception {
        Verdicts verdicts = new Verdicts(storeType + ", " + security);
        try (TrustStoreProperties properties = new TrustStoreProperties(storeType, store)) {
            try (TlsMailServer server = new TlsMailServer(one.identity(), security)) {
                verdicts.jdkTrusts = JdkVerdict.trusts(one.dialled(), server.port(), security);
            }
            try (TlsMailServer server = new TlsMailServer(one.identity(), security)) {
                verdicts.ours = ours(settings(one.dialled(), server.port(), security));
            }
        }
        return verdicts;
    }

    private static String ours(SmtpSettings settings) throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(settings)) {
            DeliveryReport report = mailer.probe();
            if (report.outcome() == Outcome.READY) {
                return TRUSTED;
            }
            String cause = report.diagnosis().map(Diagnosis::cause).orElse("no diagnosis");
            // Only what is about a certificate is a verdict on one.
            return (cause.startsWith("certificate-") ? "refused: " : "failed: ") + cause;
        }
    }

    static SmtpSettings settings(String host, int port, ConnectionSecurity security) {
        return SmtpSettings.builder()
                .hostname(host)
                .port(port)
                .security(security)
                .fromAddress("CenterScape <centerscape@example.com>")
                .build();
    }

    /** What was said of one certificate in one way. */
    private static final class Verdicts {
        private final String how;
        private boolean jdkTrusts;
        private String ours;

        Verdicts(String how) {
            this.how = how;
        }
    }
}
