package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files go out as the manifest says. */
class SiteTest {
    private static final String POLICY = "default-src 'none'; script-src 'self'";
    private static final String MANIFEST = "{ \"files\": [\n"
        + "  { \"path\": \"/\", \"file\": \"index.html\", \"etag\": \"\\\"1a\\\"\",\n"
        + "    \"headers\": { \"Content-Type\": \"text/html; charset=utf-8\", \"Content-Security-Policy\": \"" + POLICY + "\" },\n"
        + "    \"encodings\": { \"br\": \"index.html.br\", \"gzip\": \"index.html.gz\" } },\n"
        + "  { \"path\": \"/component/dialog.core.wasm\", \"file\": \"component/dialog.core.wasm\", \"etag\": \"\\\"2b\\\"\",\n"
        + "    \"headers\": { \"Content-Type\": \"application/wasm\" }, \"encodings\": { \"gzip\": \"component/dialog.core.wasm.gz\" } },\n"
        + "  { \"path\": \"/empty.html\", \"file\": \"empty.html\", \"etag\": \"\\\"3c\\\"\", \"headers\": {}, \"encodings\": {} }\n"
        + "] }";

    @TempDir
    private Path folder;
    private RunningHost host;

    @BeforeEach
    void start() throws Exception {
        put("index.html", "<!doctype html>");
        put("index.html.br", "in brotli");
        put("index.html.gz", "in gzip");
        put("component/dialog.core.wasm", "\0asm");
        put("component/dialog.core.wasm.gz", "wasm in gzip");
        put("empty.html", "");
        put("manifest.json", MANIFEST);
        host = RunningHost.with(folder, site(), Optional.empty());
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void aFileHasTheHeadersOfTheManifestAndOfTheContract() throws Exception {
        HttpResponse<byte[]> page = get("/");
        assertEquals(200, page.statusCode());
        assertEquals("<!doctype html>", text(page));
        assertHeaders(page, "1a");
        assertEquals(List.of("text/html; charset=utf-8"), page.headers().allValues("Content-Type"));
        assertEquals(List.of(POLICY), page.headers().allValues("Content-Security-Policy"));
        assertEquals(List.of(), page.headers().allValues("Content-Encoding"));

        HttpResponse<byte[]> component = get("/component/dialog.core.wasm");
        assertArrayEquals("\0asm".getBytes(StandardCharsets.UTF_8), component.body());
        assertHeaders(component, "2b");
        assertEquals(List.of("application/wasm"), component.headers().allValues("Content-Type"));
        assertEquals(List.of("default-src 'none'; frame-ancestors 'none'"), component.headers().allValues("Content-Security-Policy"));
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        HttpResponse<byte[]> empty = get("/empty.html");
        assertEquals(200, empty.statusCode());
        assertEquals(List.of("0"), empty.headers().allValues("Content-Length"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "-|<!doctype html>|-",
        "identity|<!doctype html>|-",
        "deflate, zstd|<!doctype html>|-",
        "gzip|in gzip|gzip",
        "br|in brotli|br",
        "gzip, deflate, br, zstd|in brotli|br",
        "GZip;q=0.1|in gzip|gzip",
        "gzip;q=1.0, br;q=0.5|in brotli|br",
        "br;q=0, gzip|in gzip|gzip",
        "br ; q=0.000, gzip;Q=0|<!doctype html>|-",
        "*|in brotli|br",
        "*, br;q=0|in gzip|gzip",
        "gzip, *;q=0|in gzip|gzip",
        "brotli, xgzip|<!doctype html>|-",
    })
    void itIsCompressedAsTheClientTakesIt(String accepted, String content, String coding) throws Exception {
        HttpRequest.Builder request = bare("/");
        if (accepted != null) {
            request.header("Accept-Encoding", accepted);
        }
        HttpResponse<byte[]> page = host.sendForBytes(request);
        assertEquals(content, text(page));
        assertEquals(Optional.ofNullable(coding), page.headers().firstValue("Content-Encoding"));
        assertHeaders(page, "1a");
    }

    @Test
    void aHeaderInSeveralLinesIsOneList() throws Exception {
        HttpRequest.Builder request = bare("/").header("Accept-Encoding", "br;q=0").header("Accept-Encoding", "gzip");
        assertEquals("in gzip", text(host.sendForBytes(request)));
    }

    @Test
    void aFormThatIsNotThereIsNotPromised() throws Exception {
        HttpResponse<byte[]> component = host.sendForBytes(bare("/component/dialog.core.wasm").header("Accept-Encoding", "br, gzip"));
        assertEquals(List.of("gzip"), component.headers().allValues("Content-Encoding"));
        assertEquals("wasm in gzip", text(component));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"1a\"|304", "W/\"1a\"|304", "*|304", "\"x\", W/\"1a\"|304", "\"1A\"|200", "1a|200", "\"2b\"|200", "W/\"x\"|200"
    })
    void whatTheClientHasIsNotSentAgain(String tags, int status) throws Exception {
        HttpResponse<byte[]> page = host.sendForBytes(bare("/").header("If-None-Match", tags).header("Accept-Encoding", "br"));
        assertEquals(status, page.statusCode());
        assertHeaders(page, "1a");
        assertEquals(List.of(POLICY), page.headers().allValues("Content-Security-Policy"));
        assertEquals(status == 304 ? 0 : "in brotli".length(), page.body().length);
        assertEquals(status == 304, page.headers().firstValue("Content-Encoding").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PROPFIND"})
    void otherMethodsAreRefused(String method) throws Exception {
        HttpResponse<byte[]> refused = host.sendForBytes(bare("/").method(method, BodyPublishers.noBody()));
        assertEquals(405, refused.statusCode());
        assertEquals(List.of("GET"), refused.headers().allValues("Allow"));
        assertEquals(method.equals("HEAD"), refused.body().length == 0);
    }

    @Test
    void onlyTheNameOfTheHostIsLookedAt() throws Exception {
        HttpRequest.Builder linked = bare("/").header("Sec-Fetch-Site", "cross-site").header("Origin", "https://elsewhere.example");
        assertEquals(200, host.sendForBytes(linked).statusCode());
        HttpResponse<byte[]> foreign = host.sendForBytes(bare("/").header("Host", "elsewhere.example"));
        assertEquals(403, foreign.statusCode());
        assertTrue(text(foreign).contains("\"host.foreign\""), text(foreign));
        host.close();
        host = RunningHost.with(folder, site(), Optional.of("0123456789abcdef0123456789abcdef"));
        assertEquals(200, get("/").statusCode());
        assertEquals(200, host.sendForBytes(bare("/").header("Host", "elsewhere.example")).statusCode());
        assertEquals(401, get("/api/host").statusCode());
    }

    @Test
    void aQueryHasNoMeaningAndOtherPathsAreUnknown() throws Exception {
        assertEquals(200, get("/?from=elsewhere").statusCode());
        for (String path : new String[] {
            "/index.html", "/index.html.br", "/manifest.json", "/component/", "/component", "/component//dialog.core.wasm",
            "/component/../empty.html", "/%65mpty.html", "//empty.html", "//localhost/empty.html", "/empty.html/", "/../empty.html"
        }) {
            assertEquals(404, get(path).statusCode(), path);
        }
    }

    @Test
    void theLogNamesKnownFilesOnly() throws Exception {
        get("/empty.html?secret");
        get("/secret.html");
        host.sendForBytes(bare("/").method("SECRET", BodyPublishers.noBody()));
        for (int i = 0; i < 100 && host.log().size() < 3; i++) {
            Thread.sleep(50);
        }
        List<String> lines = host.log().stream().map(line -> line.replaceAll("^\\S+ | \\d+ ms$", "")).collect(Collectors.toList());
        assertEquals(List.of("GET /empty.html 200", "- - 404", "- / 405"), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"files\":[{}]}", "{\"files\":[{\"path\":\"/\"}]}", "<html>", ""})
    void aDamagedManifestIsTold(String manifest) throws Exception {
        put("manifest.json", manifest);
        String message = assertThrows(IOException.class, this::site).getMessage();
        assertTrue(message.contains("cargo xtask dialog"), message);
    }

    @Test
    void aMissingFileIsTold() throws Exception {
        Files.delete(folder.resolve("index.html.gz"));
        String message = assertThrows(IOException.class, this::site).getMessage();
        assertTrue(message.contains("index.html.gz"), message);
    }

    @Test
    void withoutASiteTheEndpointsAreThere() throws Exception {
        try (RunningHost bare = RunningHost.in(folder)) {
            assertEquals(404, bare.get("/").statusCode());
            assertEquals(200, bare.get("/api/settings").statusCode());
        }
    }

    private Site site() throws IOException {
        return Site.read(name -> {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.newInputStream(file) : null;
        });
    }

    private void put(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** A request with nothing that the dialog sends along. */
    private HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + path));
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return host.sendForBytes(bare(path));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static void assertHeaders(HttpResponse<byte[]> answer, String etag) {
        assertEquals(List.of("W/\"" + etag + "\""), answer.headers().allValues("ETag"));
        assertEquals(List.of("Accept-Encoding"), answer.headers().allValues("Vary"));
        assertEquals(List.of("no-cache"), answer.headers().allValues("Cache-Control"));
        assertEquals(List.of("nosniff"), answer.headers().allValues("X-Content-Type-Options"));
        assertEquals(List.of("same-origin"), answer.headers().allValues("Cross-Origin-Resource-Policy"));
        assertEquals(List.of("no-referrer"), answer.headers().allValues("Referrer-Policy"));
        assertFalse(answer.headers().map().keySet().stream().anyMatch(name -> name.startsWith("access-control")));
    }
}
