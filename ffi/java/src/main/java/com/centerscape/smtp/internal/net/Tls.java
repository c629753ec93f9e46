package com.centerscape.smtp.internal.net;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** How a connection turns to TLS: whom it trusts, and whether it verifies the server's name. */
final class Tls {
    private final Trust trust;
    private final boolean verifiesName;

    Tls(Trust trust, boolean verifiesName) {
        this.trust = trust;
        this.verifiesName = verifiesName;
    }

    /** TLS over a connected socket, before its handshake. */
    SSLSocket layer(Socket socket, String name) throws IOException, Trust.UnusableException {
        SSLContext context = trust.context();
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, name, socket.getPort(), true);
        if (verifiesName) {
            SSLParameters parameters = secured.getSSLParameters();
            // An SSLSocket by itself accepts any name (RFC 9525 is what this one checks).
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        return secured;
    }

    /** The certificate was not accepted: one that was added meanwhile counts for the next connection. */
    void refresh() {
        trust.refresh();
    }

    /** The command that would trust this server, where there is one. */
    Optional<String> trustCommand(String host, X509Certificate[] chain) {
        return trust.command(host, chain);
    }
}
