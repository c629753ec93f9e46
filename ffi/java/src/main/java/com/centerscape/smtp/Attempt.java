package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.Optional;

/** What one probe of a {@link Detection} found. */
public final class Attempt extends JsonValue {
    private final String hostname;
    private final int port;
    private final ConnectionSecurity security;
    private final Outcome outcome;
    private final String stage;
    private final Diagnosis diagnosis;

    Attempt(JsonFields json) {
        super(json);
        hostname = json.text("hostname");
        port = json.smallNumber("port");
        security = json.word("security", ConnectionSecurity::of);
        outcome = json.word("outcome", Outcome::of);
        stage = json.optionalText("stage").orElse(null);
        diagnosis = json.optionalValue("diagnosis", Diagnosis::new).orElse(null);
    }

    /**
     * The server.
     *
     * @return its name or IP address
     */
    public String hostname() {
        return hostname;
    }

    /**
     * The TCP port.
     *
     * @return the port
     */
    public int port() {
        return port;
    }

    /**
     * How the connection was protected.
     *
     * @return the security
     */
    public ConnectionSecurity security() {
        return security;
    }

    /**
     * What came of the probe.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The first stage that failed.
     *
     * @return its name, as {@link StageResult#stage()} has it; empty where none did
     */
    public Optional<String> stage() {
        return Optional.ofNullable(stage);
    }

    /**
     * Why it failed.
     *
     * @return the diagnosis; empty where everything passed
     */
    public Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(diagnosis);
    }

    /**
     * The attempt as JSON, for a page that shows it.
     *
     * @return the JSON text
     */
    public String toJson() {
        return json();
    }

    @Override
    public String toString() {
        String what = diagnosis == null ? outcome.word() : diagnosis.toString();
        return "Attempt(" + hostname + ":" + port + ", security " + security.word() + ", " + what + ")";
    }
}
