package com.centerscape.smtp.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Problem;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpSettings;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/upgrading.md} says: Angus Mail lets it through, the library refuses it. */
class UpgradingTest {
    private static final String USER = "user";
    private static final String PASSWORD = "of the old days";
    private static final Pattern LOGIN = Pattern.compile("AUTH PLAIN (\\S+)");

    private final TestCertificates made = TestCertificates.instance();
    private Path own;

    @BeforeEach
    void makeCertificates() {
        TrustCase.all(made);
        own = made.identity("own-openssl", List.of());
    }

    @Test
    void trustInEverybodyIsNoMore() throws Exception {
        try (TlsMailServer server = new TlsMailServer(own, ConnectionSecurity.STARTTLS)) {
            angus(server, "starttls.enable", "true", "ssl.trust", "*");
            assertEquals("certificate-untrusted", ours(server, settings(server, ConnectionSecurity.STARTTLS)));
        }
    }

    @Test
    void namesAreCompared() throws Exception {
        SSLContext trusting = KeyStores.trusting("PKCS12", made.trustStore("PKCS12", "private-ca"));
        try (TlsMailServer server = new TlsMailServer(made.identity("wrong-name", List.of()), ConnectionSecurity.STARTTLS)) {
            Properties properties = properties("starttls.enable", "true", "ssl.checkserveridentity", "false");
            properties.put("mail.smtp.ssl.socketFactory", trusting.getSocketFactory());
            connect(server, properties);
            properties.remove("mail.smtp.ssl.checkserveridentity");
            assertThrows(MessagingException.class, () -> connect(server, properties), "Angus Mail from 1.1 on");
            SmtpSettings settings = settings(server, ConnectionSecurity.STARTTLS);
            assertEquals("certificate-name-mismatch", cause(SmtpMailer.builder(settings).sslContext(trusting).build()));
        }
    }

    @Test
    void startTlsIsRequired() throws Exception {
        try (TlsMailServer server = new TlsMailServer(own, ConnectionSecurity.NONE)) {
            angus(server, "starttls.enable", "true");
            assertTrue(showsPassword(lastVisit(server)), "Angus Mail shows the password");
            assertEquals("starttls-not-offered", ours(server, settings(server, ConnectionSecurity.STARTTLS)));
        }
    }

    @Test
    void aPasswordIsNotShownInClearWithoutConsent() throws Exception {
        try (TlsMailServer server = new TlsMailServer(own, ConnectionSecurity.NONE)) {
            angus(server);
            assertTrue(showsPassword(lastVisit(server)), "Angus Mail shows the password");
            SmtpSettings settings = settings(server, ConnectionSecurity.NONE);
            assertEquals("auth-mechanism", ours(server, settings));
            assertEquals("ready", cause(SmtpMailer.create(settings.toBuilder().allowClearPassword(true).build())));
            assertTrue(showsPassword(lastVisit(server)), "with consent, so do we");
        }
    }

    @Test
    void aLoginThatIsNotOfferedIsNotPassedOver() throws Exception {
        try (TlsMailServer server = new TlsMailServer(own, ConnectionSecurity.NONE, false)) {
            angus(server, "auth", "true");
            assertEquals("auth-not-offered", ours(server, settings(server, ConnectionSecurity.NONE)));
        }
    }

    /** openssl speaks what no JDK of today does. */
    @Test
    void aServerWithoutANewerTlsThanOnePointOneIsToldAsSuch() throws Exception {
        for (String version : List.of("-tls1", "-tls1_1")) {
            try (OpensslServer server = new OpensslServer(made, "own-openssl", version)) {
                assertThrows(SSLException.class, () -> JdkVerdict.trusts(TrustCase.HOST, server.port(), ConnectionSecurity.TLS));
                SmtpSettings settings = TrustMatrixTest.settings(TrustCase.HOST, server.port(), ConnectionSecurity.TLS);
                assertEquals("tls-version", cause(SmtpMailer.create(settings)), version);
            }
        }
    }

    @Test
    void addressesAreReadStrictly() throws Exception {
        for (String lenient : List.of("ops", "<ops>", "ops@example.com (comment)")) {
            assertEquals(1, InternetAddress.parse(lenient).length, lenient);
            assertTrue(problemsOf(lenient).stream().allMatch(code -> code.startsWith("address.")), lenient);
        }
        for (String several : List.of("a@example.com, b@example.com", "Ops, Hall 2 <ops@example.com>")) {
            assertEquals(2, InternetAddress.parse(several).length, several);
            assertTrue(problemsOf(several).stream().allMatch(code -> code.startsWith("address.")), several);
        }
        String group = "Ops: a@example.com, b@example.com;";
        assertEquals(2, InternetAddress.parse(group)[0].getGroup(true).length);
        assertEquals(List.of("address.several-addresses"), problemsOf(group));
        String blank = "a@example.com b@example.com";
        assertEquals(2, InternetAddress.parse(blank, false).length);
        assertTrue(problemsOf(blank).stream().allMatch(code -> code.startsWith("address.")), blank);
    }

