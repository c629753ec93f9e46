package com.centerscape.smtp.mailer;

import com.centerscape.smtp.trust.TestCertificates;
import com.icegreen.greenmail.util.GreenMail;
import java.io.InputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificate that GreenMail brings along. */
final class GreenMailTrust {
    private GreenMailTrust() {}

    static SSLContext context() throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream content = GreenMail.class.getResourceAsStream("/greenmail.p12")) {
            own.load(content, TestCertificates.STORE_PASSWORD.toCharArray());
        }
        Certificate certificate = own.getCertificate("greenmail");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("greenmail", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
