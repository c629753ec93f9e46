package com.centerscape.smtp.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeMessage;
import com.centerscape.smtp.internal.jni.NativeNumbers.Outcome;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.NativeStamp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a job in whose middle the library fails: a second job that is begun during the first stands for the fault. */
class ConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String EHLO = "250-fine\r\n250 LIMITS RCPTMAX=1";
    private static final NativeStamp STAMP = new NativeStamp(1_800_000_000, 60, new byte[32], "");
    private static final String TO_TWO = "{\"to\":[\"ops@example.com\",\"noc@example.com\"],\"subject\":\"A\",\"text\":\"B\"}";

    @Test
    void aFaultBeforeTheMessageMeansThatItWasNotTaken() throws Exception {
        assertEquals(Outcome.NOT_SENT, faultAt(Outcome.NOT_SENT).last());
    }

    /** The server takes one recipient in a transaction, so there is still another one to come. */
    @Test
    void aFaultAfterTheServerTookItDoesNotMeanThatItWasNotTaken() throws Exception {
        assertEquals(Outcome.PARTLY_ACCEPTED, faultAt(Outcome.PARTLY_ACCEPTED).last());
    }

    @Test
    void aConnectionThatRestsKeepsNoMessage() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                NativeSettings settings = settings(server.getLocalPort())) {
            Threads.daemon("server", () -> serve(server, "250 taken"));
            Connection connection = new Connection(settings, "{}", new Tls(Trust.of(null), true), null, null, null);
            try {
                Call call = Call.within(LONG);
                connection.session().beginTest("ops@example.com", STAMP);
                connection.run(call, Clock.NEVER);
                assertTrue(connection.isReady());
                connection.rest(call);
                assertTrue(connection.session().reclaim().isEmpty());
            } finally {
                connection.discard();
            }
        }
    }

    private static FaultException faultAt(int outcome) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                NativeSettings settings = settings(server.getLocalPort())) {
            Threads.daemon("server", () -> serve(server, "250 taken"));
            Connection connection = new Connection(settings, "{}", new Tls(Trust.of(null), true), null, null, null);
            try {
                connection.session().beginSend(NativeMessage.build(settings, TO_TWO.getBytes(StandardCharsets.UTF_8), List.of(), STAMP));
                return assertThrows(
                        FaultException.class,
                        () -> connection.run(Call.within(LONG), Clock.NEVER, null, stage -> {
                            if (connection.session().outcome() == outcome) {
                                connection.session().beginProbe();
                            }
                        }));
            } finally {
                connection.discard();
            }
        }
    }

    /** Answers each command, and the final dot as it is told. */
    private static void serve(ServerSocket server, String taken) {
        try (Socket socket = server.accept();
                OutputStream output = socket.getOutputStream();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            say(output, "220 ready");
            boolean isMessage = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (isMessage && !line.equals(".")) {
                    continue;
                }
                say(output, isMessage ? taken : line.equals("DATA") ? "354 go on" : line.startsWith("EHLO") ? EHLO : "250 fine");
                isMessage = line.equals("DATA");
            }
        } catch (IOException ended) {
            // The client went.
        }
    }

    private static void say(OutputStream output, String reply) throws IOException {
        output.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static NativeSettings settings(int port) {
        String json = "{\"hostname\":\"127.0.0.1\",\"port\":" + port + ",\"from_address\":\"cs@example.com\"}";
        return NativeSettings.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
