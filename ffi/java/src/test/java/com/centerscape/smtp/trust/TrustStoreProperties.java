package com.centerscape.smtp.trust;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The system properties that name Java's keystore, set until this is closed. */
public final class TrustStoreProperties implements AutoCloseable {
    private static final String STORE = "javax.net.ssl.trustStore";

    private final Map<String, String> before = new HashMap<>();

    public TrustStoreProperties(String type, Path store) {
        set(STORE, store.toString());
        set(STORE + "Type", type);
        set(STORE + "Password", TestCertificates.STORE_PASSWORD);
    }

    private void set(String name, String value) {
        before.put(name, System.setProperty(name, value));
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
