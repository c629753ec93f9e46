package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.SecretSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The host on a free port of this machine, and a client that asks it as the dialog would. */
final class RunningHost implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final DialogServer server;
    private final Path settings;

    private RunningHost(Path settings, Optional<String> token, Optional<SecretSource> tokens) throws IOException {
        this(settings, token, tokens, new TestPolicy(Destinations.mailServers(), false));
    }

    private RunningHost(Path settings, Optional<String> token, Optional<SecretSource> tokens, TestPolicy policy)
            throws IOException {
        this(settings, token, tokens, policy, Site.none());
    }

    private RunningHost(Path settings, Optional<String> token, Optional<SecretSource> tokens, TestPolicy policy, Site site)
            throws IOException {
        this.settings = settings;
        SettingsStore store = new SettingsStore(new SettingsFile(settings));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        Mailers mailers = new Mailers(tokens,
            hostname -> tokens.filter(TokenSource.class::isInstance).map(source -> ((TokenSource) source).isFor(hostname)).orElse(true),
            policy.destinations());
        server = DialogServer.start(address, new Guard(token), site, store, mailers, policy, log::add);
    }

    static RunningHost in(Path folder) throws IOException {
        return new RunningHost(folder.resolve("smtp-settings.json"), Optional.empty(), Optional.empty());
    }

    static RunningHost with(Path folder, TestPolicy policy) throws IOException {
        return new RunningHost(folder.resolve("smtp-settings.json"), Optional.empty(), Optional.empty(), policy);
    }

    static RunningHost with(Path folder, Site site, Optional<String> token) throws IOException {
        TestPolicy policy = new TestPolicy(Destinations.mailServers(), false);
        return new RunningHost(folder.resolve("smtp-settings.json"), token, Optional.empty(), policy, site);
    }

    static RunningHost withTokens(Path folder, SecretSource tokens) throws IOException {
        return new RunningHost(folder.resolve("smtp-settings.json"), Optional.empty(), Optional.of(tokens));
    }

    static RunningHost withToken(Path folder, String token) throws IOException {
        return new RunningHost(folder.resolve("smtp-settings.json"), Optional.of(token), Optional.empty());
    }

    Path settings() {
        return settings;
    }

    /** The lines of the log. */
    List<String> log() {
        return log;
    }

    /** Waits for a line of the log: it is written after its answer went out. */
    void awaitLog(String text) throws InterruptedException {
        for (int i = 0; i < 100 && log.stream().noneMatch(line -> line.contains(text)); i++) {
            Thread.sleep(50);
        }
        assertTrue(log.stream().anyMatch(line -> line.contains(text)), log.toString());
    }

    int port() {
        return URI.create(server.url()).getPort();
    }

    /** A request with what the dialog sends along. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header(Guard.DIALOG_HEADER, "1");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** The first line of the answer to a request that is sent as it stands. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStreamReader answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
            return new BufferedReader(answer).readLine();
        }
    }

    /** The bytes of an answer, as they come over the wire. */
    HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    /** The answer of a post while it comes; closing it closes the request. */
    HttpResponse<InputStream> open(String path, String body) throws IOException, InterruptedException {
        return client.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> put(String form, String version) throws IOException, InterruptedException {
        return send(request("/api/settings").header("If-Match", version).PUT(BodyPublishers.ofString(form)));
    }

    /** Saves a form over whatever is stored. */
    HttpResponse<String> save(String form) throws IOException, InterruptedException {
        return put(form, version());
    }

    /** The version of what is stored. */
    String version() throws IOException, InterruptedException {
        return get("/api/settings").headers().firstValue("ETag").orElseThrow();
    }

    @Override
    public void close() {
        server.close();
    }
}
