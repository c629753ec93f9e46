package com.centerscape.smtp.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Makes keys, certificates and keystores with openssl and keytool, in a temporary folder. What is asked for again is not made
 * again.
 *
 * <p>A certificate is known by its name: {@code NAME.pem} with {@code NAME.key} beside it.
 */
public final class TestCertificates {
    /** The password of every keystore; not a secret. */
    public static final String STORE_PASSWORD = "changeit";

    private static final String SAN = "subjectAltName=";
    private static TestCertificates instance;

    private final Path folder;
    private final Map<String, Path> stores = new ConcurrentHashMap<>();

    private TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** The certificates of this test run; their folder goes with the JVM. */
    public static synchronized TestCertificates instance() {
        if (instance == null) {
            try {
                Path folder = Files.createTempDirectory("centerscape-certificates");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
                instance = new TestCertificates(folder);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
        return instance;
    }

    Path folder() {
        return folder;
    }

    Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** What {@code openssl req -x509} makes by default: CA:TRUE, and no names but those in {@code options}. */
    public void selfSigned(String name, String commonName, String... options) {
        if (isMade(name)) {
            return;
        }
        openssl(concat(
                new String[] {
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj", "/CN=" + commonName,
                    "-keyout", key(name).toString(), "-out", pem(name).toString()
                },
                options));
    }

    /** What {@code keytool -genkeypair} makes, with {@code options} for names and validity; without any it has no names. */
    void selfSignedByKeytool(String name, String commonName, String... options) {
        if (isMade(name)) {
            return;
        }
        Path store = folder.resolve(name + ".keytool.p12");
        keytool(concat(
                new String[] {
                    "-genkeypair", "-alias", "server", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=" + commonName,
                    "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD
                },
                options));
        String[] from = {"pkcs12", "-in", store.toString(), "-passin", "pass:" + STORE_PASSWORD};
        openssl(concat(from, "-nokeys", "-out", pem(name).toString()));
        openssl(concat(from, "-nocerts", "-nodes", "-out", key(name).toString()));
    }

    /**
     * A certificate that an authority signs.
     *
     * @param name its name
     * @param authority the name of the authority's certificate
     * @param commonName whom it names
     * @param newKey the key, as {@code openssl req -newkey} takes it
     * @param digest the digest of the signature, such as {@code sha256}
     * @param extensions its extensions, one in each line, as openssl's configuration has them
     */
    void signed(String name, String authority, String commonName, String newKey, String digest, String... extensions) {
        if (isMade(name)) {
            return;
        }
        Path request = request(name, commonName, newKey);
        Path extensionFile = folder.resolve(name + ".ext");
        write(extensionFile, String.join("\n", extensions) + "\n");
        openssl("x509", "-req", "-in", request.toString(), "-CA", pem(authority).toString(), "-CAkey",
                key(authority).toString(), "-CAcreateserial", "-days", "365", "-" + digest, "-extfile",
                extensionFile.toString(), "-out", pem(name).toString());
    }

    /** The same with RSA 2048 and SHA-256, for these names, written as {@code DNS:...} and {@code IP:...}. */
    void signedFor(String name, String authority, String commonName, String... names) {
        String[] extensions = names.length == 0 ? new String[0] : new String[] {SAN + String.join(",", names)};
        signed(name, authority, commonName, "rsa:2048", "sha256", extensions);
    }

    /**
     * The same, valid for 30 days from another day than today. openssl 3.0 cannot say so, keytool can.
     *
     * @param startDate as keytool takes it: {@code -60d} for 60 days ago
     */
    void signedFrom(String startDate, String name, String authority, String dnsName) {
        if (isMade(name)) {
            return;
        }
        Path request = request(name, dnsName, "rsa:2048");
        keytool("-gencert", "-keystore", identity(authority, List.of()).toString(), "-storepass", STORE_PASSWORD, "-alias",
                "server", "-infile", request.toString(), "-outfile", pem(name).toString(), "-rfc", "-startdate", startDate,
                "-validity", "30", "-ext", "san=dns:" + dnsName);
    }

    /**
     * A keystore with the key of a certificate, as a server needs it.
     *
     * @param name the certificate
     * @param intermediates what the server presents behind its own certificate
     */
    public Path identity(String name, List<String> intermediates) {
        return stores.computeIfAbsent("identity " + name + intermediates, wanted -> {
            Path chain = folder.resolve(name + ".chain.pem");
            write(chain, Stream.concat(Stream.of(name), intermediates.stream())
                    .map(one -> read(pem(one)))
                    .reduce("", String::concat));
            Path store = folder.resolve(name + "-with-" + intermediates.size() + ".p12");
            openssl("pkcs12", "-export", "-name", "server", "-in", chain.toString(), "-inkey", key(name).toString(),
                    "-out", store.toString(), "-passout", "pass:" + STORE_PASSWORD);
            return store;
        });
    }

    /**
     * A keystore with trusted certificates, made by keytool.
     *
     * @param type {@code JKS} or {@code PKCS12}
     * @param name the certificate in it
     */
    public Path trustStore(String type, String name) {
        return stores.computeIfAbsent(type + " " + name, wanted -> {
            Path store = folder.resolve("trusts-" + name + "." + type.toLowerCase());
            addTrusted(store, type, name);
            return store;
        });
    }

    /** Adds a certificate to a keystore, which is made where there is none. */
    void addTrusted(Path store, String type, String name) {
        keytool("-importcert", "-noprompt", "-alias", name, "-file", pem(name).toString(), "-keystore", store.toString(),
                "-storetype", type, "-storepass", STORE_PASSWORD);
    }

    private Path request(String name, String commonName, String newKey) {
        Path request = folder.resolve(name + ".csr");
        String[] key = newKey.startsWith("ec:")
                ? new String[] {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + newKey.substring("ec:".length())}
                : new String[] {"-newkey", newKey};
        String[] command = {
            "req", "-new", "-nodes", "-subj", "/CN=" + commonName, "-keyout", key(name).toString(), "-out", request.toString()
        };
        openssl(concat(command, key));
        return request;
    }

    private boolean isMade(String name) {
        return Files.exists(pem(name));
    }

    private void openssl(String... arguments) {
        Tool.run(folder, concat(new String[] {"openssl"}, arguments));
    }

    private void keytool(String... arguments) {
        // It runs for a moment only: what the JVM saves by compiling well, it never earns back.
        Tool.run(folder, concat(new String[] {"keytool", "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"}, arguments));
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.US_ASCII);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException gone) {
            // It is a temporary folder: what stays is the system's to remove.
        }
    }
}
