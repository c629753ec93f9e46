package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site that is built into the jar is whole, and goes out as it is. */
class JarSiteTest {
    @TempDir
    private Path folder;

    @Test
    void everyFileGoesOutWholeAndCompressed() throws Exception {
        Site site = Site.ofJar().orElseThrow(() -> new AssertionError("this host was built without the site. Run: cargo xtask dialog"));
        assertTrue(site.has("/") && site.has("/component/dialog.core.wasm"), site.files().keySet().toString());
        try (RunningHost host = RunningHost.with(folder, site, Optional.empty())) {
            for (String path : site.files().keySet()) {
                HttpResponse<byte[]> plain = get(host, path, "identity");
                assertEquals(Optional.empty(), plain.headers().firstValue("Content-Encoding"), path);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain.body());
                String etag = String.format("W/\"%064x\"", new BigInteger(1, digest));
                assertEquals(Optional.of(etag), plain.headers().firstValue("ETag"), path);

                HttpResponse<byte[]> packed = get(host, path, "gzip");
                assertEquals(Optional.of("gzip"), packed.headers().firstValue("Content-Encoding"), path);
                assertArrayEquals(plain.body(), new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes(), path);
                assertEquals(Optional.of("br"), get(host, path, "gzip, br").headers().firstValue("Content-Encoding"), path);
            }
        }
    }

    private static HttpResponse<byte[]> get(RunningHost host, String path, String coding) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + host.port() + path);
        HttpResponse<byte[]> answer = host.sendForBytes(HttpRequest.newBuilder(uri).header("Accept-Encoding", coding));
        assertEquals(200, answer.statusCode(), path);
        return answer;
    }
}
