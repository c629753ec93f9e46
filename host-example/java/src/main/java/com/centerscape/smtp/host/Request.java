package com.centerscape.smtp.host;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request that passed the {@link Guard}. */
final class Request {
    /** The most bytes of a body. */
    static final int LARGEST_BODY = 1 << 20;

    /** How much of a body that nobody wants is read on. */
    private static final int LARGEST_DISCARDED = 16 << 20;

    private static final Pattern JSON =
        Pattern.compile("application/json(\\s*;\\s*charset=(utf-8|\"utf-8\"))?\\s*", Pattern.CASE_INSENSITIVE);

    private final HttpExchange exchange;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** A header; several of one name are one with commas in between (RFC 9110, section 5.3). Empty where it is absent. */
    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().get(name)).map(values -> String.join(", ", values));
    }

    /** The elements of a header that is a list (RFC 9110, section 5.6.1). */
    List<String> list(String name) {
        return Stream.of(header(name).orElse("").split(",")).map(String::strip).collect(Collectors.toList());
    }

    /** The address that it came from. */
    String client() {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    /** The JSON text of the body, judged by nothing but its media type, size and encoding. */
    String body() throws Refusal, IOException {
        boolean isJson = header("Content-Type").map(type -> JSON.matcher(type).matches()).orElse(false);
        if (!isJson || exchange.getRequestHeaders().containsKey("Content-Encoding")) {
            throw new Refusal(415, "request.media-type",
                "The body takes Content-Type: application/json, in UTF-8, without a Content-Encoding.");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Refusal(400, "request.not-utf-8", "The body is not UTF-8.");
        }
    }

    private byte[] bytes() throws Refusal, IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new Refusal(413, "request.too-large", "The body has more than " + LARGEST_BODY + " bytes.");
        }
        return bytes;
    }

    /** Reads on to the end of a body that nobody wanted, so that the client sees its answer and not a reset connection. */
    static void discardBody(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[8192];
        int read = 0;
        for (int total = 0; read >= 0 && total < LARGEST_DISCARDED; total += read) {
            read = in.read(buffer);
        }
    }
}
