package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeBuffer;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeMessage;
import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import com.centerscape.smtp.internal.jni.NativeNumbers.Outcome;
import com.centerscape.smtp.internal.jni.NativeSession;
import com.centerscape.smtp.internal.jni.NativeSettings;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A session and the wire that it speaks through: the pump. Used by one thread at a time. */
final class Connection {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ENTROPY = 32;

    private final NativeBuffer buffer;
    private final NativeSession session;
    private final Wire wire;
    private final Tls tls;
    private final Secrets secrets;
    private final ChainProbe probe;
    private long idleSince;

    // Of the job under way, or the last one.
    /** The stage that was told last. */
    private String stage = "";
    /** Who is asked before each final dot; null for nobody. */
    private Confirm confirm;
    /** What the application threw when it was asked; null where it did not. */
    private Throwable thrown;
    private Optional<String> trustCommand = Optional.empty();
    private Optional<String> note = Optional.empty();
    /** What its job waited for in vain, as a kind of failure; null where it was let in. */
    private String turnedAwayBy;

    /**
     * A connection, not yet opened.
     *
     * @param destinations where it may connect to
     * @param secrets null where there are none
     * @param probe what looks at certificates that are not trusted; null for nobody
     * @param learned what an earlier session learned of the server; null for nothing
     */
    Connection(
            NativeSettings settings, String destinations, Tls tls, Secrets secrets, ChainProbe probe, String learned) {
        this.wire = new Wire(tls);
        this.tls = tls;
        this.secrets = secrets;
        this.probe = probe;
        byte[] entropy = new byte[ENTROPY];
        RANDOM.nextBytes(entropy);
        this.buffer = NativeBuffer.allocate(NativeSession.CAPACITY);
        NativeSession made = null;
        boolean isMade = false;
        try {
            made = NativeSession.create(settings, entropy, buffer.bytes());
            made.restrictTo(destinations);
            if (learned != null) {
                made.recall(learned);
            }
            isMade = true;
        } finally {
            if (!isMade) {
                free(made, buffer);
            }
        }
        this.session = made;
    }

    private static void free(NativeSession sessionOrNull, NativeBuffer buffer) {
        try {
            if (sessionOrNull != null) {
                sessionOrNull.close();
            }
        } finally {
            buffer.close();
        }
    }

    /** Begins a job on it; then {@link #run}. */
    NativeSession session() {
        return session;
    }

    /**
     * Advances the job that was begun to its end.
     *
     * @param limit the instant at which every action is over
     * @throws FaultException the library failed
     */
    void run(Call call, long limit) {
        run(call, limit, null, stage -> {});
    }

    /**
     * The same, and somebody is asked before each final dot, and told of each stage as it begins.
     *
     * @param confirmOrNull who is asked; null for nobody
     */
    void run(Call call, long limit, Confirm confirmOrNull, Consumer<String> stages) {
        stage = "";
        confirm = confirmOrNull;
        thrown = null;
        trustCommand = Optional.empty();
        note = Optional.empty();
        wire.attach(call);
        boolean hasStarted = false;
        try {
            int action = session.start(Clock.millis());
            hasStarted = true;
            tell(stages);
            while (action != Action.IDLE && action != Action.DONE) {
                action = act(action, call, limit);
                tell(stages);
            }
        } catch (NativeException fault) {
            // What would be said of the job if it ended at the last action is all that is left of it.
            throw new FaultException(fault, hasStarted ? session.outcome() : Outcome.NOT_SENT);
        }
    }

    /** A stage that began with this step. */
    private void tell(Consumer<String> stages) {
        String reached = session.stage();
        if (!reached.equals(stage)) {
            stage = reached;
            stages.accept(reached);
        }
    }

    /** Says QUIT. */
    void quit(Call call, long limit) {
        session.beginQuit();
        run(call, limit);
    }

    Result result() {
        return new Result(session.report(), trustCommand, thrown == null ? wire.thrownOrNull() : thrown, note);
    }

    /** A deadline passed before its job was let in, while it waited for this: the job says so. */
    void turnAway(String failureOrNull) {
        turnedAwayBy = failureOrNull;
    }

    /** Whether the next job can go over it. */
    boolean isReady() {
        return session.action() == Action.IDLE;
    }

