package com.centerscape.smtp.internal.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;

/** The file of trusted certificates that this JVM goes by, and the command that adds one. */
final class KeystoreFile {
    /** The first bytes of a keystore of type JKS; one of type JCEKS; PKCS12 begins as any DER does. */
    private static final int JKS_MAGIC = 0xFEEDFEED;

    private static final int JCEKS_MAGIC = 0xCECECECE;
    private static final int DER_SEQUENCE = 0x30;

    private final Path path;
    private final String type;

    private KeystoreFile(Path path, String type) {
        this.path = path;
        this.type = type;
    }

    /** The JDK's own rule: what the property names, else {@code jssecacerts}, and {@code cacerts} where that is no file. */
    static Optional<KeystoreFile> effective() {
        String property = System.getProperty("javax.net.ssl.trustStore", "");
        if (property.equals("NONE")) {
            return Optional.empty();
        }
        Path security = Path.of(System.getProperty("java.home"), "lib", "security");
        Path first = property.isEmpty() ? security.resolve("jssecacerts") : pathOf(property);
        Path path = first != null && Files.isRegularFile(first) && Files.isReadable(first) ? first : security.resolve("cacerts");
        String type = System.getProperty("javax.net.ssl.trustStoreType", "");
        return Optional.of(new KeystoreFile(path.toAbsolutePath(), type.isEmpty() ? typeOf(path) : type));
    }

    /** It asks for the keystore's password, and whether the certificate is the right one. */
    String importCommand(String host, X509Certificate certificate) {
        // A colon of an IPv6 address is no part of a file name everywhere.
        String name = host.replace(':', '-');
        // A renewed certificate gets an alias of its own: keytool refuses one that is taken.
        String alias = name + "-" + Certificates.sha256(certificate).substring(0, 8);
        return String.join(
                " ",
                quoted(keytool()),
                "-importcert",
                "-alias",
                quoted(alias),
                "-file",
                quoted(name + ".pem"),
                "-keystore",
                quoted(path.toString()),
                "-storetype",
                quoted(type));
    }

    /** That of this JVM where it has one: another's may be of another age. */
    private static String keytool() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        for (String name : new String[] {"keytool", "keytool.exe"}) {
            if (Files.isExecutable(bin.resolve(name))) {
                return bin.resolve(name).toString();
            }
        }
        return "keytool";
    }

    private static String typeOf(Path path) {
        byte[] head = new byte[4];
        try (InputStream content = Files.newInputStream(path)) {
            content.readNBytes(head, 0, head.length);
        } catch (IOException unreadable) {
            return KeyStore.getDefaultType();
        }
        int magic = (head[0] & 255) << 24 | (head[1] & 255) << 16 | (head[2] & 255) << 8 | head[3] & 255;
        if (magic == JKS_MAGIC) {
            return "JKS";
        }
        if (magic == JCEKS_MAGIC) {
            return "JCEKS";
        }
        return head[0] == DER_SEQUENCE ? "PKCS12" : KeyStore.getDefaultType();
    }

    private static Path pathOf(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException noPath) {
            return null;
        }
    }

    /** As the shell of this system takes it. */
    private static String quoted(String word) {
        boolean isWindows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        if (isWindows) {
            return word.matches("[\\w.:\\\\/-]+") ? word : '"' + word + '"';
        }
        return word.matches("[\\w.:/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
