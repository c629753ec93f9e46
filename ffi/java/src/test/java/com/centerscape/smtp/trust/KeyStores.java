package com.centerscape.smtp.trust;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads keystores as Java does. */
public final class KeyStores {
    private KeyStores() {}

    public static KeyStore load(String type, Path file) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        try (InputStream input = Files.newInputStream(file)) {
            store.load(input, TestCertificates.STORE_PASSWORD.toCharArray());
        }
        return store;
    }

    /** A context that trusts what this keystore holds, and nothing else. */
    public static SSLContext trusting(String type, Path file) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(type, file));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
