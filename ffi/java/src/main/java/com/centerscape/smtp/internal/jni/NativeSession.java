package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import com.centerscape.smtp.internal.jni.NativeNumbers.EventKind;
import com.centerscape.smtp.internal.jni.NativeNumbers.Outcome;
import com.centerscape.smtp.internal.jni.NativeNumbers.SecretKind;
import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An SMTP connection as a state machine. Each event returns the next {@link Action}; its data is read from this object before the
 * next event. For one thread at a time, but any thread may close it.
 */
public final class NativeSession extends NativeObject {
    // The head of the buffer, which the library fills.
    private static final int TIMEOUT = 0;
    private static final int OUTCOME = 8;
    private static final int PAYLOAD_LENGTH = 12;
    private static final int NUMBER = 16;
    private static final int FLAGS = 20;
    private static final int STAGE = 24;
    private static final int PAYLOAD = 32;

    private static final int REJECTED = 1;

    /** The name of each {@link NativeNumbers.Stage}. */
    private static final String[] STAGES = {
        "", "dns", "connect", "tls", "greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "quit",
    };

    /** How large a session's buffer is: room for one chunk of a message with the commands around it. */
    public static final int CAPACITY = PAYLOAD + 80 * 1024;

    /** What is written before the login is over is shorter; RFC 4954 allows a line of 12288 bytes. */
    private static final int LONGEST_LOGIN = 16 * 1024;

    /** Null until it is needed. */
    private ByteBuffer bufferOrNull;

    private int action;
    private int taken;

    private NativeSession(long handle, ByteBuffer bufferOrNull) {
        super(handle);
        this.bufferOrNull = bufferOrNull;
    }

    /**
     * A session with a buffer of the JVM's own, which it makes when it starts and the garbage collector frees: for one that only judges
     * what it is given, or for few.
     *
     * @param entropy 32 random bytes
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem of the settings
     */
    public static NativeSession create(NativeSettings settings, byte[] entropy) {
        return create(settings, entropy, null);
    }

    /**
     * A session for these settings; nothing is connected yet.
     *
     * @param entropy 32 random bytes
     * @param buffer what its events and bytes cross in: direct, of {@link #CAPACITY} bytes in the byte order of this machine, good for
     *     as long as the session is used
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem of the settings
     */
    public static NativeSession create(NativeSettings settings, byte[] entropy, ByteBuffer buffer) {
        return settings.call(handle -> new NativeSession(Native.sessionNew(handle, entropy), buffer));
    }

    /**
     * Holds the connections that are opened from now on to a policy.
     *
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem of the policy
     */
    public void restrictTo(String destinations) {
        run(handle -> Native.sessionRestrictTo(handle, Utf8.bytes(destinations)));
    }

    /**
     * Begins with what an earlier session by the same settings learned of the server.
     *
     * @param learned the object {@code learned} of its report, unchanged
     * @throws NativeException {@link Status#INVALID_INPUT}: the text is something else
     */
    public void recall(String learned) {
        run(handle -> Native.sessionRecall(handle, Utf8.bytes(learned)));
    }

    /** Has it ask before each final dot, by {@link Action#CONFIRM}. */
    public void confirmTransactions() {
        run(Native::sessionConfirmTransactions);
    }

    /** Begins everything up to MAIL; nothing is sent. Then {@link #start}. */
    public void beginProbe() {
        run(Native::sessionBeginProbe);
    }

    /**
     * Begins to send the test mail. Then {@link #start}.
     *
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem of the recipient
     */
    public void beginTest(String to, NativeStamp stamp) {
        byte[] recipient = Utf8.bytes(to);
        run(handle -> Native.sessionBeginTest(
                handle, recipient, stamp.unixSeconds, stamp.offsetMinutes, stamp.entropy, stamp.domain));
    }

    /** Begins to send a message to all of its recipients, as {@link #beginSend(NativeMessage, byte[])}. */
    public void beginSend(NativeMessage message) {
        beginSend(message, null);
    }

