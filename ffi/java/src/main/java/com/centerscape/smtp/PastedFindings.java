package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.List;

/** What was found in a pasted text. */
public final class PastedFindings {
    private final List<PastedFinding> findings;
    private final boolean complete;

    PastedFindings(JsonFields json) {
        findings = json.values("findings", PastedFinding::new);
        complete = json.flag("complete");
    }

    /**
     * The failures.
     *
     * @return in the order of the text, unmodifiable; empty where it tells of none
     */
    public List<PastedFinding> findings() {
        return findings;
    }

    /**
     * Whether all of it was read.
     *
     * @return false where the text was longer than 1 MB, or told of more than 5,000 failures or 100 different ones
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * What was found, as JSON.
     *
     * @return the JSON text
     */
    public String toJson() {
        JsonWriter json = JsonWriter.pretty();
        json.beginObject().name("findings").beginArray();
        for (PastedFinding finding : findings) {
            finding.write(json);
        }
        json.endArray().name("complete").flag(complete).endObject();
        return json.toString();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof PastedFindings)) {
            return false;
        }
        PastedFindings that = (PastedFindings) other;
        return findings.equals(that.findings) && complete == that.complete;
    }

    @Override
    public int hashCode() {
        return findings.hashCode();
    }

    /** The findings, each by its line and cause. */
    @Override
    public String toString() {
        return findings.toString();
    }
}
