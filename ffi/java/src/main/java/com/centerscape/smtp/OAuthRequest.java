package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to POST to a token endpoint. It holds secrets, for that server alone: a redirect is not followed. */
public final class OAuthRequest {
    private final URI url;
    private final boolean isLoopback;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final String body;
    private final Duration timeout;
    private final int maxAnswerBytes;

    OAuthRequest(JsonFields json) {
        url = URI.create(json.text("url"));
        isLoopback = json.flag("is_loopback");
        List<String[]> pairs = json.values("headers", header -> new String[] {header.text("name"), header.text("value")});
        pairs.forEach(pair -> headers.put(pair[0], pair[1]));
        body = json.text("body");
        timeout = Duration.ofMillis(json.number("timeout_ms"));
        maxAnswerBytes = json.smallNumber("max_answer_bytes");
    }

    /**
     * Where it goes.
     *
     * @return the URL
     */
    public URI url() {
        return url;
    }

    /**
     * Whether that is this machine, so that no proxy is asked.
     *
     * @return whether it is
     */
    public boolean isLoopback() {
        return isLoopback;
    }

    /**
     * Its headers, in their order.
     *
     * @return the value of each by its name, unmodifiable
     */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /**
     * Its body.
     *
     * @return a form
     */
    public String body() {
        return body;
    }

    /**
     * How long it may take until the whole answer is there.
     *
     * @return the time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * How much of the answer's body is read at most.
     *
     * @return bytes
     */
    public int maxAnswerBytes() {
        return maxAnswerBytes;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "POST " + url;
    }
}
