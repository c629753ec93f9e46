package com.centerscape.smtp.mailer;

import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.trust.KeyStores;
import com.centerscape.smtp.trust.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What the tests of the mailer send, and by which settings. */
final class Mails {
    private static final String CERTIFICATE = "mailer";

    private Mails() {}

    /** Settings of a server on this machine. */
    static SmtpSettings.Builder settings(int port) {
        return SmtpSettings.builder()
                .hostname("127.0.0.1")
                .port(port)
                .fromAddress("CenterScape <centerscape@example.com>");
    }

    static Draft draft() {
        return draft("ops@example.com");
    }

    static Draft draft(String to) {
        return Draft.of(to, "Inlet temperature high", "41.5 C at PDU-7\n.\nThat is all.");
    }

    /** The report of a mail that is not taken. */
    static DeliveryReport refused(SmtpMailer mailer, Draft draft) throws SmtpException {
        try {
            throw new AssertionError("it was taken: " + mailer.send(draft));
        } catch (DeliveryException failed) {
            return failed.report();
        }
    }

    /** A server's TLS, for 127.0.0.1 and localhost. */
    static SSLContext serverTls() throws Exception {
        char[] password = TestCertificates.STORE_PASSWORD.toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStores.load("PKCS12", identity()), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Who trusts that server. */
    static SSLContext clientTls() throws Exception {
        identity();
        return KeyStores.trusting("PKCS12", TestCertificates.instance().trustStore("PKCS12", CERTIFICATE));
    }

    private static Path identity() {
        TestCertificates made = TestCertificates.instance();
        made.selfSigned(CERTIFICATE, "localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost");
        return made.identity(CERTIFICATE, List.of());
    }
}
