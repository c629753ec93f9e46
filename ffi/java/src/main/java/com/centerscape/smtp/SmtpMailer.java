package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeNumbers;
import com.centerscape.smtp.internal.jni.NativeNumbers.SecretKind;
import com.centerscape.smtp.internal.jni.NativeSession;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.Utf8;
import com.centerscape.smtp.internal.json.LoneSurrogateException;
import com.centerscape.smtp.internal.json.Texts;
import com.centerscape.smtp.internal.net.Aside;
import com.centerscape.smtp.internal.net.Call;
import com.centerscape.smtp.internal.net.Confirm;
import com.centerscape.smtp.internal.net.FaultException;
import com.centerscape.smtp.internal.net.Limits;
import com.centerscape.smtp.internal.net.Pool;
import com.centerscape.smtp.internal.net.Result;
import com.centerscape.smtp.internal.net.Trust;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Sends mails by one settings value. It keeps its connections for the next mail, as many as the provider allows.
 *
 * <p>Any number of threads may use it at once, virtual threads included. An interrupt ends a call at once, wherever it waits: the
 * report says {@code cancelled}, or uncertain where the server may have taken the message already, and the thread's interrupt flag
 * is set again. A {@linkplain Builder#deadline deadline} ends it likewise; the report says {@code deadline-exceeded}.
 *
 * <p>Each connection has 80 KB outside the heap, freed when it is closed and no part of {@code -XX:MaxDirectMemorySize}. With TLS the JDK itself
 * keeps direct buffers of some 20 KB for each thread that sends, until the thread ends; {@code -Djdk.nio.maxCachedBufferSize} is its limit.
 *
 * <p>An {@link Error} of the JVM, such as no memory or no thread, goes to the caller; what the call had taken is given back.
 *
 * <p>Whom it trusts in TLS: the {@link SSLContext} that its builder was given, else the one that the application made the JVM's
 * {@linkplain SSLContext#setDefault default}, else Java's keystore, read afresh for each mailer. A server's certificate must be for
 * its name.
 */
public final class SmtpMailer implements Mailer, AutoCloseable {
    /** What goodbyes to a server may take. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /** What {@link #close()} may take. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final SmtpTransport transport;
    /** Where mails go, for exceptions. */
    private final String target;
    private final String domain;
    private final NativeSettings settings;
    private final NativeSettings withoutLogin;
    private final MessageBuilder messages;
    private final Pool pool;
    private final RunningCalls calls;
    private final Aside aside = new Aside();

    private SmtpMailer(Builder builder) {
        // What holds memory outside the heap comes after what can fail.
        Trust trust = Trust.of(builder.sslContext);
        Limits limits = builder.limits();
        transport = builder.transport;
        target = builder.settings.server();
        domain = builder.domain;
        settings = builder.settings.toNative();
        withoutLogin = builder.withoutLogin().toNative();
        messages = new MessageBuilder(builder.settings, domain);
        SecretSource secrets = builder.secrets;
        pool = new Pool(
                settings,
                withoutLogin,
                builder.destinations.toString(),
                trust,
                builder.verifiesName,
                (call, kind, username, isRejected) -> secret(secrets, call, kind, username, isRejected),
                limits);
        calls = new RunningCalls(builder.deadline, pool::wake, this::release);
    }

    /**
     * A mailer with Java's keystore and no secrets but those in the settings.
     *
     * @param settings of the server
     * @return the mailer; whoever asked closes it
     * @throws InvalidInputException every problem of the settings, where one is an error
     */
    public static SmtpMailer create(SmtpSettings settings) throws InvalidInputException {
        return builder(settings).build();
    }

    /**
     * A builder of a mailer.
     *
     * @param settings of the server
     * @return the builder
     */
    public static Builder builder(SmtpSettings settings) {
        return new Builder(Objects.requireNonNull(settings, "settings"));
    }

    /**
     * Finds settings, as {@link Detection} does where nothing else is said: by Java's keystore, the usual ports and this machine's name
     * server. It may take a minute where a firewall drops everything.
     *
     * @param input a hostname, an IP address or an e-mail address, as it was typed
     * @return what to propose, and why
     * @throws InvalidInputException every problem of the input
     */
    public static Recommendation detect(String input) throws InvalidInputException {
        return Detection.of(input).run();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException the mailer is closed
     * @throws UnsupportedOperationException it sends by a transport of the host's own, which takes whole messages, and the options are not
     *     the {@linkplain SendOptions#defaults() defaults}
     */
    @Override
    public DeliveryReport send(Draft draft, SendOptions options) throws SmtpException {
        Objects.requireNonNull(draft, "draft");
        return send(() -> messages.build(draft), Objects.requireNonNull(options, "options"));
    }

    /**
     * Sends a mail whose draft is JSON text, without attachments. Its problems have positions.
     *
     * @param draft the JSON text: recipients, and either {@code subject} and {@code text} or one of {@code alert}, {@code notice}, {@code
     *     report} and {@code test}
     * @return as {@link #send(Draft)}
     * @throws InvalidInputException every problem of the settings and the draft; nothing was sent
     * @throws DeliveryException the server refused it, it was not sent, or it is uncertain whether the server took it
     * @throws IllegalStateException the mailer is closed
     */
    public DeliveryReport sendJson(String draft) throws SmtpException {
        Objects.requireNonNull(draft, "draft");
        return send(() -> messages.build(draft), SendOptions.defaults());
    }

    private DeliveryReport send(Source source, SendOptions options) throws SmtpException {
        if (transport != null && !options.isDefault()) {
            throw new UnsupportedOperationException("a transport of the host's own takes whole messages, and has no options");
        }
        Call call = calls.begin();
        try {
            DeliveryReport report = send(source, options, call);
            if (report.outcome() != Outcome.ACCEPTED && report.outcome() != Outcome.PARTLY_ACCEPTED) {
                throw new DeliveryException(report);
            }
            return report;
        } finally {
            calls.end(call);
        }
    }

    /**
     * Sends the mail of the dialog's <i>Test</i> button, over a connection of its own: the whole way to the server is tested. Beyond the
     * server nothing can be seen: {@link DeliveryReport#advice()} says where to look for a mail that was accepted and does not arrive.
     *
     * @param to the recipient
     * @return the report, whatever its outcome
     * @throws InvalidInputException every problem of the settings and the recipient; nothing was sent
     * @throws IllegalStateException the mailer is closed
     */
    public DeliveryReport test(String to) throws InvalidInputException {
        return testAndTell(to, null);
    }

    /**
     * The same, and a dialog is told how far it got.
     *
     * @param to the recipient
     * @param stages takes the name of each {@linkplain StageResult#stage() stage} as it begins, on the calling thread; those that pass
     *     within one step are in the report alone, and a transport of the host's own tells none
     * @return the report, whatever its outcome
     * @throws InvalidInputException every problem of the settings and the recipient; nothing was sent, and no stage was told
     * @throws IllegalStateException the mailer is closed
     */
    public DeliveryReport test(String to, Consumer<String> stages) throws InvalidInputException {
        return testAndTell(to, Objects.requireNonNull(stages, "stages"));
    }

    private DeliveryReport testAndTell(String to, Consumer<String> stagesOrNull) throws InvalidInputException {
        Objects.requireNonNull(to, "to");
        Call call = calls.begin();
        try {
            if (transport != null) {
                Draft draft = Draft.builder(Content.test()).to(to).build();
                return send(() -> messages.build(draft), SendOptions.defaults(), call);
            }
            Texts.wellFormed(to, "to[0]");
            return report(() -> pool.test(to, Stamps.now(domain), call, stagesOrNull == null ? Pool.UNTOLD : stagesOrNull));
        } catch (LoneSurrogateException refusal) {
            throw InvalidInputException.of(refusal);
        } finally {
            calls.end(call);
        }
    }

    /**
     * Tries everything up to the command MAIL, over a connection of its own. Nothing is sent.
     *
     * @return the report, whatever its outcome: {@link Outcome#READY} where a mail could be sent
     * @throws InvalidInputException every problem of the settings
     * @throws IllegalStateException the mailer is closed
     * @throws UnsupportedOperationException it sends by a transport of the host's own, which can only be tested by a mail
     */
    public DeliveryReport probe() throws InvalidInputException {
        return probeAndTell(null);
    }

    /**
     * The same, and a dialog is told how far it got.
     *
     * @param stages takes the name of each {@linkplain StageResult#stage() stage} as it begins, on the calling thread
     * @return the report, whatever its outcome
     * @throws InvalidInputException every problem of the settings
     * @throws IllegalStateException the mailer is closed
     * @throws UnsupportedOperationException it sends by a transport of the host's own
     */
    public DeliveryReport probe(Consumer<String> stages) throws InvalidInputException {
        return probeAndTell(Objects.requireNonNull(stages, "stages"));
    }

    private DeliveryReport probeAndTell(Consumer<String> stagesOrNull) throws InvalidInputException {
        if (transport != null) {
            throw new UnsupportedOperationException("a transport of the host's own has no probe: send a test mail");
        }
        Call call = calls.begin();
        try {
            return report(() -> pool.probe(call, stagesOrNull == null ? Pool.UNTOLD : stagesOrNull));
        } finally {
            calls.end(call);
        }
    }

    /**
     * Takes no more calls, waits until those that run are over, at most 10 seconds, and says goodbye to the server: {@link
     * #close(Duration)} with that limit.
     *
     * @throws IllegalStateException it is called by what one of its own calls asks, such as a {@link SecretSource}
     */
    @Override
    public void close() {
        close(CLOSE);
    }

    /**
     * Takes no more calls, waits until those that run are over, and says goodbye to the server, all within a limit. What then still runs is
     * ended at once, as by an interrupt: its caller gets the report, which says {@code cancelled}, or uncertain where the server may have
     * taken the message. Nobody waits longer than a second more, not even for a {@link SecretSource} or an {@link SmtpTransport} that hangs.
     *
     * <p>An interrupt while it waits is the end of the limit; its flag is set again. Any thread may close, and again: a shorter limit counts.
     * Every later call is an {@link IllegalStateException}.
     *
     * @param limit how long it may take, not negative
     * @throws IllegalArgumentException it is negative
     * @throws IllegalStateException it is called by what one of its own calls asks, such as a {@link SecretSource}
     */
    public void close(Duration limit) {
        if (Objects.requireNonNull(limit, "limit").isNegative()) {
            throw new IllegalArgumentException("limit: " + limit + " is negative");
        }
        long start = System.nanoTime();
        calls.close(limit);
        try {
            Duration left = limit.minusNanos(System.nanoTime() - start);
            pool.close(Call.within(left.compareTo(GOODBYE) < 0 ? left : GOODBYE));
        } finally {
            calls.release();
        }
    }

    /**
     * Ends every call at once and hangs up without a word: {@link #close(Duration)} with no time at all.
     *
     * @throws IllegalStateException it is called by what one of its own calls asks, such as a {@link SecretSource}
     */
    public void closeNow() {
        close(Duration.ZERO);
    }

    private void release() {
        messages.close();
        withoutLogin.close();
        settings.close();
    }

    /** Where a message comes from. */
    private interface Source {
        SmtpMessage build() throws InvalidInputException;
    }

    private DeliveryReport send(Source source, SendOptions options, Call call) throws InvalidInputException {
        try (SmtpMessage message = source.build()) {
            return transport == null
                    ? report(() -> pool.send(message.natives(), options.toJsonOrNull(), confirm(options), call))
                    : sendByTransport(message, call);
        } catch (InvalidInputException problem) {
            if (transport == null && problem.getCause() instanceof ClosedByInterruptException) {
                // The interrupt came while a file was read: a job that cannot begin any more says so.
                return report(() -> pool.probe(call, Pool.UNTOLD));
            }
            throw problem;
        }
    }

    private DeliveryReport sendByTransport(SmtpMessage message, Call call) throws InvalidInputException {
        SmtpTransport.Server server;
        try {
            server = SmtpTransport.Server.read(settings.server());
        } catch (NativeException refusal) {
            throw InvalidInputException.of(refusal);
        }
        Envelope envelope = message.envelope();
        byte[] answer;
        Throwable thrown = null;
        Optional<String> note = Optional.empty();
        try {
            SmtpTransport.Receipt receipt = aside.run("transport", call, () -> transport.send(server, envelope, message));
            answer = receipt == null ? broken(message, "its answer is null").toJson() : receipt.toJson();
        } catch (SmtpTransport.Failure failure) {
            answer = failure.toJson();
            thrown = failure;
        } catch (Aside.Abandoned left) {
            answer = (left.isRefused() ? broken(message, "") : abandoned(message, call)).toJson();
            note = Optional.of(left.getMessage());
        } catch (Exception unforeseen) {
            answer = broken(message, "it threw " + unforeseen.getClass().getName()).toJson();
            thrown = unforeseen;
        }
        DeliveryReport report = transportReport(message, answer, thrown);
        return note.map(report::withEvidence).orElse(report);
    }

    /** What the answer means. A fault of the library now does not make a message unsent. */
    private DeliveryReport transportReport(SmtpMessage message, byte[] answer, Throwable thrownOrNull) {
        try {
            return DeliveryReport.read(
                    settings.transportReport(message.natives(), answer),
                    target,
                    thrownOrNull);
        } catch (RuntimeException fault) {
            return Faults.report(NativeNumbers.Outcome.UNCERTAIN, target, fault);
        }
    }

    /** What is known of a transport that was not waited for. It goes on by itself, and may yet send what it has read. */
    private static SmtpTransport.Failure abandoned(SmtpMessage message, Call call) {
        return unanswered(message, call.isCancelled() ? "cancelled" : "deadline-exceeded", "");
    }

    /** What is known of a transport that did not do what it is for. */
    private static SmtpTransport.Failure broken(SmtpMessage message, String text) {
        return unanswered(message, "mailer-fault", text);
    }

    private static SmtpTransport.Failure unanswered(SmtpMessage message, String kind, String text) {
        return message.withhold()
                ? new SmtpTransport.Failure("connect", kind, text, null)
                : new SmtpTransport.Failure("body", kind, text, null).withFinalDotSent();
    }

    /** Who is asked before a final dot; null for nobody. */
    private Confirm confirm(SendOptions options) {
        return options.confirmer()
                .<Confirm>map(confirmer -> (call, transaction, recipients) ->
                        aside.run("confirmer", call, () -> confirmer.confirm(transaction, recipients)))
                .orElse(null);
    }

    /** A job of the pool. */
    private interface Job {
        Result run();
    }

    private DeliveryReport report(Job job) throws InvalidInputException {
        try {
            Result result = job.run();
            DeliveryReport known =
                    DeliveryReport.read(result.report(), target, result.thrownOrNull());
            known.learned().ifPresent(pool::recall);
            DeliveryReport report = result.note().map(known::withEvidence).orElse(known);
            return result.trustCommand().map(report::withTrustCommand).orElse(report);
        } catch (NativeException refusal) {
            throw InvalidInputException.of(refusal);
        } catch (FaultException fault) {
            return Faults.report(fault.last(), target, fault);
        }
    }

    private byte[] secret(SecretSource source, Call call, int kind, String username, boolean isRejected)
            throws Aside.Abandoned {
        if (source == null) {
            return null;
        }
        SecretRequest.Kind asked =
                kind == SecretKind.BEARER_TOKEN ? SecretRequest.Kind.BEARER_TOKEN : SecretRequest.Kind.PASSWORD;
        SecretRequest request = new SecretRequest(asked, username, isRejected);
        Optional<String> secret = aside.run("secret-source", call, () -> source.secret(request));
        return Objects.requireNonNull(secret, "the SecretSource's answer")
                .map(text -> Utf8.bytes(Texts.wellFormed(text, "secret")))
                .orElse(null);
    }

    /** Makes mailers. */
    public static final class Builder {
        private static final int CONNECTIONS = 3;
        private static final Duration IDLE = Duration.ofSeconds(30);
        /** A recipient to whom nothing is sent. */
        private static final String ANYBODY = "anybody@example.com";

        private final SmtpSettings settings;
        private SSLContext sslContext;
        private SecretSource secrets;
        private SmtpTransport transport;
        private int connections = CONNECTIONS;
        private Duration idleLimit = IDLE;
        private Duration deadline;
        private boolean verifiesName = true;
        private Destinations destinations = Destinations.mailServers();
        private String domain = "";

        private Builder(SmtpSettings settings) {
            this.settings = settings;
        }

        /**
         * Whom to trust in TLS, in place of Java's keystore.
         *
         * @param context the context
         * @return this
         */
        public Builder sslContext(SSLContext context) {
            this.sslContext = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * Who is asked for a password that is {@linkplain Secret#stored() stored}, and for bearer tokens.
         *
         * @param secrets the source
         * @return this
         */
        public Builder secrets(SecretSource secrets) {
            this.secrets = Objects.requireNonNull(secrets, "secrets");
            return this;
        }

        /**
         * How many connections there are at most; 3 where nothing is said. A provider's published limit counts where it is smaller.
         * Who finds all of them busy waits, within the {@linkplain #deadline deadline}.
         *
         * @param most at least 1
         * @return this
         * @throws IllegalArgumentException it is less
         */
        public Builder connections(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("connections: " + most + " is less than 1");
            }
            this.connections = most;
            return this;
        }

        /**
         * How long a connection is kept for the next mail; 30 seconds where nothing is said. Servers end idle connections too.
         *
         * @param limit the time, not negative
         * @return this
         * @throws IllegalArgumentException it is negative
         */
        public Builder idleLimit(Duration limit) {
            if (Objects.requireNonNull(limit, "limit").isNegative()) {
                throw new IllegalArgumentException("idleLimit: " + limit + " is negative");
            }
            this.idleLimit = limit;
            return this;
        }

        /**
         * How long each call may take in all, waiting for a connection and for a provider's rate included. Where nothing is said, only the
         * single waits are bounded, by the settings; the one for the answer to a whole message by at least 600 seconds (RFC 5321,
         * section 4.5.3.2.6). A deadline that ends that wait makes the outcome uncertain.
         *
         * @param total the time, more than zero
         * @return this
         * @throws IllegalArgumentException it is not
         */
        public Builder deadline(Duration total) {
            if (Objects.requireNonNull(total, "total").isNegative() || total.isZero()) {
                throw new IllegalArgumentException("deadline: " + total + " is not more than zero");
            }
            this.deadline = total;
            return this;
        }

        /**
         * Gives up the check that a server's certificate is for its name: whoever has any trusted certificate can then be the server.
         *
         * @return this
         */
        public Builder acceptAnyServerName() {
            this.verifiesName = false;
            return this;
        }

        /**
         * Where it may connect to; {@link Destinations#mailServers()} where nothing is said. For settings that not only administrators can
         * enter: a test of them is otherwise a look into this machine's own network. See also {@link DeliveryReport#redacted()} and
         * {@link RateLimit}.
         *
         * @param destinations the policy; {@link #build()} judges it
         * @return this
         */
        public Builder destinations(Destinations destinations) {
            this.destinations = Objects.requireNonNull(destinations, "destinations");
            return this;
        }

        /**
         * The domain of the Message-IDs; the sender's where nothing is said.
         *
         * @param domain such as {@code centerscape.example.com}; {@link #build()} judges it
         * @return this
         * @throws IllegalArgumentException half of a surrogate pair stands in it
         */
        public Builder messageIdDomain(String domain) {
            this.domain = Texts.wellFormed(Objects.requireNonNull(domain, "domain"), "domain");
            return this;
        }

        /**
         * Sends by a mailer of the host's own. What this builder says about connections, destinations, TLS and secrets does not count then.
         *
         * @param transport the mailer
         * @return this
         */
        public Builder transport(SmtpTransport transport) {
            this.transport = Objects.requireNonNull(transport, "transport");
            return this;
        }

        /**
         * The mailer. Nothing is connected yet.
         *
         * @return a new mailer; whoever asked closes it
         * @throws InvalidInputException every problem of the settings, where one is an error; else of the destinations or of the domain
         */
        public SmtpMailer build() throws InvalidInputException {
            judge();
            return new SmtpMailer(this);
        }

        /** By a session that is never opened: it judges all that the first mail would find out. */
        private void judge() throws InvalidInputException {
            try (NativeSettings natives = settings.toNative();
                    NativeSession session = NativeSession.create(natives, Stamps.entropy())) {
                if (transport == null) {
                    session.restrictTo(destinations.toString());
                }
                session.beginTest(ANYBODY, Stamps.now(domain));
            } catch (NativeException refusal) {
                throw InvalidInputException.of(refusal);
            }
        }

        private SmtpSettings withoutLogin() {
            return settings.toBuilder()
                    .auth(Auth.NONE)
                    .username("")
                    .password(Secret.unset())
                    .build();
        }

        private Limits limits() {
            Optional<MailProvider.Limits> published = MailProvider.forHostname(settings.hostname()).map(MailProvider::limits);
            int most = published.map(limits -> limits.connections().orElse(connections)).orElse(connections);
            int perMinute = published.map(limits -> limits.messagesPerMinute().orElse(0)).orElse(0);
            return new Limits(Math.min(most, connections), perMinute, idleLimit);
        }
    }
}
