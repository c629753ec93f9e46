package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.List;

/** What was found in a pasted text. */
public final class PastedFindings extends JsonValue {
    private final List<PastedFinding> findings;
    private final boolean complete;

    PastedFindings(JsonFields json) {
        super(json);
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
        return json();
    }

    /** The findings, each by its line and cause. */
    @Override
    public String toString() {
        return findings.toString();
    }
}
