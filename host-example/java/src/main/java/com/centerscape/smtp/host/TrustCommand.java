package com.centerscape.smtp.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.stream.Stream;

/** The shell command that makes this host trust a certificate: into the keystore that counts for this JVM. */
final class TrustCommand {
    /** The password that keystores of the JDK have; everybody knows it. */
    private static final String DEFAULT_PASSWORD = "changeit";

    private TrustCommand() {}

    /** With {@code {alias}} and {@code {file}} to be filled in; empty where the keystore is no file that is there. */
    static Optional<String> template() {
        return keystore().map(path -> quoted(keytool()) + " -importcert -noprompt -alias {alias} -file {file} -keystore " + quoted(path)
            + (hasDefaultPassword(path) ? " -storepass " + DEFAULT_PASSWORD : ""));
    }

    /** The JDK's own rule, as docs/trust.md has it. */
    private static Optional<Path> keystore() {
        String property = System.getProperty("javax.net.ssl.trustStore", "");
        if (property.equals("NONE")) {
            return Optional.empty();
        }
        Path security = home().resolve(Path.of("lib", "security"));
        Path first = property.isEmpty() ? security.resolve("jssecacerts") : pathOf(property);
        return Stream.of(first, security.resolve("cacerts"))
            .filter(path -> Files.isReadable(path) && Files.isRegularFile(path))
            .map(Path::toAbsolutePath).findFirst();
    }

    private static Path pathOf(String property) {
        try {
            return Path.of(property);
        } catch (InvalidPathException noPath) {
            return Path.of("");
        }
    }

    /** That of this JVM where it has one: another's may be of another age. */
    private static Path keytool() {
        Path own = home().resolve(Path.of("bin", "keytool"));
        return Files.isExecutable(own) ? own : Path.of("keytool");
    }

    private static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    /** With any other password, keytool asks for it. */
    private static boolean hasDefaultPassword(Path keystore) {
        try {
            KeyStore.getInstance(keystore.toFile(), DEFAULT_PASSWORD.toCharArray());
            return true;
        } catch (IOException | GeneralSecurityException other) {
            return false;
        }
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
