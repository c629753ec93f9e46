package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.Optional;

/** A failure that a pasted text tells. */
public final class PastedFinding extends JsonValue {
    private final int line;
    private final int count;
    private final String stage;
    private final String hostname;
    private final Diagnosis diagnosis;

    PastedFinding(JsonFields json) {
        super(json);
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

    /** The line and the cause. */
    @Override
    public String toString() {
        return line + ": " + diagnosis;
    }
}
