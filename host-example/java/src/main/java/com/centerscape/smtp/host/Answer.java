package com.centerscape.smtp.host;

import com.centerscape.smtp.Problem;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes back to the client. It is closed, whether it was sent or not. */
final class Answer implements AutoCloseable {
    /** How {@link HttpExchange#sendResponseHeaders} has it that there is no body. */
    private static final long NO_BODY = -1;

    private static final Map<String, String> EVERY = Map.of(
        "Cache-Control", "no-store",
        "X-Content-Type-Options", "nosniff",
        "Cross-Origin-Resource-Policy", "same-origin",
        "Referrer-Policy", "no-referrer",
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>(EVERY);
    /** The length of the body; 0 where it is not known, as {@link HttpExchange#sendResponseHeaders} has it. */
    private final long length;
    private final Body body;

    private Answer(int status, long length, Body body) {
        this.status = status;
        this.length = length;
        this.body = body;
    }

    static Answer json(int status, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Answer(status, bytes.length, out -> out.write(bytes)).with("Content-Type", "application/json");
    }

    /** A file, but for its headers. */
    static Answer bytes(byte[] content) {
        return new Answer(200, content.length == 0 ? NO_BODY : content.length, out -> out.write(content));
    }

    /** The client has the file already. */
    static Answer notModified() {
        return new Answer(304, NO_BODY, out -> {});
    }

    /** What is wrong with an input. */
    static Answer problems(List<Problem> problems) {
        return json(422, Problem.toJson(problems));
    }

    /** JSON texts, each in a line of its own, as they come. */
    static Answer lines(Body body) {
        return new Answer(200, 0, body).with("Content-Type", "application/x-ndjson");
    }

    /** The same answer with one more header. */
    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (length == NO_BODY || exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        try (OutputStream out = exchange.getResponseBody()) {
            body.write(out);
        }
    }

    @Override
    public void close() {
        body.close();
    }

    /** Writes the body. */
    @FunctionalInterface
    interface Body {
        /** Writes it to its end, or until the client has gone. */
        void write(OutputStream out) throws IOException;

        /** Nobody reads it any more. */
        default void close() {}
    }
}
