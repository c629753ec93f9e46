package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;
import java.util.Optional;

/** A failure that a pasted text tells. */
public final class PastedFinding {
    private final int line;
    private final int count;
    private final String stage;
    private final String hostname;
    private final Diagnosis diagnosis;

    PastedFinding(JsonFields json) {
        line = json.smallNumber("line");
        count = json.smallNumber("count");
        stage = json.optionalText("stage").orElse(null);
        hostname = json.optionalText("hostname").orElse(null);
        diagnosis = json.value("diagnosis", Diagnosis::new);
    }

    /**
     * The line where it stands first.
     *
     * @return counted from 1
     */
    public int line() {
        return line;
    }

    /**
     * How often the text tells it.
     *
     * @return at least 1
     */
    public int count() {
        return count;
    }

    /**
     * Where in the dialogue.
     *
     * @return as {@link StageResult#stage()} names it; empty where the text does not tell
     */
    public Optional<String> stage() {
        return Optional.ofNullable(stage);
    }

    /**
     * The server.
     *
     * @return the name that the text has for it; empty where it has none
     */
    public Optional<String> hostname() {
        return Optional.ofNullable(hostname);
    }

    /**
     * What it means.
     *
     * @return the explanation
     */
    public Diagnosis diagnosis() {
        return diagnosis;
    }

    void write(JsonWriter json) {
        json.beginObject().name("line").number(line).name("count").number(count);
        Json.write(json.name("stage"), stage);
        Json.write(json.name("hostname"), hostname);
        diagnosis.write(json.name("diagnosis"));
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof PastedFinding)) {
            return false;
        }
        PastedFinding that = (PastedFinding) other;
        return line == that.line
                && count == that.count
                && Objects.equals(stage, that.stage)
                && Objects.equals(hostname, that.hostname)
                && diagnosis.equals(that.diagnosis);
    }

    @Override
    public int hashCode() {
        return Objects.hash(line, count, stage, hostname, diagnosis);
    }

    /** The line and the cause. */
    @Override
    public String toString() {
        return line + ": " + diagnosis;
    }
}