    @Test
    void ehloHasTheConnectionsAddress() throws Exception {
        try (TlsMailServer server = new TlsMailServer(own, ConnectionSecurity.NONE)) {
            SmtpSettings settings = settings(server, ConnectionSecurity.NONE).toBuilder().auth(Auth.NONE).build();
            assertEquals("ready", cause(SmtpMailer.create(settings)));
            assertTrue(lastVisit(server).startsWith("EHLO [127.0.0.1]\r\n"), lastVisit(server));
            assertEquals("ready", cause(SmtpMailer.create(settings.toBuilder().ehloName("monitor.example.com").build())));
            assertTrue(lastVisit(server).startsWith("EHLO monitor.example.com\r\n"), lastVisit(server));
        }
    }

    @Test
    void withoutAFromTheUsernameOrALocalAddressIsTheSender() throws Exception {
        SmtpSettings settings = SmtpSettings.builder().hostname("mail.example.com").build();
        assertEquals("centerscape@localhost", senderBy(settings));
        assertEquals("u@example.com", senderBy(settings.toBuilder().username("u@example.com").build()));
    }

    private static String senderBy(SmtpSettings settings) throws Exception {
        try (SmtpMessage message = SmtpMessage.build(settings, Draft.of("ops@example.com", "Fans", "All run."))) {
            return message.envelope().sender();
        }
    }

    private static List<String> problemsOf(String recipient) throws Exception {
        Draft draft = Draft.of(recipient, "Fans", "All run.");
        SmtpSettings settings = SmtpSettings.builder().fromAddress("cs@example.com").build();
        InvalidInputException refusal =
                assertThrows(InvalidInputException.class, () -> SmtpMessage.build(settings, draft).close(), recipient);
        return refusal.problems().stream().map(Problem::code).collect(Collectors.toList());
    }

    /** Angus Mail connects and logs in. */
    private static void angus(TlsMailServer server, String... properties) throws Exception {
        connect(server, properties(properties));
    }

    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.localhost", "old.example.com");
        for (int index = 0; index < pairs.length; index += 2) {
            properties.setProperty("mail.smtp." + pairs[index], pairs[index + 1]);
        }
        return properties;
    }

    private static void connect(TlsMailServer server, Properties properties) throws Exception {
        Transport transport = Session.getInstance(properties).getTransport("smtp");
        try (Transport open = transport) {
            open.connect(TrustCase.HOST, server.port(), USER, PASSWORD);
            assertTrue(open.isConnected());
        }
    }

    private static SmtpSettings settings(TlsMailServer server, ConnectionSecurity security) {
        return TrustMatrixTest.settings(TrustCase.HOST, server.port(), security).toBuilder()
                .auth(Auth.PASSWORD)
                .username(USER)
                .password(Secret.of(PASSWORD))
                .build();
    }

    /** The cause why we refuse it; the password was not told. */
    private static String ours(TlsMailServer server, SmtpSettings settings) throws Exception {
        int before = server.visits().size();
        String cause = cause(SmtpMailer.create(settings));
        for (TlsMailServer.Visit visit : server.visits().subList(before, server.visits().size())) {
            assertFalse((visit.clear() + visit.encrypted()).contains("AUTH"), "we told the password");
        }
        return cause;
    }

    private static String cause(SmtpMailer mailer) throws Exception {
        try (SmtpMailer open = mailer) {
            DeliveryReport report = open.probe();
            return report.outcome() == Outcome.READY ? "ready" : report.diagnosis().map(Diagnosis::cause).orElse("?");
        }
    }

    private static boolean showsPassword(String said) {
        Matcher login = LOGIN.matcher(said);
        return login.find()
                && new String(Base64.getDecoder().decode(login.group(1)), StandardCharsets.UTF_8).endsWith("\0" + PASSWORD);
    }

    private static String lastVisit(TlsMailServer server) throws Exception {
        List<TlsMailServer.Visit> visits = server.visits();
        return visits.get(visits.size() - 1).clear();
    }
}
