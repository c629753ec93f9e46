package com.centerscape.smtp.internal.net;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom to trust: the {@link SSLContext} that was given, else the one that the application made the JVM's default, else one
 * made of the effective keystore as it is now. The JDK's own default context reads the keystore once for the life of the JVM.
 */
public final class Trust {
    /** What the JDK's own default context is called; one of the application's has the name of a protocol. */
    private static final String JDK_DEFAULT = "Default";

    /** The keystore cannot be used. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final SSLContext given;
    private final ReentrantLock lock = new ReentrantLock();
    /** Made of the keystore; null until it is needed. Guarded by the lock. */
    private SSLContext made;

    private Trust(SSLContext given) {
        this.given = given;
    }

    /**
     * The trust of one mailer.
     *
     * @param given whom to trust; null for the application's default or the keystore
     * @return the trust
     */
    public static Trust of(SSLContext given) {
        return new Trust(given == null ? applicationDefault() : given);
    }

    SSLContext context() throws UnusableException {
        if (given != null) {
            return given;
        }
        lock.lock();
        try {
            if (made == null) {
                made = fromKeystore();
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    /** Reads the keystore again for the next connection. */
    void refresh() {
        lock.lock();
        try {
            made = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The command that trusts a server's own certificate; empty where there is no file to change (a context of the
     * application's, a keystore without a file), or where it would not help.
     */
    Optional<String> command(String host, X509Certificate[] chain) {
        if (given != null || chain.length == 0 || !wouldBeTrusted(chain)) {
            return Optional.empty();
        }
        return KeystoreFile.effective().map(file -> file.importCommand(host, chain[0]));
    }

    private static SSLContext applicationDefault() {
        try {
            SSLContext context = SSLContext.getDefault();
            return context.getProtocol().equals(JDK_DEFAULT) ? null : context;
        } catch (NoSuchAlgorithmException unusable) {
            // The JDK cannot read its keystore; reading it afresh will say why.
            return null;
        }
    }

    private static SSLContext fromKeystore() throws UnusableException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // null: the JDK's own rule which keystore that is. It reads the file again where it changed.
            trust.init((KeyStore) null);
            if (!trustsAnybody(trust.getTrustManagers())) {
                throw new UnusableException(unusable("the JDK finds no trusted certificate in it. Without the password of a keystore of type"
                        + " PKCS12 it finds none: give it as -Djavax.net.ssl.trustStorePassword"), null);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(ownKeys(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new UnusableException(unusable(unusable.getMessage()), unusable);
        }
    }

    private static String unusable(String why) {
        return "the Java keystore cannot be used: " + why;
    }

    /** Otherwise each handshake would fail, and only with the JDK's word that its anchors must not be empty. */
    private static boolean trustsAnybody(TrustManager[] managers) {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager && ((X509TrustManager) manager).getAcceptedIssuers().length == 0) {
                return false;
            }
        }
        return true;
    }

    /** Our own key, for servers that ask for one, as the JDK's default context has it. */
    private static KeyManager[] ownKeys() throws GeneralSecurityException, IOException {
        String file = System.getProperty("javax.net.ssl.keyStore", "");
        if (file.isEmpty()) {
            return null;
        }
        String type = System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType());
        String provider = System.getProperty("javax.net.ssl.keyStoreProvider", "");
        String password = System.getProperty("javax.net.ssl.keyStorePassword", "");
        char[] secret = password.isEmpty() ? null : password.toCharArray();
        KeyStore store = provider.isEmpty() ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
        try (InputStream content = file.equals("NONE") ? null : new FileInputStream(file)) {
            store.load(content, secret);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, secret);
        return keys.getKeyManagers();
    }

    /** Whether the chain would be trusted if the server's own certificate stood in the keystore. */
    private static boolean wouldBeTrusted(X509Certificate[] chain) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("server", chain[0]);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            for (TrustManager manager : trust.getTrustManagers()) {
                if (manager instanceof X509TrustManager) {
                    ((X509TrustManager) manager).checkServerTrusted(chain, "UNKNOWN");
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException | IOException refused) {
            // Or the JVM's default type of keystore cannot be made in memory: then no command is known to help.
            return false;
        }
    }
}
