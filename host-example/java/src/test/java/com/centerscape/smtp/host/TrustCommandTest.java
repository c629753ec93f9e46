package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Destinations;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that is told makes this host trust a certificate, without a restart. */
class TrustCommandTest {
    private static final String STORE = "javax.net.ssl.trustStore";
    /** Without it the JDK finds nothing in a keystore of type PKCS12. */
    private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String PASSWORD = "changeit";

    /** Where the mail server's key is. GreenMail reads it once for the life of a JVM. */
    @TempDir
    private static Path serverFolder;

    @TempDir
    private Path folder;
    private Path store;
    private RunningHost host;

    @BeforeAll
    static void makeServerKey() throws Exception {
        Path key = serverFolder.resolve("server.p12");
        run(serverFolder, keytool(), "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
            "-keystore", key.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD);
        System.setProperty("greenmail.tls.keystore.file", key.toString());
        System.setProperty("greenmail.tls.keystore.password", PASSWORD);
    }

    @BeforeEach
    void start() throws Exception {
        // A name that a shell would take apart.
        store = folder.resolve("it's a $(store)");
        makeStore(PASSWORD, "PKCS12");
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE_PASSWORD, PASSWORD);
        host = RunningHost.in(folder);
    }

    @AfterEach
    void stop() {
        host.close();
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void aCertificateThatItImportsCountsForTheNextTest(String type) throws Exception {
        Files.delete(store);
        makeStore(PASSWORD, type);
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        // It throws where a client refuses its certificate.
        Thread.setDefaultUncaughtExceptionHandler((thread, expected) -> {});
        server.start();
        try {
            String test = "{\"settings\":{\"hostname\":\"localhost\",\"port\":" + server.getSmtps().getPort()
                + ",\"security\":\"tls\",\"from_address\":\"a@example.com\"},\"to\":\"b@example.com\"}";
            String refused = host.post("/api/test", test).body();
            assertTrue(refused.contains("\"certificate-untrusted\""), refused);
            JsonMembers report = JsonMembers.ofAny(JsonMembers.ofAny(lastLine(refused)).object("report"));
            Files.writeString(folder.resolve("localhost.pem"), report.objects("certificates").get(0).required("pem"));
            String command = command().orElseThrow();
            String ofTheReport = report.required("trust_command");
            assertTrue(ofTheReport.contains(" -keystore " + command.split(" -keystore | -storepass ")[1]), ofTheReport);

            run(folder, "/bin/sh", "-c", command.replace("{alias}", "localhost").replace("{file}", "localhost.pem"));
            String accepted = host.post("/api/test", test).body();
            assertTrue(lastLine(accepted).replace(" ", "").startsWith("{\"report\":{\"outcome\":\"accepted\""), accepted);
            assertEquals(1, server.getReceivedMessages().length);
        } finally {
            server.stop();
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }

    @Test
    void anotherPasswordIsNotTold() throws Exception {
        assertTrue(command().orElseThrow().endsWith(" -storepass " + PASSWORD));
        Files.delete(store);
        makeStore("Zebra-7-crossing", "PKCS12");
        System.setProperty(STORE_PASSWORD, "Zebra-7-crossing");
        assertTrue(command().orElseThrow().endsWith(" -keystore '" + store.toString().replace("'", "'\\''") + "'"));
    }

    @Test
    void whereThePropertyNamesNoFileItIsTheKeystoreOfTheJdk() throws Exception {
        String own = " -keystore '" + Path.of(System.getProperty("java.home"), "lib", "security", "cacerts") + "'";
        System.setProperty(STORE, folder.resolve("nowhere").toString());
        assertTrue(command().orElseThrow().contains(own));
        System.clearProperty(STORE);
        assertTrue(command().orElseThrow().contains(own));
    }

    @Test
    void thereIsNoneWhereTheKeystoreIsNoFileOrCertificatesAreNotShown() throws Exception {
        System.setProperty(STORE, "NONE");
        assertEquals(Optional.empty(), command());
        System.setProperty(STORE, store.toString());
        host.close();
        host = RunningHost.with(folder, new TestPolicy(Destinations.mailServers(), true));
        assertEquals(Optional.empty(), command());
        assertTrue(host.get("/api/host").body().endsWith("\"trust_command\":null,\"detect\":false,\"redacted\":true}"));
    }

    /** Debian's JDK has a link to a file of another package. */
    @Test
    void thereIsNoneWhereTheJdkLacksItsKeystore() throws Exception {
        String home = System.getProperty("java.home");
        Path security = Files.createDirectories(folder.resolve(Path.of("lib", "security")));
        Files.createSymbolicLink(security.resolve("cacerts"), folder.resolve("nowhere"));
        System.clearProperty(STORE);
        System.setProperty("java.home", folder.toString());
        try {
            assertEquals(Optional.empty(), command());
        } finally {
            System.setProperty("java.home", home);
        }
    }

    @Test
    void theHostTellsWhatItIs() throws Exception {
        JsonMembers told = JsonMembers.of(host.get("/api/host").body(), "host", "trust_command", "detect", "redacted");
        assertEquals("centerscape-smtp-host " + Options.VERSION, told.required("host"));
        assertTrue(host.get("/api/host").body().endsWith(",\"detect\":true,\"redacted\":false}"));
        assertEquals(405, host.post("/api/host", "{}").statusCode());
    }

    private Optional<String> command() throws Exception {
        HttpResponse<String> told = host.get("/api/host");
        assertEquals(200, told.statusCode(), told.body());
        return JsonMembers.ofAny(told.body()).string("trust_command");
    }

    private void makeStore(String password, String type) throws Exception {
        run(folder, keytool(), "-genkeypair", "-alias", "other", "-keyalg", "EC", "-dname", "CN=other.example.com",
            "-keystore", store.toString(), "-storetype", type, "-storepass", password, "-keypass", password);
    }

    private static String keytool() {
        return Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    }

    private static void run(Path folder, String... command) throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command).directory(folder.toFile())
            .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), List.of(command).toString());
        assertEquals(0, process.exitValue(), Files.readString(out));
    }

    private static String lastLine(String text) {
        String[] lines = text.strip().split("\n");
        return lines[lines.length - 1];
    }
}
