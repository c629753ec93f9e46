package com.centerscape.smtp.trust;

import com.centerscape.smtp.ConnectionSecurity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** What the JDK alone says of a server's certificate: a plain {@link SSLSocket} with endpoint identification. */
final class JdkVerdict {
    private static final int PATIENCE_MS = 20_000;

    private JdkVerdict() {}

    /**
     * Whether the JDK trusts the server, by the keystore that the system properties name now.
     *
     * @throws IOException if the handshake fails over anything but the certificate
     */
    static boolean trusts(String host, int port, ConnectionSecurity security) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        // Null is the effective keystore. Not SSLContext.getDefault: that reads it once for the life of the JVM.
        context.init(null, null, null);
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(PATIENCE_MS);
            if (security == ConnectionSecurity.STARTTLS) {
                askForTls(socket);
            }
            return shakesHands(context, socket, host, port);
        }
    }

    private static void askForTls(Socket socket) throws IOException {
        InputStream input = socket.getInputStream();
        readReply(input);
        for (String command : new String[] {"EHLO jdk.test", "STARTTLS"}) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            readReply(input);
        }
    }

    private static void readReply(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next >= 0; next = input.read()) {
            line.append((char) next);
            if (next == '\n') {
                if (line.charAt(3) == ' ') {
                    return;
                }
                line.setLength(0);
            }
        }
        throw new IOException("the server hung up");
    }

    private static boolean shakesHands(SSLContext context, Socket socket, String host, int port) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
            return true;
        } catch (SSLHandshakeException refusal) {
            if (isAboutCertificate(refusal)) {
                return false;
            }
            throw refusal;
        }
    }

    private static boolean isAboutCertificate(Throwable error) {
        for (Throwable one = error; one != null; one = one.getCause()) {
            if (one instanceof CertificateException || one instanceof CertPathValidatorException) {
                return true;
            }
        }
        return false;
    }
}
