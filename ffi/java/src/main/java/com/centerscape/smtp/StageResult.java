package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.time.Duration;
import java.util.List;

/** One stage of the way to the server and through the dialogue, and its evidence. */
public final class StageResult extends JsonValue {
    private final String stage;
    private final Verdict verdict;
    private final Duration started;
    private final Duration ended;
    private final List<String> evidence;

    StageResult(JsonFields json) {
        super(json);
        stage = json.text("stage");
        verdict = json.word("verdict", Verdict::of);
        started = Duration.ofMillis(json.number("started_ms"));
        ended = Duration.ofMillis(json.number("ended_ms"));
        evidence = json.texts("evidence");
    }

    /**
     * Which stage.
     *
     * @return an open set: {@code dns}, {@code connect}, {@code tls}, {@code greeting}, {@code ehlo}, {@code starttls}, {@code auth},
     *     {@code mail}, {@code rcpt}, {@code data}, {@code body}, {@code quit}
     */
    public String stage() {
        return stage;
    }

    /**
     * How it ended.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * When it began.
     *
     * @return since the job began
     */
    public Duration started() {
        return started;
    }

    /**
     * When it ended.
     *
     * @return since the job began
     */
    public Duration ended() {
        return ended;
    }

    /**
     * What was seen: addresses, protocol versions, capabilities, replies.
     *
     * @return the lines, unmodifiable
     */
    public List<String> evidence() {
        return evidence;
    }

    /** Without the evidence. */
    @Override
    public String toString() {
        return stage + " " + verdict.word() + " (" + ended.minus(started).toMillis() + " ms)";
    }
}