    /**
     * Begins to send a message, which is consumed; where this throws, it stays. Then {@link #start}.
     *
     * @param optionsOrNull to whom, as JSON
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem of the options
     */
    public void beginSend(NativeMessage message, byte[] optionsOrNull) {
        run(handle -> message.run(sent -> Native.sessionBeginSend(handle, sent, optionsOrNull)));
        message.consumed();
    }

    /** Begins to say QUIT. Then {@link #start}. */
    public void beginQuit() {
        run(Native::sessionBeginQuit);
    }

    /** A job was begun: go. Each event has the time in milliseconds of a clock that never goes back. */
    public int start(long nowMs) {
        return advance(EventKind.START, 0, nowMs);
    }

    /**
     * The name to connect to was looked up; the next actions connect to its addresses, until one of them stands.
     *
     * @param addresses in the order in which they were found, without brackets; none where the name has none
     */
    public int resolved(List<String> addresses, long nowMs) {
        return call(handle -> next(Native.sessionResolved(handle, buffer(), Utf8.bytes(String.join("\n", addresses)), nowMs)));
    }

    /** TCP stands; both ends as {@code address:port}, empty where unknown. */
    public int connected(String local, String peer, long nowMs) {
        return call(handle -> next(Native.sessionConnected(handle, buffer(), Utf8.bytes(local), Utf8.bytes(peer), nowMs)));
    }

    /** The handshake succeeded and the name was verified; the chain has the server's own certificate first. */
    public int secured(String version, String cipher, List<NativeCertificate> chain, long nowMs) {
        return call(handle -> next(Native.sessionSecured(
                handle,
                buffer(),
                Utf8.bytes(version),
                Utf8.bytes(cipher),
                NativeCertificate.flatten(chain),
                NativeCertificate.validity(chain),
                nowMs)));
    }

    /** All of {@link #output()} was handed to the network. */
    public int written(long nowMs) {
        return advance(EventKind.WRITTEN, 0, nowMs);
    }

    /** The first {@code length} bytes of {@link #input()} were read: all that was there, at least one. */
    public int received(int length, long nowMs) {
        return advance(EventKind.RECEIVED, length, nowMs);
    }

