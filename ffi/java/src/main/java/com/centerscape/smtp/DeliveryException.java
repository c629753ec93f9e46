package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeDiagnosis;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The message was refused, not sent, not taken for every recipient, or it is uncertain whether the server took it.
 *
 * <p>The message is for a log: what happened, the outcome and the cause, the stage, the server, and the first line of its reply, without e-mail
 * addresses, secrets and message text. The cause is what Java or an {@link SmtpTransport} threw, where that is
 * why.
 */
public final class DeliveryException extends SmtpException {
    private static final long serialVersionUID = 1L;

    /** What came of it; it stays known where a newer report cannot be read. */
    private final Outcome outcome;

    /** Travels as JSON. Null where that cannot be read. */
    private transient DeliveryReport report;

    /**
     * The exception of a report, for a {@link Mailer} of your own.
     *
     * @param report what came of it
     */
    public DeliveryException(DeliveryReport report) {
        super(describe(report), report.failureOrNull());
        this.outcome = report.outcome();
        this.report = report;
    }

    private static String describe(DeliveryReport report) {
        StringBuilder text = new StringBuilder();
        report.diagnosis().ifPresent(diagnosis -> text.append(NativeDiagnosis.logLine(diagnosis.title())).append(" ("));
        text.append(report.outcome().word());
        report.diagnosis().ifPresent(diagnosis -> text.append(": ").append(diagnosis.cause()));
        if (report.outcome() == Outcome.PARTLY_ACCEPTED) {
            text.append(", not for ").append(report.rest().size()).append(" of ").append(report.recipients().size());
        }
        report.failedStage().ifPresent(stage -> text.append(", stage ").append(stage));
        report.server().ifPresent(server -> text.append(", server ").append(server));
        report.diagnosis().ifPresent(diagnosis -> text.append(')'));
        report.diagnosis().flatMap(Diagnosis::reply).ifPresent(reply -> text.append(": ").append(firstLine(reply)));
        return text.toString();
    }

    private static String firstLine(Reply reply) {
        String line = NativeDiagnosis.logLine(String.join("\n", reply.lines()));
        return reply.code() == 0 ? line : (reply.code() + " " + line).trim();
    }

    /**
     * What came of it.
     *
     * @return {@link Outcome#REFUSED}, {@link Outcome#NOT_SENT}, {@link Outcome#UNCERTAIN}, or by {@link DeliveryReport#requireAll()} also
     *     {@link Outcome#PARTLY_ACCEPTED}
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * What came of it, with its evidence.
     *
     * @return the report
     * @throws IllegalStateException the exception was serialized by a version of this library whose reports this one cannot read
     */
    public DeliveryReport report() {
        if (report == null) {
            throw new IllegalStateException("this exception was serialized by another version of this library, and its report cannot be read");
        }
        return report;
    }

    /**
     * Why it failed.
     *
     * @return the report's diagnosis
     * @throws IllegalStateException as for {@link #report()}
     */
    public Optional<Diagnosis> diagnosis() {
        return report().diagnosis();
    }

    /**
     * The recipients that the server did not take the message for, or not for certain.
     *
     * @return {@link DeliveryReport#rest()} of the report
     * @throws IllegalStateException as for {@link #report()}
     */
    public List<RecipientResult> rest() {
        return report().rest();
    }

    /**
     * Writes it with its report as JSON.
     *
     * @param out where to
     * @throws IOException the stream's
     * @serialData the JSON, a string
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(report == null ? null : report.toJson());
    }

    /**
     * Reads it with its report.
     *
     * @param in where from
     * @throws IOException the stream's
     * @throws ClassNotFoundException the cause is of a class that is not here
     */
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        String whole = (String) in.readObject();
        if (whole != null) {
            try {
                report = DeliveryReport.read(utf8(whole), null, null);
            } catch (IllegalStateException another) {
                // The message and the outcome are there all the same.
                report = null;
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
