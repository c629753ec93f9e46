package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeMessage;
import com.centerscape.smtp.internal.jni.NativeSession;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.NativeStamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The connections to one server: a bounded number, kept for the next message while they are not idle for too long, and looked
 * at before they are used again.
 */
public final class Pool implements Watchdog.Watched {
    /** What a goodbye to a server may take. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    /** For how many idle connections there is room from the beginning. */
    private static final int ROOM = 1024;

    /** Nobody wants to know. */
    public static final Consumer<String> UNTOLD = stage -> {};

    private final NativeSettings settings;
    private final String destinations;
    private final Tls tls;
    private final Secrets secrets;
    private final ChainProbe probe;
    private final int mostConnections;
    private final long idleLimit;

    private final ReentrantLock lock = new ReentrantLock(true);
    /** There may be a connection for somebody. */
    private final Condition freed = lock.newCondition();
    /** Nobody signals it but {@link #wake}: a turn comes with time. */
    private final Condition turned = lock.newCondition();
    /** Those that wait for a job, the longest idle first. Guarded by the lock. */
    private final ArrayDeque<Connection> idle;
    /** How many there are, idle or not: the places that are taken. Guarded by the lock. */
    private int connections;
    /** Whether none is kept any more. Guarded by the lock. */
    private boolean isClosed;
    /** Guarded by the lock. */
    private final MessageRate rate;

    private volatile long expiry = Clock.NEVER;
    /** What the sessions learned of the server; null where that is nothing yet. */
    private volatile String learned;

    /**
     * A pool without connections.
     *
     * @param settings where to, and how
     * @param withoutLogin the same without a login: what looks at a certificate that is not trusted
     * @param destinations where it may connect to
     * @param trust whom to trust
     * @param verifiesName whether a certificate must be for the server's name
     * @param secrets who is asked for secrets; null for nobody
     * @param limits how much the server takes
     */
    public Pool(
            NativeSettings settings,
            NativeSettings withoutLogin,
            String destinations,
            Trust trust,
            boolean verifiesName,
            Secrets secrets,
            Limits limits) {
        this.settings = settings;
        this.destinations = destinations;
        this.tls = new Tls(trust, verifiesName);
        this.secrets = secrets;
        this.probe = new ChainProbe(withoutLogin, destinations);
        this.mostConnections = limits.connections;
        // Room for all of them, so that none is lost where there is no memory to grow; nobody has more than so many.
        this.idle = new ArrayDeque<>(Math.min(limits.connections, ROOM));
        this.idleLimit = limits.idleNanos();
        this.rate = new MessageRate(limits.messagesPerMinute);
    }

    /**
     * Takes what a session learned of the server, for those to come.
     *
     * @param learned as its report has it
     */
    public void recall(String learned) {
        this.learned = learned;
    }

    /**
     * Sends a message, over a connection that is kept where there is one.
     *
     * @param message consumed once its job begins
     * @param optionsOrNull to whom of its recipients, as JSON; null for all
     * @param confirmOrNull is asked before each final dot; null for nobody
     * @param call bounds it
     * @return what came of it
     */
    public Result send(NativeMessage message, byte[] optionsOrNull, Confirm confirmOrNull, Call call) {
        Connection connection;
        try {
            connection = placeForMessage(call);
        } catch (TooLateException late) {
            return turnedAway(session -> session.beginSend(message, optionsOrNull), call, late);
        }
        boolean isKept = false;
        try {
            send(connection, message, optionsOrNull, confirmOrNull, call);
            Optional<NativeMessage> reclaimed = connection.reclaimIfStale(call);
            if (reclaimed.isPresent()) {
                try (NativeMessage again = reclaimed.get()) {
                    connection.discard();
                    connection = open();
                    send(connection, again, optionsOrNull, confirmOrNull, call);
                }
            }
            Result result = connection.result();
            isKept = connection.isReady();
            return result;
        } finally {
            giveBack(connection, isKept, call);
        }
    }

    /**
     * Sends the test mail, over a new connection: the way to the server is what is tested.
     *
     * @param to the recipient
     * @param stamp the moment
     * @param call bounds it
     * @param stages is told of each stage as it begins
     * @return what came of it
     */
    public Result test(String to, NativeStamp stamp, Call call, Consumer<String> stages) {
        return overNew(session -> session.beginTest(to, stamp), call, stages);
    }

