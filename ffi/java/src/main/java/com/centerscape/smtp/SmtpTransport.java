package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeDiagnosis;
import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A mailer of the host's own, which sends the bytes that were built here. What it answers becomes the same {@link DeliveryReport}
 * that a connection of this library would lead to.
 */
@FunctionalInterface
public interface SmtpTransport {
    /**
     * Sends one message. It is called in a thread of its own, which has the class loader and the inheritable values of the one that
     * sends; several may call at once.
     *
     * <p>A call of the mailer that is over, by its deadline, an interrupt or a close, does not wait for it: the thread is interrupted and left
     * alone, and the report names it. Where it has read nothing of the message until then, it gets nothing, and the outcome is {@link
     * Outcome#NOT_SENT}; else it is {@link Outcome#UNCERTAIN}.
     * After 16 such calls the mailer does not ask until one of them ends: nothing is sent, and the report says so.
     *
     * @param server where to, and how
     * @param envelope who it goes from and to
     * @param message its bytes, without dot-stuffing; closed by the caller
     * @return the server's answer to the final dot, a refusal included; null is reported as an unchecked exception is
     * @throws Failure it did not get as far as that answer. An unchecked exception is reported as {@code mailer-fault}, and becomes the
     *     cause of the {@link DeliveryException}: {@link Outcome#NOT_SENT} where nothing of the message was read, else {@link
     *     Outcome#UNCERTAIN}. An {@link Error} goes to the caller of the mailer
     */
    Receipt send(Server server, Envelope envelope, SmtpMessage message) throws Failure;

    /** Where and how to send. The password is not here: the host holds it. */
    final class Server {
        private final String hostname;
        private final int port;
        private final ConnectionSecurity security;
        private final String username;
        private final List<String> mechanisms;
        private final String ehloName;
        private final Duration timeout;

        private Server(JsonFields json) {
            hostname = json.text("hostname");
            port = json.smallNumber("port");
            security = json.word("security", ConnectionSecurity::of);
            username = json.optionalText("username").orElse(null);
            mechanisms = json.texts("mechanisms");
            ehloName = json.optionalText("ehlo_name").orElse(null);
            timeout = Duration.ofSeconds(json.number("timeout_seconds"));
        }

        static Server read(byte[] json) {
            return JsonFields.read(json, Server::new);
        }

        /**
         * The server.
         *
         * @return an ASCII host name, or an IP address without brackets
         */
        public String hostname() {
            return hostname;
        }

        /**
         * The TCP port.
         *
         * @return the port
         */
        public int port() {
            return port;
        }

        /**
         * How the connection is protected.
         *
         * @return with {@link ConnectionSecurity#STARTTLS}, send nothing where the server refuses it
         */
        public ConnectionSecurity security() {
            return security;
        }

        /**
         * The login name.
         *
         * @return the name; empty where there is no login
         */
        public Optional<String> username() {
            return Optional.ofNullable(username);
        }

        /**
         * The SASL mechanisms that may be used. Where none is possible, fail with {@code no-mechanism}.
         *
         * @return their names, the preferred first, unmodifiable; none where there is no login
         */
        public List<String> mechanisms() {
            return mechanisms;
        }

        /**
         * The name for EHLO.
         *
         * @return the name; empty where it is the mailer's choice
         */
        public Optional<String> ehloName() {
            return Optional.ofNullable(ehloName);
        }

        /**
         * Bounds every wait up to the final dot.
         *
         * @return whole seconds
         */
        public Duration timeout() {
            return timeout;
        }

        /** Without the username. */
        @Override
        public String toString() {
            return "Server(" + hostname + ":" + port + ", security " + security.word() + ")";
        }
    }

    /** The server answered the final dot. */
    final class Receipt {
        private final int code;
        private final List<String> lines;
        private final List<Answer> recipients;

        private Receipt(int code, List<String> lines, List<Answer> recipients) {
            this.code = code;
            this.lines = List.copyOf(Objects.requireNonNull(lines, "lines"));
            this.recipients = recipients;
        }

        /**
         * The answer to the final dot: a 250 takes the message, anything else refuses it.
         *
         * @param code the three-digit code; 0 or any other number where the mailer does not tell, which leaves the outcome uncertain
         * @param lines the text of each line without the code
         * @return a receipt, of every recipient as far as nothing else is said
         */
        public static Receipt of(int code, List<String> lines) {
            return new Receipt(code, lines, List.of());
        }

        /**
         * The same with the server's answer to one recipient.
         *
         * @param address as in the envelope
         * @param code the three-digit code
         * @param lines the text of each line without the code
         * @return another receipt
         */
        public Receipt withRecipient(String address, int code, List<String> lines) {
            return new Receipt(this.code, this.lines, Answer.added(recipients, address, code, lines));
        }

        byte[] toJson() {
            JsonWriter json = JsonWriter.compact().beginObject().name("receipt").beginObject();
            json.member("reply", Answer.reply(code, lines));
            Answer.write(json, recipients);
            return json.endObject().endObject().toBytes();
        }

