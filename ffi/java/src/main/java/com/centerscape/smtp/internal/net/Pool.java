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
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    /** How many there are, idle or not. Guarded by the lock. */
    private int connections;
    /** Guarded by the lock. */
    private final MessageRate rate;

    private volatile long expiry = Clock.NEVER;

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
        this.idleLimit = limits.idleNanos();
        this.rate = new MessageRate(limits.messagesPerMinute);
    }

    /**
     * Sends a message, over a connection that is kept where there is one.
     *
     * @param message consumed once its job begins
     * @param call bounds it
     * @return what came of it
     */
    public Result send(NativeMessage message, Call call) {
        Connection connection = placeForMessage(call);
        if (connection == null) {
            return tooLate(session -> session.beginSend(message), call);
        }
        boolean isKept = false;
        try {
            run(connection, session -> session.beginSend(message), call);
            Optional<NativeMessage> reclaimed = connection.reclaimIfStale(call);
            if (reclaimed.isPresent()) {
                connection.discard();
                connection = open();
                try (NativeMessage again = reclaimed.get()) {
                    run(connection, session -> session.beginSend(again), call);
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
     * @param progress is told how far it got
     * @return what came of it
     */
    public Result test(String to, NativeStamp stamp, Call call, Progress progress) {
        return overNew(session -> session.beginTest(to, stamp), call, progress);
    }

    /**
     * Tries everything up to MAIL, over a new connection.
     *
     * @param call bounds it
     * @param progress is told how far it got
     * @return what came of it
     */
    public Result probe(Call call, Progress progress) {
        return overNew(NativeSession::beginProbe, call, progress);
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
     * Says QUIT on every idle connection and closes it. Nobody uses the pool any more.
     *
     * @param call bounds it; once it is over, connections are closed without a word
     */
    public void close(Call call) {
        for (Connection connection : takeIdle(Clock.NEVER)) {
            quit(connection, call);
        }
    }

    // ---- jobs

    private Result overNew(Consumer<NativeSession> job, Call call, Progress progress) {
        Connection connection = placeForNew(call);
        if (connection == null) {
            return tooLate(job, call);
        }
        boolean isKept = false;
        try {
            run(connection, job, call, progress);
            Result result = connection.result();
            isKept = connection.isReady();
            return result;
        } finally {
            giveBack(connection, isKept, call);
        }
    }

    /** The call ended before there was a connection for it: a session that may not begin says so. */
    private Result tooLate(Consumer<NativeSession> job, Call call) {
        Connection unopened = open();
        try {
            run(unopened, job, call);
            return unopened.result();
        } finally {
            unopened.discard();
        }
    }

    private static void run(Connection connection, Consumer<NativeSession> job, Call call) {
        run(connection, job, call, Progress.UNTOLD);
    }

    private static void run(Connection connection, Consumer<NativeSession> job, Call call, Progress progress) {
        job.accept(connection.session());
        connection.run(call, Clock.NEVER, progress);
    }

    private Connection open() {
        return new Connection(settings, destinations, tls, secrets, probe);
    }

    // ---- places

    /** A connection for a message, once the provider's limits allow it; null where the call ended before. */
    private Connection placeForMessage(Call call) {
        Connection kept;
        lock.lock();
        try {
            if (!awaitTurn(call) || !awaitPlace(call)) {
                return null;
            }
            kept = idle.pollLast();
            if (kept == null) {
                grow();
            }
            lookAgain();
        } finally {
            lock.unlock();
        }
        if (kept == null) {
            return openInPlace();
        }
        if (kept.isAlive()) {
            return kept;
        }
        kept.discard();
        return openInPlace();
    }

    /** A new connection, once there is room for it; null where the call ended before. */
    private Connection placeForNew(Call call) {
        Connection superfluous = null;
        lock.lock();
        try {
            if (!awaitPlace(call)) {
                return null;
            }
            if (connections >= mostConnections) {
                superfluous = idle.removeFirst();
                lookAgain();
            } else {
                grow();
            }
        } finally {
            lock.unlock();
        }
        if (superfluous != null) {
            // Half of the time that is left: a server that is mute now may answer the new connection.
            long half = Clock.now() + (call.end() - Clock.now()) / 2;
            sayQuit(superfluous, call, Math.min(Clock.in(GOODBYE), half));
        }
        return openInPlace();
    }

    /** Waits until the provider takes another message; false where the call ended before. */
    private boolean awaitTurn(Call call) {
        long now = Clock.now();
        for (long pause = rate.pause(now); pause > 0; pause = rate.pause(now)) {
            if (call.isOver()) {
                return false;
            }
            await(turned, Math.min(pause, call.end() - now));
            now = Clock.now();
        }
        rate.take(now);
        return true;
    }

    /** Waits until there is an idle connection or room for another; false where the call ended before. */
    private boolean awaitPlace(Call call) {
        while (idle.isEmpty() && connections >= mostConnections && !call.isOver()) {
            await(freed, call.end() - Clock.now());
        }
        if (call.isOver()) {
            // Whoever waits behind takes the place that this one was woken for.
            freed.signal();
            return false;
        }
        return true;
    }

    private static void await(Condition condition, long nanos) {
        try {
            condition.awaitNanos(nanos);
        } catch (InterruptedException interrupted) {
            // The flag is what the call looks at.
            Thread.currentThread().interrupt();
        }
    }

    /** Opens a connection in the place that was made for it. */
    private Connection openInPlace() {
        boolean isOpen = false;
        try {
            Connection connection = open();
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                shrink();
            }
        }
    }

    private void giveBack(Connection connection, boolean isKept, Call call) {
        if (!isKept) {
            call.attach(null);
            connection.discard();
            shrink();
            return;
        }
        connection.rest(call);
        lock.lock();
        try {
            idle.addLast(connection);
            lookAgain();
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void grow() {
        if (connections++ == 0) {
            Watchdog.watch(this);
        }
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
        Threads.daemon("centerscape-smtp-goodbye", this::endIdle);
    }

    private void endIdle() {
        long now = Clock.now();
        for (Connection connection : takeIdle(now - idleLimit)) {
            quit(connection, Call.within(GOODBYE));
        }
    }

    /** Takes those out of the pool that have been idle since this instant or longer; they keep their places. */
    private List<Connection> takeIdle(long since) {
        List<Connection> taken = new ArrayList<>();
        lock.lock();
        try {
            while (!idle.isEmpty() && idle.peekFirst().idleSince() <= since) {
                taken.add(idle.removeFirst());
            }
            lookAgain();
        } finally {
            lock.unlock();
        }
        return taken;
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
            connection.quit(call, limit);
        } catch (FaultException broken) {
            // Nothing depends on a goodbye, least of all the others'.
        } finally {
            connection.discard();
        }
    }
}
