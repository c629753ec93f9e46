package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;
import java.util.Optional;

/** What one probe of a {@link Detection} found. */
public final class Attempt {
    private final String hostname;
    private final int port;
    private final Security security;
    private final Outcome outcome;
    private final String stage;
    private final Diagnosis diagnosis;

    Attempt(JsonFields json) {
        hostname = json.text("hostname");
        port = json.smallNumber("port");
        security = json.word("security", Security.values());
        outcome = json.word("outcome", Outcome.values());
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
    public Security security() {
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
        JsonWriter json = JsonWriter.pretty().beginObject().name("hostname").text(hostname);
        json.name("port").number(port).name("security").text(security.toString());
        json.name("outcome").text(outcome.toString());
        Json.write(json.name("stage"), stage);
        json.name("diagnosis");
        if (diagnosis == null) {
            json.nothing();
        } else {
            diagnosis.write(json);
        }
        return json.endObject().toString();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Attempt)) {
            return false;
        }
        Attempt that = (Attempt) other;
        return hostname.equals(that.hostname)
                && port == that.port
                && security == that.security
                && outcome == that.outcome
                && Objects.equals(stage, that.stage)
                && Objects.equals(diagnosis, that.diagnosis);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hostname, port, security, outcome);
    }

    @Override
    public String toString() {
        String what = diagnosis == null ? outcome.toString() : diagnosis.toString();
        return "Attempt(" + hostname + ":" + port + ", security " + security + ", " + what + ")";
    }
}
