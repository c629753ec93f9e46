package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.Optional;

/** What came of one recipient. */
public final class RecipientResult extends JsonValue {
    private final String address;
    private final Outcome outcome;
    private final Reply reply;
    private final String queueId;
    private final Diagnosis diagnosis;

    RecipientResult(JsonFields json) {
        super(json);
        address = json.text("address");
        outcome = json.word("outcome", Outcome::of);
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

    /** Without the address. */
    @Override
    public String toString() {
        return reply == null ? outcome.word() : outcome.word() + " (" + reply + ")";
    }
}
