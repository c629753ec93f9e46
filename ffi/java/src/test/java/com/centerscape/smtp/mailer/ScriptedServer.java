package com.centerscape.smtp.mailer;

import com.centerscape.smtp.ConnectionSecurity;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server on 127.0.0.1 that answers as its script says, and where the script wants it falls silent, hangs up or resets the
 * connection. What is not in the script it does as an ordinary server.
 */
final class ScriptedServer implements AutoCloseable {
    // What a script knows beside the verbs of SMTP.
    static final String CONNECT = "CONNECT";
    static final String HANDSHAKE = "HANDSHAKE";
    /** The message itself: the answer is none, or one of the three below. */
    static final String BODY = "BODY";

    static final String DOT = ".";

    // What it does in place of an answer.
    static final String SILENCE = "<silence>";
    static final String HANG_UP = "<hang up>";
    static final String RESET = "<reset>";

    private static final int PATIENCE_MS = 20_000;
    private static final int SMALL_BUFFER = 4096;

    private final Map<String, UnaryOperator<String>> script = new ConcurrentHashMap<>();
    private final List<String> offers = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final List<List<String>> visits = new CopyOnWriteArrayList<>();
    private final List<byte[]> messages = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch isSilent = new CountDownLatch(1);
    private final CountDownLatch isClosed = new CountDownLatch(1);
    private SSLContext tls;
    private ConnectionSecurity security = ConnectionSecurity.NONE;

    ScriptedServer() throws IOException {
        listener = new ServerSocket();
        // What it does not read shall soon stall who writes.
        listener.setReceiveBufferSize(SMALL_BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 50);
    }

    /** Answers each such command so. */
    ScriptedServer on(String verb, String answer) {
        return on(verb, command -> answer);
    }

    /** Answers each such command as the script makes of it. */
    ScriptedServer on(String verb, UnaryOperator<String> answer) {
        script.put(verb, answer);
        return this;
    }

    /** Names an extension in its EHLO. */
    ScriptedServer offering(String... extensions) {
        offers.addAll(List.of(extensions));
        return this;
    }

    ScriptedServer with(SSLContext context, ConnectionSecurity how) {
        tls = context;
        security = how;
        if (how == ConnectionSecurity.STARTTLS) {
            offers.add("STARTTLS");
        }
        return this;
    }

    ScriptedServer start() {
        daemon(this::listen);
        return this;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits until it fell silent. */
    void awaitSilence() throws InterruptedException {
        if (!isSilent.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody came as far as the silence");
        }
    }

    /** The commands of each connection so far. */
    List<List<String>> visits() {
        return visits;
    }

    /** The messages that it read to their final dot. */
    List<byte[]> messages() {
        return messages;
    }

    /** Says something that nobody asked for, in clear. */
    void interject(String reply) throws IOException {
        for (Socket socket : sockets) {
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Closes every connection, as a server that goes down. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        isClosed.countDown();
        listener.close();
        hangUp();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted server");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        List<String> commands = new CopyOnWriteArrayList<>();
        visits.add(commands);
        try (Socket open = socket) {
            new Visit(open, commands).converse();
        } catch (IOException ended) {
            // The client went, as some tests want it to.
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** One connection. */
    private final class Visit {
        private final Socket raw;
        private final List<String> commands;
        private InputStream input;
        private OutputStream output;
        private boolean isOver;

        Visit(Socket raw, List<String> commands) throws IOException {
            this.raw = raw;
            this.commands = commands;
            use(raw);
        }

        private void use(Socket socket) throws IOException {
            input = new BufferedInputStream(socket.getInputStream());
            output = socket.getOutputStream();
        }

        void converse() throws IOException, InterruptedException {
            if (security == ConnectionSecurity.TLS) {
                secure();
            }
            answer(CONNECT, "", "220 scripted.test ESMTP");
            while (!isOver) {
                String command = line();
                if (command == null) {
                    return;
                }
                commands.add(command);
                obey(command.split(" ", 2)[0].toUpperCase(), command);
            }
        }

        private void obey(String verb, String command) throws IOException, InterruptedException {
            switch (verb) {
                case "EHLO":
                    answer(verb, command, capabilities());
                    break;
                case "STARTTLS":
                    answer(verb, command, "220 2.0.0 go ahead");
                    secure();
                    break;
                case "AUTH":
                    answer(verb, command, "235 2.7.0 welcome");
                    break;
                case "DATA":
                    if (answer(verb, command, "354 go on").startsWith("354")) {
                        takeMessage();
                    }
                    break;
                case "QUIT":
                    answer(verb, command, "221 2.0.0 bye");
                    isOver = true;
                    break;
                default:
                    answer(verb, command, "250 2.0.0 fine");
            }
        }

        private String capabilities() {
            StringBuilder reply = new StringBuilder("250-scripted.test\r\n");
            for (String offer : offers) {
                if (!offer.equals("STARTTLS") || isClear()) {
                    reply.append("250-").append(offer).append("\r\n");
                }
            }
            return reply.append("250 SIZE 100000000").toString();
        }

        private boolean isClear() {
            return commands.stream().noneMatch("STARTTLS"::equals);
        }

        private void takeMessage() throws IOException, InterruptedException {
            if (!answer(BODY, "", "").isEmpty()) {
                return;
            }
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (String line = line(); line != null; line = line()) {
                if (line.equals(".")) {
                    messages.add(message.toByteArray());
                    answer(DOT, line, "250 2.0.0 queued as ABC123");
                    return;
                }
                message.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        }

        /** Does what the script says, else what is usual, and says what that was. */
        private String answer(String verb, String command, String usual) throws IOException, InterruptedException {
            UnaryOperator<String> scripted = script.get(verb);
            String wanted = scripted == null ? null : scripted.apply(command);
            String answer = wanted == null ? usual : wanted;
            switch (answer) {
                case SILENCE:
                    isSilent.countDown();
                    isClosed.await();
                    isOver = true;
                    break;
                case RESET:
                    raw.setSoLinger(true, 0);
                    raw.close();
                    isOver = true;
                    break;
                case HANG_UP:
                    isOver = true;
                    break;
                case "":
                    break;
                default:
                    output.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    output.flush();
            }
            return answer;
        }

        private void secure() throws IOException, InterruptedException {
            if (!answer(HANDSHAKE, "", "").isEmpty()) {
                return;
            }
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            use(secured);
        }

        /** A line without its end; null at the end of the connection. */
        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = input.read(); next >= 0; next = input.read()) {
                if (next == '\n') {
                    return line.toString(StandardCharsets.ISO_8859_1).trim();
                }
                line.write(next);
            }
            return null;
        }
    }
}
