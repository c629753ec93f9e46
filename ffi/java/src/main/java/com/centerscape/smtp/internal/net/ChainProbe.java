package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeSettings;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Looks at the certificates of a server that is not trusted: JSSE does not show what it refused. It opens a connection of its
 * own, which has no login at all and refuses every certificate once it has seen it.
 */
final class ChainProbe {
    private static final X509Certificate[] NOTHING = {};

    private final NativeSettings withoutLogin;
    private final String destinations;

    ChainProbe(NativeSettings withoutLogin, String destinations) {
        this.withoutLogin = withoutLogin;
        this.destinations = destinations;
    }

    /** The chain that the server presents, its own certificate first; empty where it could not be seen. */
    X509Certificate[] look(Call call, long until) {
        Recorder recorder = new Recorder();
        Tls tls = new Tls(Trust.of(context(recorder)), false);
        Connection connection = new Connection(withoutLogin, destinations, tls, null, null, null);
        try {
            connection.session().beginProbe();
            connection.run(call, until);
        } finally {
            connection.discard();
        }
        return recorder.seen;
    }

    private static SSLContext context(Recorder recorder) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has TLS", impossible);
        }
    }

    /** Remembers what it is shown, and trusts nobody. */
    private static final class Recorder extends X509ExtendedTrustManager {
        private X509Certificate[] seen = NOTHING;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            seen = chain.clone();
            throw new CertificateException("seen, and that is all");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("there are no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NOTHING;
        }
    }
}
