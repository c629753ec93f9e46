package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One stage of the way to the server and through the dialogue, and its evidence. */
public final class StageResult {
    private final String stage;
    private final Verdict verdict;
    private final Duration started;
    private final Duration ended;
    private final List<String> evidence;

    StageResult(JsonFields json) {
        stage = json.text("stage");
        verdict = json.word("verdict", Verdict.values());
        started = Duration.ofMillis(json.number("started_ms"));
        ended = Duration.ofMillis(json.number("ended_ms"));
        evidence = json.texts("evidence");
    }

    private StageResult(StageResult from, List<String> evidence) {
        stage = from.stage;
        verdict = from.verdict;
        started = from.started;
        ended = from.ended;
        this.evidence = List.copyOf(evidence);
    }

    /** The same with one thing more. */
    StageResult withEvidence(String more) {
        List<String> all = new ArrayList<>(evidence);
        all.add(more);
        return new StageResult(this, all);
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

    void write(JsonWriter json) {
        json.beginObject().name("stage").text(stage).name("verdict").text(verdict.toString());
        json.name("started_ms").number(started.toMillis()).name("ended_ms").number(ended.toMillis());
        Json.write(json.name("evidence"), evidence);
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StageResult)) {
            return false;
        }
        StageResult that = (StageResult) other;
        return stage.equals(that.stage)
                && verdict == that.verdict
                && started.equals(that.started)
                && ended.equals(that.ended)
                && evidence.equals(that.evidence);
    }

    @Override
    public int hashCode() {
        return Objects.hash(stage, verdict, started, ended, evidence);
    }

    /** Without the evidence. */
    @Override
    public String toString() {
        return stage + " " + verdict + " (" + ended.minus(started).toMillis() + " ms)";
    }
}
