package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a person starts it. */
class OptionsTest {
    @TempDir
    private Path folder;

    @Test
    void helpHasExamples() throws Exception {
        Path out = run(0, "--help");
        assertTrue(Files.readString(out).contains("curl "));
    }

    @Test
    void theVersionIsThatOfTheJar() {
        assertEquals(System.getProperty("project.version"), Options.VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--listen", "--verbose x", "--listen 8025", "--listen 127.0.0.1:70000", "--listen 127.0.0.1:x", "--listen 0.0.0.0:0",
        "--listen :0", "--listen [::]:0"
    })
    void aWrongCommandLineIsTold(String line) throws Exception {
        Path out = run(2, line.split(" "));
        assertFalse(Files.readString(out).contains("Exception"), Files.readString(out));
    }

    @Test
    void anotherAddressTakesAGoodToken() throws Exception {
        Path token = folder.resolve("token");
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "short\n");
        run(2, "--listen", "0.0.0.0:0", "--token-file", token.toString());
        Files.writeString(token, "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        run(2, "--listen", "0.0.0.0:0", "--token-file", token.toString());
        run(1, "--listen", "0.0.0.0:0", "--token-file", folder.resolve("nowhere").toString());
    }

    @Test
    void aDamagedSettingsFileIsToldAtTheStart() throws Exception {
        Path settings = folder.resolve("smtp.json");
        Files.createFile(settings, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(settings, "{\n  \"password\": \"correct horse\",\n  \"host");
        String out = Files.readString(run(1, "--listen", "127.0.0.1:0", "--settings", settings.toString()));
        assertTrue(out.contains("smtp.json") && out.contains("line 3"), out);
        assertFalse(out.contains("correct"), out);
    }

    @Test
    void anExposedSettingsFileIsToldAtTheStart() throws Exception {
        Path settings = Files.writeString(folder.resolve("smtp.json"), "{\"password\":\"correct horse\"}");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r-----"));
        String out = Files.readString(run(1, "--listen", "127.0.0.1:0", "--settings", settings.toString()));
        assertTrue(out.contains("smtp.json") && out.contains("chmod 600"), out);
        assertFalse(out.contains("correct"), out);
    }

    @Test
    void aWrongOAuthFileIsToldAtTheStart() throws Exception {
        Path oauth = Files.writeString(folder.resolve("oauth.json"), "{\"grant\":\"password\",\"token_endpoint\":\"https://a/t\",\"client_id\":\"c\"}");
        for (Path file : new Path[] {oauth, folder.resolve("nowhere")}) {
            String out = Files.readString(run(1, "--listen", "127.0.0.1:0", "--oauth", file.toString()));
            assertTrue(out.contains("OAuth 2: " + file), out);
        }
    }

    @Test
    void itSaysWhereItListens() throws Exception {
        Path out = folder.resolve("out");
        Process process = start(out, "--listen", "[::1]:0", "--settings", folder.resolve("smtp.json").toString());
        try {
            for (int i = 0; i < 300 && !Files.readString(out).contains("\n"); i++) {
                Thread.sleep(100);
            }
            Matcher url = Pattern.compile("Listening on (http://\\[::1]:\\d+)\\.").matcher(Files.readString(out));
            assertTrue(url.find(), Files.readString(out));
            HttpRequest get = HttpRequest.newBuilder(URI.create(url.group(1) + "/api/settings")).build();
            assertEquals(200, HttpClient.newHttpClient().send(get, BodyHandlers.discarding()).statusCode());
        } finally {
            process.destroy();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS), "a signal ends it");
        }
    }

    /** What the program says until it ends. */
    private Path run(int expected, String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Process process = start(out, arguments);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        assertEquals(expected, process.exitValue(), Files.readString(out));
        return out;
    }

    private static Process start(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dcenterscape.smtp.library=" + System.getProperty("centerscape.smtp.library", ""),
            "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    }
}
