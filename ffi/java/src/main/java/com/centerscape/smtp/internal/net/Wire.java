package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * One connection, in clear or by TLS. In clear its bytes go straight between the direct buffer and the channel.
 *
 * <p>Every action takes the call that it belongs to and the instant at which it is over, and answers with the number of an
 * event. It is used by one thread at a time.
 */
final class Wire {
    /** The most bytes that cross between the buffer and TLS at once. */
    private static final int PIECE = 64 * 1024;

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final Tls tls;
    private SocketChannel channel;
    private SocketDeadline line;
    private SSLSocket secured;
    private InputStream securedInput;
    private OutputStream securedOutput;
    /** What crosses to and from TLS; null before a handshake. */
    private byte[] piece;
    /** Whether the last action did what it should, so that a goodbye gets through. */
    private boolean isSound;

    private Failure failure;
    /** What the last action threw; null where it threw nothing. */
    private Throwable thrown;
    private List<String> addresses = List.of();
    private int length;

    Wire(Tls tls) {
        this.tls = tls;
    }

    /** Why the last action failed, after {@link Event#FAILED}. */
    Failure failure() {
        return failure;
    }

    /** What was thrown by the last action other than a close; null where nothing was. */
    Throwable thrownOrNull() {
        return thrown;
    }

    /** The addresses of the name, after {@link Event#RESOLVED}. */
    List<String> addresses() {
        return addresses;
    }

    /** How many bytes were read, after {@link Event#RECEIVED}. */
    int length() {
        return length;
    }

    /** The connection's own end as {@code address:port}. */
    String local() {
        try {
            return text(channel.getLocalAddress());
        } catch (IOException closed) {
            return "";
        }
    }

    /** The server's end as {@code address:port}. */
    String peer() {
        try {
            return text(channel.getRemoteAddress());
        } catch (IOException closed) {
            return "";
        }
    }

    String version() {
        return secured.getSession().getProtocol();
    }

    String cipher() {
        return secured.getSession().getCipherSuite();
    }

    List<NativeCertificate> certificates() {
        return presented(secured.getSession());
    }

    // ---- actions

    /** Looks a name up, or opens the connection to an address. */
    Event connect(Call call, String host, int port, long until) {
        abort();
        if (!Names.isLiteral(host)) {
            return lookUp(call, host, until);
        }
        try {
            return open(call, new InetSocketAddress(InetAddress.getByName(host), port), until);
        } catch (UnknownHostException noSuchZone) {
            thrown = noSuchZone;
            failure = Failure.of("unreachable", noSuchZone);
            return ended(call, Event.FAILED);
        }
    }

    private Event lookUp(Call call, String host, long until) {
        thrown = null;
        String why;
        try {
            InetAddress[] found = Names.lookUp(host, call, until);
            addresses = Arrays.stream(found).map(InetAddress::getHostAddress).collect(Collectors.toList());
            return ended(call, Event.RESOLVED);
        } catch (Names.Late late) {
            why = "no answer from the name server in time";
        } catch (UnknownHostException unknown) {
            thrown = unknown;
            why = reason(unknown, host);
        }
        failure = new Failure("dns", host + ": " + why, List.of());
        return ended(call, Event.FAILED);
    }