    /** Keeps it for the next job, and not the message of the last one: attachments may be large. */
    void rest(Call call) {
        call.attach(null);
        session.reclaim().ifPresent(NativeMessage::close);
        idleSince = Clock.now();
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it still stands, as far as can be known without a word to the server. */
    boolean isAlive() {
        ByteBuffer one = session.input();
        one.limit(one.position() + 1);
        return wire.isQuiet(one);
    }

    /**
     * The message of a job that ended because the server had left before its first command; it can go over another
     * connection. Empty in every other case, above all where the message may have been taken.
     */
    Optional<NativeMessage> reclaimIfStale(Call call) {
        boolean isStale = session.isStale() && !call.isOver();
        return isStale ? session.reclaim() : Optional.empty();
    }

    /** Closes it at once and frees what it holds. A second call changes nothing. */
    void discard() {
        try {
            wire.abort();
        } finally {
            free(session, buffer);
        }
    }

    /** Does an action, tells the session what came of it, and answers the next action. */
    private int act(int action, Call call, long limit) {
        if (action == Action.CLOSE) {
            wire.close(call);
            return session.closed(Clock.millis());
        }
        if (call.isOver()) {
            return giveUp(call);
        }
        long millis = session.timeoutMillis();
        long until = Math.min(limit, millis < 0 ? Clock.NEVER : Clock.in(TimeUnit.MILLISECONDS.toNanos(millis)));
        switch (action) {
            case Action.CONNECT:
                return tell(call, wire.connect(call, session.text(), session.port(), until));
            case Action.START_TLS:
                return startTls(call, session.text(), until);
            case Action.WRITE:
                return tell(call, write(call, until));
            case Action.READ:
                return tell(call, wire.read(call, session.input(), until));
            case Action.PROVIDE_SECRET:
                return provideSecret(call);
            case Action.CONFIRM:
                return confirm(call);
            default:
                throw new IllegalStateException("the library has an action that this class does not know: " + action);
        }
    }

    /** The call is over: whether its caller ended it or the clock is another thing to say. */
    private int giveUp(Call call) {
        long now = Clock.millis();
        if (call.isCancelled()) {
            return session.cancelled(now);
        }
        return turnedAwayBy == null
                ? session.deadlineExceeded(now)
                : session.failed(turnedAwayBy, "", List.of(), now);
    }

    private int provideSecret(Call call) {
        byte[] secret = null;
        if (secrets != null) {
            try {
                secret = secrets.secret(call, session.secretKind(), session.text(), session.isRejected());
            } catch (Aside.Abandoned left) {
                note = Optional.of(left.getMessage());
                return left.isRefused() ? session.secret(null, Clock.millis()) : giveUp(call);
            }
        }
        return session.secret(secret, Clock.millis());
    }

    /**
     * What the application throws is no reason to write the dot, and none to lose what is known of the job. Nor is it written once the
     * call is over.
     */
    private int confirm(Call call) {
        boolean isConfirmed = confirm == null;
        if (!isConfirmed) {
            List<String> recipients = List.of(session.text().split("\n"));
            try {
                isConfirmed = confirm.ask(call, session.transaction(), recipients);
            } catch (Aside.Abandoned left) {
                note = Optional.of(left.getMessage());
                return left.isRefused() ? session.timedOut(Clock.millis()) : giveUp(call);
            } catch (Throwable unforeseen) {
                thrown = unforeseen;
            }
        }
        if (call.isOver()) {
            return giveUp(call);
        }
        long now = Clock.millis();
        return isConfirmed ? session.confirmed(now) : session.cancelled(now);
    }

    private Event write(Call call, long until) {
        Event event = Event.WRITTEN;
        ByteBuffer output = session.output();
        while (output.hasRemaining() && event == Event.WRITTEN) {
            event = wire.write(call, output, until);
            output = event == Event.WRITTEN ? session.output() : output;
        }
        return event;
    }

    private int startTls(Call call, String name, long until) {
        long allowed = until == Clock.NEVER ? Clock.NEVER : until - Clock.now();
        Event event = wire.startTls(call, name, until);
        if (event == Event.FAILED && wire.failure().isAboutCertificate() && probe != null) {
            tls.refresh();
            return lookAtCertificate(call, name, Clock.in(allowed));
        }
        return tell(call, event);
    }

    private int lookAtCertificate(Call call, String name, long until) {
        Failure failure = wire.failure();
        X509Certificate[] chain = probe.look(call, until);
        if (call.isOver()) {
            return giveUp(call);
        }
        if (failure.kind.equals(Failure.CERTIFICATE_UNTRUSTED)) {
            trustCommand = tls.trustCommand(name, chain);
        }
        return session.failed(failure.kind, failure.text, Certificates.of(chain), Clock.millis());
    }

    /** Tells the session how its action ended. */
    private int tell(Call call, Event event) {
        long now = Clock.millis();
        switch (event) {
            case RESOLVED:
                return session.resolved(wire.addresses(), now);
            case CONNECTED:
                return session.connected(wire.local(), wire.peer(), now);
            case SECURED:
                return session.secured(wire.version(), wire.cipher(), wire.certificates(), now);
            case WRITTEN:
                return session.written(now);
            case RECEIVED:
                return session.received(wire.length(), now);
            case CLOSED:
                return session.closed(now);
            case FAILED:
                Failure failure = wire.failure();
                return session.failed(failure.kind, failure.text, failure.chain, now);
            case TIMED_OUT:
                return session.timedOut(now);
            default:
                return giveUp(call);
        }
    }
}