        /** The code alone. */
        @Override
        public String toString() {
            return "Receipt(" + code + ")";
        }
    }

    /** The message did not get as far as an answer to the final dot. */
    final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        /** How far it got. */
        private final String stage;

        /** Why, in one word. */
        private final String kind;

        /** Whether the final dot may have reached the server. */
        private final boolean mayBeTaken;

        /** The code of the reply that ended it; 0 where there was none. */
        private final int code;

        /** The mailer's own words. */
        private final String text;

        /** The lines of that reply. */
        @SuppressWarnings("serial") // Every list here is an unmodifiable copy, which travels.
        private final List<String> lines;

        /** The answers to single recipients. */
        @SuppressWarnings("serial")
        private final List<Answer> recipients;

        private Failure(Failure from, boolean mayBeTaken, int code, List<String> lines, List<Answer> recipients) {
            super(from.text, from.getCause());
            this.text = from.text;
            this.stage = from.stage;
            this.kind = from.kind;
            this.mayBeTaken = mayBeTaken;
            this.code = code;
            this.lines = lines;
            this.recipients = recipients;
        }

        /**
         * A failure before the final dot was sent.
         *
         * @param stage how far it got, as {@link StageResult#stage()} names it; anything else where that is not known
         * @param kind why, in one word: {@code dns}, {@code refused}, {@code unreachable}, {@code reset}, {@code
         *     certificate-untrusted}, {@code certificate-expired}, {@code certificate-name-mismatch}, {@code tls-version}, {@code
         *     tls-handshake}, {@code not-tls}, {@code timed-out}, {@code closed}, {@code cancelled}, {@code deadline-exceeded}, {@code
         *     connections-busy}, {@code rate-reached}, {@code starttls-not-offered},
         *     {@code auth-not-offered}, {@code no-mechanism}, {@code no-secret}, {@code smtputf8-not-offered}, {@code not-smtp} (what
         *     the server said is no answer to the command; the text is what it said), {@code not-understood} (the mailer cannot tell
         *     whether it is one; the text is what it heard), {@code mailer-fault}. Any other word, {@code other} too, counts as {@code
         *     mailer-fault}. Not used where there is a {@linkplain #withReply reply}
         * @param text the mailer's own words about it, without secrets
         * @param cause what the mailer threw; null where it threw nothing
         */
        public Failure(String stage, String kind, String text, Throwable cause) {
            super(Objects.requireNonNull(text, "text"), cause);
            this.text = text;
            this.stage = Objects.requireNonNull(stage, "stage");
            this.kind = Objects.requireNonNull(kind, "kind");
            this.mayBeTaken = false;
            this.code = NO_REPLY;
            this.lines = List.of();
            this.recipients = List.of();
        }

        private static final int NO_REPLY = -1;

        /**
         * The same where the final dot may have reached the server: the outcome is uncertain. Say so when in doubt.
         *
         * @return another failure
         */
        public Failure withFinalDotSent() {
            return new Failure(this, true, code, lines, recipients);
        }

        /**
         * The same with the reply that ended it.
         *
         * @param code the three-digit code; 0 where the mailer does not tell
         * @param lines the text of each line without the code
         * @return another failure
         */
        public Failure withReply(int code, List<String> lines) {
            return new Failure(this, mayBeTaken, code, List.copyOf(Objects.requireNonNull(lines, "lines")), recipients);
        }

        /**
         * The same with the server's answer to one recipient.
         *
         * @param address as in the envelope
         * @param code the three-digit code
         * @param lines the text of each line without the code
         * @return another failure
         */
        public Failure withRecipient(String address, int code, List<String> lines) {
            return new Failure(this, mayBeTaken, this.code, this.lines, Answer.added(recipients, address, code, lines));
        }

        /**
         * For a log: the first line of the mailer's own words, without controls and e-mail addresses; where it has none, how far it got, and
         * why. The report has the whole text.
         */
        @Override
        public String getMessage() {
            try {
                String line = NativeDiagnosis.logLine(text);
                return line.isEmpty()
                        ? NativeDiagnosis.logLine("stage " + stage + ": " + (code == NO_REPLY ? kind : String.valueOf(code)))
                        : line;
            } catch (NativeLibraryException absent) {
                // A serialized one, read where the library is not: what nobody can clean stays unsaid.
                return "the mailer failed";
            }
        }

        byte[] toJson() {
            JsonWriter json = JsonWriter.compact().beginObject().name("failure").beginObject();
            json.member("stage", Answer.repaired(stage)).member("kind", Answer.repaired(kind));
            json.member("reply", code == NO_REPLY ? null : Answer.reply(code, lines));
            Answer.write(json, recipients);
            json.member("text", Answer.repaired(text)).member("may_be_taken", mayBeTaken);
            return json.endObject().endObject().toBytes();
        }
    }
}