    /**
     * Tries everything up to MAIL, over a new connection.
     *
     * @param call bounds it
     * @param stages is told of each stage as it begins
     * @return what came of it
     */
    public Result probe(Call call, Consumer<String> stages) {
        return overNew(NativeSession::beginProbe, call, stages);
    }

    /** Lets those who wait for a connection or their turn look whether they were cancelled. */
    public void wake() {
        lock.lock();
        try {
            freed.signalAll();
            turned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says QUIT on every idle connection and closes it. Those that are in use are closed when they are given back. A second call finds
     * nothing to do.
     *
     * @param call bounds it; once it is over, connections are closed without a word
     */
    public void close(Call call) {
        lock.lock();
        try {
            isClosed = true;
        } finally {
            lock.unlock();
        }
        endIdle(Clock.NEVER, call);
    }

    // ---- jobs

    private Result overNew(Consumer<NativeSession> job, Call call, Consumer<String> stages) {
        Connection connection;
        try {
            connection = placeForNew(call);
        } catch (TooLateException late) {
            return turnedAway(job, call, late);
        }
        boolean isKept = false;
        try {
            run(connection, job, call, null, stages);
            Result result = connection.result();
            isKept = connection.isReady();
            return result;
        } finally {
            giveBack(connection, isKept, call);
        }
    }

    /** The call ended before there was a connection for it: a session that may not begin says so. */
    private Result turnedAway(Consumer<NativeSession> job, Call call, TooLateException late) {
        Connection unopened = open();
        try {
            unopened.turnAway(late.waitedFor);
            run(unopened, job, call, null, UNTOLD);
            return unopened.result();
        } finally {
            unopened.discard();
        }
    }

    private static void send(
            Connection connection, NativeMessage message, byte[] optionsOrNull, Confirm confirmOrNull, Call call) {
        if (confirmOrNull != null) {
            connection.session().confirmTransactions();
        }
        run(connection, session -> session.beginSend(message, optionsOrNull), call, confirmOrNull, UNTOLD);
    }

    private static void run(
            Connection connection, Consumer<NativeSession> job, Call call, Confirm confirmOrNull, Consumer<String> stages) {
        job.accept(connection.session());
        connection.run(call, Clock.NEVER, confirmOrNull, stages);
    }

    private Connection open() {
        return new Connection(settings, destinations, tls, secrets, probe, learned);
    }

    // ---- places

    /** The call ended while it waited for a place or for its turn. */
    private static final class TooLateException extends Exception {
        private static final long serialVersionUID = 1;

        private final String waitedFor;

        /** @param waitedFor as a kind of failure; null where it waited for nothing */
        TooLateException(String waitedFor) {
            super(null, null, false, false);
            this.waitedFor = waitedFor;
        }
    }

    /** A connection for a message, once the provider's limits allow it. */
    private Connection placeForMessage(Call call) throws TooLateException {
        Connection kept;
        boolean isTaken = false;
        lock.lock();
        try {
            awaitTurnAndPlace(call);
            if (idle.isEmpty()) {
                grow();
            }
            kept = idle.pollLast();
            rate.take(Clock.now());
            lookAgain();
            isTaken = true;
        } finally {
            passOn(isTaken);
            lock.unlock();
        }
        Connection connection = null;
        try {
            if (kept != null && kept.isAlive()) {
                connection = kept;
            } else {
                discard(kept);
                connection = open();
            }
            return connection;
        } finally {
            if (connection == null) {
                end(kept);
            }
        }
    }

    /** A new connection, once there is room for it. */
    private Connection placeForNew(Call call) throws TooLateException {
        Connection superfluous = null;
        boolean isTaken = false;
        lock.lock();
        try {
            awaitPlace(call, null);
            if (connections < mostConnections) {
                grow();
            } else {
                superfluous = idle.removeFirst();
                lookAgain();
            }
            isTaken = true;
        } finally {
            passOn(isTaken);
            lock.unlock();
        }
        Connection connection = null;
        try {
            if (superfluous != null) {
                // Half of the time that is left: a server that is mute now may answer the new connection.
                long half = Clock.now() + (call.end() - Clock.now()) / 2;
                sayQuit(superfluous, call, Math.min(Clock.in(GOODBYE), half));
            }
            connection = open();
            return connection;
        } finally {
            if (connection == null) {
                end(superfluous);
            }
        }
    }

    /** Waits until the provider takes another message and there is a place for it: a place does not wait for its turn. */
    private void awaitTurnAndPlace(Call call) throws TooLateException {
        String waitedFor = null;
        while (true) {
            awaitPlace(call, waitedFor);
            long now = Clock.now();
            long pause = rate.pause(now);
            if (pause == 0) {
                return;
            }
            // Who needs no turn may have the place meanwhile.
            freed.signal();
            await(turned, Math.min(pause, call.end() - now));
            waitedFor = Failure.RATE_REACHED;
        }
    }

    /**
     * Waits until there is an idle connection or room for another.
     *
     * @param waitedBefore what the call waited for already; null for nothing
     */
    private void awaitPlace(Call call, String waitedBefore) throws TooLateException {
        String waitedFor = waitedBefore;
        while (!call.isOver()) {
            if (hasPlace()) {
                return;
            }
            waitedFor = Failure.CONNECTIONS_BUSY;
            await(freed, call.end() - Clock.now());
        }
        throw new TooLateException(waitedFor);
    }

    private boolean hasPlace() {
        return !idle.isEmpty() || connections < mostConnections;
    }

    /** Whoever waits behind takes the place that this one was woken for and does not take. */
    private void passOn(boolean isTaken) {
        if (!isTaken) {
            freed.signal();
        }
    }

    private static void await(Condition condition, long nanos) {
        try {
            condition.awaitNanos(nanos);
        } catch (InterruptedException interrupted) {
            // The flag is what the call looks at.
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack(Connection connection, boolean isKept, Call call) {
        call.attach(null);
        boolean isResting = false;
        try {
            isResting = isKept && rest(connection, call);
        } finally {
            if (!isResting) {
                end(connection);
            }
        }
    }

    /** Keeps a connection for the next message; false where none is kept any more. */
    private boolean rest(Connection connection, Call call) {
        connection.rest(call);
        lock.lock();
        try {
            if (isClosed) {
                return false;
            }
            idle.addLast(connection);
            lookAgain();
            freed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Closes a connection at once. Its place is free, whatever becomes of that. */
    private void end(Connection connectionOrNull) {
        try {
            discard(connectionOrNull);
        } finally {
            shrink();
        }
    }

    private static void discard(Connection connectionOrNull) {
        if (connectionOrNull != null) {
            connectionOrNull.discard();
        }
    }

    /** Takes a place. Where this throws, it is not taken: what can fail comes first. */
    private void grow() {
        if (connections == 0) {
            Watchdog.watch(this);
        }
        connections++;
    }

    private void shrink() {
        lock.lock();
        try {
            if (--connections == 0) {
                Watchdog.forget(this);
            }
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    // ---- goodbyes

    /** Sets when the longest idle connection has been idle for too long. */
    private void lookAgain() {
        Connection oldest = idle.peekFirst();
        boolean isForever = oldest == null || idleLimit > Clock.NEVER - oldest.idleSince();
        expiry = isForever ? Clock.NEVER : oldest.idleSince() + idleLimit;
    }

    @Override
    public long due() {
        return expiry;
    }

    /** A goodbye may block, so another thread says it. */
    @Override
    public void expire() {
        Threads.daemon("centerscape-smtp-goodbye", () -> endIdle(Clock.now() - idleLimit, Call.within(GOODBYE)));
    }

    /** Once they are taken nothing here needs memory: their places would be lost. */
    private void endIdle(long since, Call call) {
        List<Connection> taken = takeIdle(since);
        for (int i = 0; i < taken.size(); i++) {
            quit(taken.get(i), call);
        }
    }

    /** Takes those out of the pool that have been idle since this instant or longer; they keep their places. */
    private List<Connection> takeIdle(long since) {
        lock.lock();
        try {
            // Room for all of them first: one that is taken out and not in the list would be lost.
            List<Connection> taken = new ArrayList<>(idle.size());
            while (!idle.isEmpty() && idle.peekFirst().idleSince() <= since) {
                taken.add(idle.removeFirst());
            }
            lookAgain();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void quit(Connection connection, Call call) {
        try {
            sayQuit(connection, call, Clock.NEVER);
        } finally {
            shrink();
        }
    }

    private static void sayQuit(Connection connection, Call call, long limit) {
        try {
            try {
                connection.quit(call, limit);
            } finally {
                connection.discard();
            }
        } catch (RuntimeException | Error broken) {
            // Nothing depends on a goodbye, least of all the others'.
        }
    }
}
