package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;
import java.util.Optional;

/** What came of one recipient. */
public final class RecipientResult {
    private final String address;
    private final Outcome outcome;
    private final Reply reply;
    private final String queueId;
    private final Diagnosis diagnosis;

    RecipientResult(JsonFields json) {
        address = json.text("address");
        outcome = json.word("outcome", Outcome.values());
        reply = json.optionalValue("reply", Reply::new).orElse(null);
        queueId = json.optionalText("queue_id").orElse(null);
        diagnosis = json.optionalValue("diagnosis", Diagnosis::new).orElse(null);
    }

    /**
     * The address, as in the envelope.
     *
     * @return the address
     */
    public String address() {
        return address;
    }

    /**
     * What came of it.
     *
     * @return {@link Outcome#ACCEPTED}, {@link Outcome#REFUSED}, {@link Outcome#NOT_SENT} or {@link Outcome#UNCERTAIN}
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The reply that decided it, where there was one.
     *
     * @return the reply
     */
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * The id under which the server queued the message for this recipient, where its reply tells one.
     *
     * @return the id
     */
    public Optional<String> queueId() {
        return Optional.ofNullable(queueId);
    }

    /**
     * Why it did not get the message, and by its {@link Diagnosis#retry() retry} whether to send it again to this recipient.
     *
     * @return the diagnosis; empty where the message was accepted
     */
    public Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(diagnosis);
    }

    void write(JsonWriter json) {
        json.beginObject().name("address").text(address).name("outcome").text(outcome.toString()).name("reply");
        if (reply == null) {
            json.nothing();
        } else {
            reply.write(json);
        }
        Json.write(json.name("queue_id"), queueId);
        json.name("diagnosis");
        if (diagnosis == null) {
            json.nothing();
        } else {
            diagnosis.write(json);
        }
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RecipientResult)) {
            return false;
        }
        RecipientResult that = (RecipientResult) other;
        return address.equals(that.address)
                && outcome == that.outcome
                && Objects.equals(reply, that.reply)
                && Objects.equals(queueId, that.queueId)
                && Objects.equals(diagnosis, that.diagnosis);
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, outcome, reply, queueId, diagnosis);
    }

    /** Without the address. */
    @Override
    public String toString() {
        return reply == null ? outcome.toString() : outcome + " (" + reply + ")";
    }
}
