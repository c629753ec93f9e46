package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.SmtpMailer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a mailer may connect to, and what people may see who may not look into the network. */
class DestinationsTest {
    private static final Destinations PUBLIC = Destinations.publicInternet();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void nothingIsConnectedWhereThePolicyForbidsIt(String hostname) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DeliveryReport report = probe(hostname, listener.getLocalPort(), PUBLIC);
            assertEquals("destination-denied", cause(report));
            listener.setSoTimeout(100);
            assertThrows(SocketTimeoutException.class, listener::accept);
        }
    }

    @Test
    void aNetworkIsOpenBesideTheScopeAndPortsBoundAll() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start()) {
            Destinations loopback = PUBLIC.withNetworks("127.0.0.0/8", "::1");
            assertEquals(Outcome.READY, probe("localhost", server.port(), loopback).outcome());
            DeliveryReport report = probe("localhost", server.port(), loopback.withPorts(25, 587));
            assertEquals("destination-denied", cause(report));
            assertEquals(Outcome.READY, probe("localhost", server.port(), Destinations.mailServers()).outcome());
        }
    }

    @Test
    void aRedactedReportTellsNothingOfTheNetwork() throws Exception {
        DeliveryReport denied = probe("127.0.0.1", 25, PUBLIC);
        int closed;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            closed = listener.getLocalPort();
        }
        DeliveryReport refused = probe("127.0.0.1", closed, Destinations.anywhere());
        assertNotEquals(cause(denied), cause(refused));
        assertEquals(denied.redacted().toJson(), refused.redacted().toJson());
        assertEquals("server-not-reached", cause(refused.redacted()));
        assertEquals(refused.redacted().toJson(), refused.redacted().redacted().toJson());
        assertFalse(refused.redacted().toJson().contains("127.0.0.1"));
        assertTrue(refused.toJson().contains("127.0.0.1"));
    }

    @Test
    void aWrongPolicyIsTold() {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> probe("127.0.0.1", 25, PUBLIC.withNetworks("10.0.0.0/33")));
        assertEquals("networks[0]", invalid.problems().get(0).field());
        assertThrows(IllegalArgumentException.class, () -> PUBLIC.withNetworks("half \ud800"));
    }

    @Test
    void policiesAreValues() {
        assertEquals(PUBLIC.withPorts(25), Destinations.publicInternet().withPorts(25));
        assertNotEquals(PUBLIC, Destinations.anywhere());
        assertEquals(
                "{\"scope\":\"public\",\"networks\":[\"10.0.0.1\"],\"ports\":[25,587]}",
                PUBLIC.withNetworks("10.0.0.1").withPorts(25, 587).toString());
    }

    private static DeliveryReport probe(String hostname, int port, Destinations destinations) throws InvalidInputException {
        try (SmtpMailer mailer = SmtpMailer.builder(Mails.settings(port).hostname(hostname).build())
                .destinations(destinations)
                .build()) {
            return mailer.probe();
        }
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none");
    }
}
