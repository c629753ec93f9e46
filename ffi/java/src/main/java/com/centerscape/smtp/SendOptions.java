package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** To whom of its recipients a mail goes, whether to all of these or to nobody, and who confirms it. Immutable. */
public final class SendOptions {
    private static final SendOptions DEFAULTS = new SendOptions(null, false, null);

    private final List<String> recipients;
    private final boolean allOrNothing;
    private final TransactionConfirmer confirmer;

    private SendOptions(List<String> recipients, boolean allOrNothing, TransactionConfirmer confirmer) {
        this.recipients = recipients;
        this.allOrNothing = allOrNothing;
        this.confirmer = confirmer;
    }

    /**
     * To every recipient that the server takes, without a question.
     *
     * @return the options
     */
    public static SendOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same to some of the mail's recipients, such as those that an earlier attempt did not reach.
     *
     * @param recipients each as the {@link Envelope} and {@link RecipientResult#address()} have it, at least one
     * @return the options
     */
    public SendOptions to(List<String> recipients) {
        return new SendOptions(List.copyOf(recipients), allOrNothing, confirmer);
    }

    /**
     * The same to all recipients or to none: the message follows only after the server took every one, all in one transaction.
     *
     * @return the options
     */
    public SendOptions allOrNothing() {
        return new SendOptions(recipients, true, confirmer);
    }

    /**
     * The same, and somebody is asked before each final dot.
     *
     * @param confirmer who is asked
     * @return the options
     */
    public SendOptions confirmedBy(TransactionConfirmer confirmer) {
        return new SendOptions(recipients, allOrNothing, Objects.requireNonNull(confirmer, "confirmer"));
    }

    Optional<TransactionConfirmer> confirmer() {
        return Optional.ofNullable(confirmer);
    }

    boolean isDefault() {
        return recipients == null && !allOrNothing && confirmer == null;
    }

    /** What the library has to know; null where that is nothing. */
    byte[] toJsonOrNull() {
        if (recipients == null && !allOrNothing) {
            return null;
        }
        JsonWriter json = JsonWriter.compact().beginObject();
        json.member("recipients", recipients).member("all_or_nothing", allOrNothing);
        return json.endObject().toBytes();
    }
}