    /**
     * The secret that was asked for.
     *
     * @param secret UTF-8, wiped afterwards; null where there is none
     */
    public int secret(byte[] secret, long nowMs) {
        try {
            return call(handle -> next(Native.sessionSecret(handle, buffer(), secret, nowMs)));
        } finally {
            if (secret != null) {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }

    /** The final dot may be written. */
    public int confirmed(long nowMs) {
        return advance(EventKind.CONFIRMED, 0, nowMs);
    }

    /** The peer closed the connection, or it was closed as asked. */
    public int closed(long nowMs) {
        return advance(EventKind.CLOSED, 0, nowMs);
    }

    /**
     * The action failed.
     *
     * @param kind why, in one word
     * @param text the host's own words, without secrets
     * @param chain the certificates that were presented, where that is why
     */
    public int failed(String kind, String text, List<NativeCertificate> chain, long nowMs) {
        // The words may come from the other side: what is no text in them is replaced.
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        wipeLogin();
        return call(handle -> next(Native.sessionFailed(
                handle,
                buffer(),
                Utf8.bytes(kind),
                words,
                NativeCertificate.flatten(chain),
                NativeCertificate.validity(chain),
                nowMs)));
    }

    /** The action did not end within its timeout. */
    public int timedOut(long nowMs) {
        return advance(EventKind.TIMED_OUT, 0, nowMs);
    }

    /** The caller gave up. */
    public int cancelled(long nowMs) {
        return advance(EventKind.CANCELLED, 0, nowMs);
    }

    /**
     * The call's own time limit passed; valid whenever {@link #cancelled} is.
     *
     * @param nowMs the monotonic clock in milliseconds
     * @return the next action
     */
    public int deadlineExceeded(long nowMs) {
        return advance(EventKind.DEADLINE_EXCEEDED, 0, nowMs);
    }

    /** The action that the last event returned; 0 before the first. */
    public int action() {
        return action;
    }

    /** How long the action may take from now, in milliseconds; -1 where it waits for nothing. */
    public long timeoutMillis() {
        return buffer().getLong(TIMEOUT);
    }

    /** What would be said of the job if it ended at this action: an {@link Outcome}. */
    public int outcome() {
        return buffer().getInt(OUTCOME);
    }

    /** The name of the stage that the job came to; empty before the first. */
    public String stage() {
        return STAGES[buffer().getInt(STAGE)];
    }

    /** Which transaction is to be confirmed, counted from 1. */
    public int transaction() {
        return buffer().getInt(NUMBER);
    }

    /** The port to connect to. */
    public int port() {
        return buffer().getInt(NUMBER);
    }

    /** Which secret is asked for: a {@link SecretKind}. */
    public int secretKind() {
        return buffer().getInt(NUMBER);
    }

    /** Whether the server rejected the last secret: another one is wanted. */
    public boolean isRejected() {
        return (buffer().getInt(FLAGS) & REJECTED) != 0;
    }

    /**
     * The host to connect to, the name to verify, the user whose secret is asked for, or the recipients of the transaction that is to be
     * confirmed, parted by line feeds.
     */
    public String text() {
        byte[] text = new byte[outputLength()];
        int read = 0;
        for (ByteBuffer part = output(); part.hasRemaining(); part = output()) {
            int length = part.remaining();
            part.get(text, read, length);
            read += length;
        }
        taken = 0;
        return new String(text, StandardCharsets.UTF_8);
    }

    /** How many bytes there are to write. */
    public int outputLength() {
        return buffer().getInt(PAYLOAD_LENGTH);
    }

    /** The next bytes to write, valid until the next call; empty where all were given. */
    public ByteBuffer output() {
        int left = outputLength() - taken;
        int length = Math.min(left, CAPACITY - PAYLOAD);
        if (taken > 0 && left > 0) {
            length = more();
        }
        taken += length;
        return part(length);
    }

    /** Where the bytes that are read go, all of it empty. */
    public ByteBuffer input() {
        return part(CAPACITY - PAYLOAD);
    }

    /** What came of the job so far: an {@link Outcome}. */
    public int currentOutcome() {
        return call(Native::sessionOutcome);
    }

    /** The report of the job as JSON. */
    public byte[] report() {
        return call(Native::sessionReport);
    }

    /** A report without what tells of the network, both as JSON. */
    public static byte[] redacted(byte[] report) {
        return Native.redactedReport(report);
    }

    /**
     * The report of a job in the middle of which the library failed, as JSON.
     *
     * @param last the {@link Outcome} that was told last
     * @param text what is known of the fault, without secrets
     */
    public static byte[] clientFault(int last, String text) {
        return Native.sessionClientFault(last, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the job ended only because the server had closed a connection that was left open: its message may go over another. */
    public boolean isStale() {
        return call(Native::sessionIsStale);
    }

    /** The message of a job that ended before any of it went out; empty where there is none. */
    public Optional<NativeMessage> reclaim() {
        long message = call(Native::sessionReclaim);
        return message == 0 ? Optional.empty() : Optional.of(new NativeMessage(message));
    }

    private int advance(int event, int inputLength, long nowMs) {
        if (event != EventKind.RECEIVED) {
            wipeLogin();
        }
        return call(handle -> next(Native.sessionAdvance(handle, buffer(), event, inputLength, nowMs)));
    }

    private ByteBuffer buffer() {
        if (bufferOrNull == null) {
            bufferOrNull = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
        }
        return bufferOrNull;
    }

    private int next(int action) {
        this.action = action;
        taken = 0;
        return action;
    }

    private int more() {
        return call(handle -> Native.sessionOutput(handle, buffer(), taken));
    }

    private ByteBuffer part(int length) {
        ByteBuffer part = buffer().duplicate();
        part.position(PAYLOAD).limit(PAYLOAD + length);
        return part;
    }

    /** A command of the login does not outlive its answer in the buffer. The bytes of a message are left: wiping them costs time. */
    private void wipeLogin() {
        int length = outputLength();
        if (action != Action.WRITE || length > LONGEST_LOGIN) {
            return;
        }
        ByteBuffer written = part(length);
        while (written.remaining() >= Long.BYTES) {
            written.putLong(0);
        }
        while (written.hasRemaining()) {
            written.put((byte) 0);
        }
    }
}