    private Event open(Call call, InetSocketAddress address, long until) {
        thrown = null;
        try {
            channel = SocketChannel.open();
            line = new SocketDeadline(channel);
            line.watch();
            call.attach(line);
            line.allow(Math.min(until, call.end()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            return done(Event.CONNECTED);
        } catch (UnsupportedAddressTypeException noIpv6) {
            // An IPv6 address in a JVM that was told to speak IPv4 alone.
            thrown = noIpv6;
            failure = new Failure("unreachable", "this JVM speaks IPv4 only", List.of());
            abort();
            return ended(call, Event.FAILED);
        } catch (IOException error) {
            Event event = broken(call, error);
            abort();
            return event;
        } finally {
            rest();
        }
    }

    /** The TLS handshake. */
    Event startTls(Call call, String name, long until) {
        allow(call, until);
        try {
            secured = tls.layer(channel.socket(), name);
            secured.startHandshake();
            securedInput = secured.getInputStream();
            securedOutput = secured.getOutputStream();
            piece = new byte[PIECE];
            return done(Event.SECURED);
        } catch (Trust.UnusableException unusable) {
            thrown = unusable;
            failure = Failure.of("tls-handshake", unusable);
            return ended(call, Event.FAILED);
        } catch (IOException error) {
            Event event = broken(call, error);
            // It is of no use any more, and whoever looks at the certificate next may be the only one the server lets in.
            abort();
            return event;
        } finally {
            rest();
        }
    }

    /** Writes the buffer's bytes from its position to its limit. */
    Event write(Call call, ByteBuffer buffer, long until) {
        allow(call, until);
        try {
            if (secured == null) {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } else {
                writeSecured(buffer);
            }
            return done(Event.WRITTEN);
        } catch (IOException error) {
            return broken(call, error);
        } finally {
            rest();
        }
    }

    private void writeSecured(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            int count = Math.min(buffer.remaining(), PIECE);
            buffer.get(piece, 0, count);
            try {
                securedOutput.write(piece, 0, count);
            } finally {
                // It may have been a password.
                Arrays.fill(piece, 0, count, (byte) 0);
            }
        }
        securedOutput.flush();
    }

    /** Reads what is there, at least one byte, from the buffer's position on; {@link #length} says how much it was. */
    Event read(Call call, ByteBuffer buffer, long until) {
        allow(call, until);
        try {
            length = secured == null ? channel.read(buffer) : readSecured(buffer);
            return length < 0 ? ended(call, Event.CLOSED) : done(Event.RECEIVED);
        } catch (IOException error) {
            return broken(call, error);
        } finally {
            rest();
        }
    }

    private int readSecured(ByteBuffer buffer) throws IOException {
        int count = securedInput.read(piece, 0, Math.min(PIECE, buffer.remaining()));
        if (count > 0) {
            buffer.put(piece, 0, count);
        }
        return count;
    }

    /** Closes the connection, with TLS's goodbye where nothing can stall it. */
    void close(Call call) {
        if (isSound && secured != null && !call.isOver()) {
            allow(call, Clock.in(GOODBYE));
            try {
                secured.close();
            } catch (IOException unheard) {
                // A goodbye that does not get through changes nothing.
            }
        }
        call.attach(null);
        abort();
    }

    /** Closes the connection at once. */
    void abort() {
        if (line != null) {
            line.cut();
            line = null;
        } else if (channel != null) {
            // Opened, and then there was no memory or thread to go on with.
            SocketDeadline.close(channel);
        }
        isSound = false;
        secured = null;
        securedInput = null;
        securedOutput = null;
    }

    // ---- between two jobs

    /** Goes over to another call, which can end it from now on. */
    void attach(Call call) {
        call.attach(line);
    }

    /** Whether the connection stands and nothing came over it unasked. */
    boolean isQuiet(ByteBuffer buffer) {
        if (!isSound || !channel.isOpen()) {
            return false;
        }
        try {
            if (secured != null && securedInput.available() > 0) {
                return false;
            }
            channel.configureBlocking(false);
            int count = channel.read(buffer);
            channel.configureBlocking(true);
            return count == 0;
        } catch (IOException broken) {
            return false;
        }
    }

    // ---- what came of an action

    private void allow(Call call, long until) {
        isSound = false;
        thrown = null;
        if (line != null) {
            line.allow(Math.min(until, call.end()));
        }
    }

    private void rest() {
        if (line != null) {
            line.rest();
        }
    }

    private Event done(Event event) {
        isSound = true;
        return event;
    }

    /** Whatever a closed socket looks like, the reason is that the job was ended. */
    private static Event ended(Call call, Event event) {
        return call.isOver() ? Event.OVER : event;
    }

    private Event broken(Call call, IOException error) {
        if (call.isOver()) {
            return Event.OVER;
        }
        if (line != null && line.hasExpired()) {
            // The watchdog closed the channel: what that throws says nothing.
            return Event.TIMED_OUT;
        }
        thrown = error;
        if (Failure.isTimeout(error)) {
            return Event.TIMED_OUT;
        }
        if (Failure.isEnd(error)) {
            return Event.CLOSED;
        }
        failure = Failure.of(error);
        return Event.FAILED;
    }

    private static List<NativeCertificate> presented(SSLSession session) {
        try {
            return Certificates.of(session.getPeerCertificates());
        } catch (IOException anonymous) {
            return List.of();
        }
    }

    private static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress)) {
            return "";
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        // Without the zone of a link-local address, which is this machine's own word.
        String host = inet.getAddress().getHostAddress().replaceFirst("%.*", "");
        boolean isV6 = host.indexOf(':') >= 0;
        return (isV6 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /** What the JDK says beside the host's name. */
    private static String reason(UnknownHostException unknown, String host) {
        String words = unknown.getMessage();
        return words == null || words.equals(host)
                ? "no address is known"
                : words.replaceFirst("^" + Pattern.quote(host) + ": ", "");
    }
}
