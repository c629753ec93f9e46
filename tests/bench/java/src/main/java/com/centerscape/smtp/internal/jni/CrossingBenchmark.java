package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.bench.Empty;
import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a step of a session costs beside a native call that does nothing. Here, because the natives are nobody's business outside. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CrossingBenchmark {
    /** A reply that comes byte by byte has so many, near the most that a line may have: a new session costs much more than a step. */
    private static final int REPLY = 15_000;

    /** The steps of one probe on a connection that stands: start, and then written and received for each command. */
    private static final int PROBE_STEPS = 5;

    private static final byte[] OK = "250 2.0.0 Ok\r\n".getBytes(StandardCharsets.US_ASCII);

    private NativeSettings settings;
    private NativeSession dripping;
    private ByteBuffer drop;
    private NativeSession kept;
    private int left;
    private long now;

    /** Opens the sessions. */
    @Setup
    public void setUp() {
        settings = NativeSettings.parse(
                "{\"hostname\":\"127.0.0.1\",\"from_address\":\"ops@example.com\"}".getBytes(StandardCharsets.UTF_8));
        dripping = connected();
        kept = connected();
        int action = reply(kept, "220 mail.example.com ESMTP\r\n");
        while (action != Action.IDLE) {
            action = action == Action.WRITE ? kept.written(now) : reply(kept, "250 mail.example.com\r\n");
        }
    }

    /** Frees them. */
    @TearDown
    public void tearDown() {
        dripping.close();
        kept.close();
        settings.close();
    }

    /** Nothing. */
    @Benchmark
    public void empty() {
        Empty.call();
    }

    /** One byte of a reply that is not over yet: the session says to read on. */
    @Benchmark
    public int step() {
        if (left == 0) {
            dripping.close();
            dripping = connected();
            left = REPLY;
            reply(dripping, "220 ");
            drop = dripping.input();
        }
        left--;
        drop.put(drop.position(), (byte) 'x');
        return dripping.received(1, now);
    }

    /** The whole dialogue of a probe, with what core makes of it. */
    @Benchmark
    @OperationsPerInvocation(PROBE_STEPS)
    public int probe() {
        kept.beginProbe();
        int action = kept.start(now);
        int steps = 1;
        while (action != Action.IDLE) {
            if (action == Action.WRITE) {
                action = kept.written(now);
            } else {
                kept.input().put(OK);
                action = kept.received(OK.length, now);
            }
            steps++;
        }
        if (steps != PROBE_STEPS) {
            throw new IllegalStateException("a probe took " + steps + " steps");
        }
        return steps;
    }

    private NativeSession connected() {
        NativeSession session = NativeSession.create(settings, new byte[32]);
        session.beginProbe();
        session.start(now);
        session.connected("127.0.0.1:40000", "127.0.0.1:25", now);
        return session;
    }

    private int reply(NativeSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer input = session.input();
        input.put(bytes);
        return session.received(bytes.length, now);
    }
}
