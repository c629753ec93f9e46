package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Attempt;
import com.centerscape.smtp.Auth;
import com.centerscape.smtp.Detection;
import com.centerscape.smtp.DetectionListener;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.LoginSupport;
import com.centerscape.smtp.Reason;
import com.centerscape.smtp.Recommendation;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.internal.jni.ChildJvm;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are found over the mailer's own sockets, TLS and name server. */
class DetectionTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String WANTS_LOGIN = "530 5.7.0 Authentication required";

    private static SmtpSettings base() {
        return SmtpSettings.builder()
                .fromAddress("CenterScape <cs@example.com>")
                .username("admin")
                .auth(Auth.PASSWORD)
                .password(Secret.of("hunter2"))
                .timeout(SOON)
                .build();
    }

    private static Detection at(String host, String ports) {
        return Detection.of(host).ports(ports).settings(base()).withoutNameServer();
    }

    private static String causes(Recommendation found) {
        return found.attempts().stream()
                .map(attempt -> attempt.diagnosis().map(Diagnosis::cause).orElse("-"))
                .collect(Collectors.joining(" "));
    }

    private static List<String> codes(Recommendation found) {
        return found.reasons().stream().map(Reason::code).collect(Collectors.toList());
    }

    @Test
    void theEncryptedPortIsProposedAndNoPasswordIsSent() throws Exception {
        try (ScriptedServer clear = new ScriptedServer().start();
                ScriptedServer secure = new ScriptedServer()
                        .with(Mails.serverTls(), ConnectionSecurity.STARTTLS)
                        .offering("AUTH PLAIN LOGIN")
                        .on("MAIL", WANTS_LOGIN)
                        .start()) {
            Recommendation found = at("127.0.0.1", clear.port() + "," + secure.port())
                    .sslContext(Mails.clientTls())
                    .run();
            SmtpSettings settings = found.settings().orElseThrow();
            assertEquals(secure.port(), settings.port());
            assertEquals(ConnectionSecurity.STARTTLS, settings.security());
            assertEquals(Auth.PASSWORD, settings.auth());
            assertEquals("admin", settings.username());
            assertEquals(Secret.unset(), settings.password());
            assertTrue(found.isConfirmed());
            assertEquals(LoginSupport.REQUIRED, found.login());
            assertEquals(List.of("PLAIN", "LOGIN"), found.mechanisms());
            assertEquals(100000000, found.sizeLimit().orElseThrow());
            assertEquals("starttls-not-offered auth-required", causes(found));
            List<String> said = secure.visits().get(0);
            assertTrue(said.contains("MAIL FROM:<cs@example.com>"), said.toString());
            assertTrue(said.stream().noneMatch(command -> command.matches("(AUTH|RCPT|DATA).*")), said.toString());
            assertTrue(secure.messages().isEmpty());
        }
    }

    @Test
    void greenMailIsFoundWithItsCertificateAndWithoutTrustInIt() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS).dynamicPort());
        server.start();
        try {
            int port = server.getSmtps().getPort();
            Recommendation trusted = at("127.0.0.1", port + "/tls")
                    .sslContext(GreenMailTrust.context())
                    .acceptAnyServerName()
                    .run();
            assertEquals(ConnectionSecurity.TLS, trusted.settings().orElseThrow().security());
            assertTrue(trusted.diagnosis().isEmpty(), trusted.toJson());

            Recommendation untrusted = at("127.0.0.1", port + "/tls").run();
            assertEquals(port, untrusted.settings().orElseThrow().port());
            assertEquals("certificate-untrusted", untrusted.diagnosis().orElseThrow().cause());
            assertEquals(LoginSupport.UNKNOWN, untrusted.login());
            assertTrue(codes(untrusted).contains("certificate"), untrusted.toJson());
        } finally {
            server.stop();
        }
    }

    /** As in an image by jlink that was made for another program. */
    @ParameterizedTest
    @CsvSource({"java.base;java.naming, jdk.naming.dns", "java.base, java.naming"})
    void aJavaWithoutDnsClientSaysSo(String modules, String missing) throws Exception {
        String library = System.getProperty("centerscape.smtp.library", "");
        ChildJvm.Result result = child(modules).property("centerscape.smtp.library", library).run(DetectInChild.class, "ops@detect.test");
        assertEquals(0, result.exitCode, result.toString());
        String said = "dns-client-missing: No name server was asked about the domain: this Java runtime lacks the module " + missing + ".";
        assertTrue(result.output.startsWith(said), result.output);
        assertTrue(result.output.contains("\"dns-client-missing\""), result.output);
    }

    @Test
    void whoNeedsNoNameServerMissesNothing() throws Exception {
        String library = System.getProperty("centerscape.smtp.library", "");
        ChildJvm.Result result = child("java.base").property("centerscape.smtp.library", library).run(DetectInChild.class, "127.0.0.1");
        assertEquals(0, result.exitCode, result.toString());
        assertFalse(result.output.contains("dns-client-missing"), result.output);
    }

    private static ChildJvm child(String modules) {
        return new ChildJvm().option("--limit-modules=" + modules.replace(';', ','));
    }

    @Test
    void theNameServerLeadsFromAnAddressToItsServer() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .with(Mails.serverTls(), ConnectionSecurity.STARTTLS)
                        .offering("AUTH PLAIN")
                        .on("MAIL", WANTS_LOGIN)
                        .start();
                DnsServer names = new DnsServer()
                        .srv("_submission._tcp.detect.test", server.port(), "out.detect.test")
                        .mx("detect.test", 10, "in.detect.test")) {
            Recommendation found = Detection.of("Ops <ops@detect.test>")
                    .settings(base())
                    .sslContext(Mails.clientTls())
                    .acceptAnyServerName()
                    .nameServer(names.url())
                    .run();
            SmtpSettings settings = found.settings().orElseThrow();
            assertEquals("out.detect.test:" + server.port(), settings.hostname() + ":" + settings.port());
            assertEquals("ops@detect.test", settings.username());
            assertTrue(codes(found).contains("dns"), found.toJson());
            List<String> asked = names.questions().stream().sorted().collect(Collectors.toList());
            assertEquals(
                    List.of("_submission._tcp.detect.test 33", "_submissions._tcp.detect.test 33", "detect.test 15"), asked);
        }
    }

    @Test
    void aMuteNameServerCostsOneWait() throws Exception {
        try (DnsServer names = new DnsServer().mute()) {
            List<Integer> askedBefore = new ArrayList<>();
            DetectionListener listener = new DetectionListener() {
                @Override
                public void begun() {
                    askedBefore.add(names.questions().size());
                }
            };
            long begin = System.nanoTime();
            Recommendation found =
                    Detection.of("ops@detect.test").settings(base()).nameServer(names.url()).listener(listener).run();
            assertTrue(System.nanoTime() - begin < Duration.ofSeconds(9).toNanos());
            assertEquals(List.of(0), askedBefore, "the beginning is told first");
            assertTrue(found.settings().isEmpty());
            assertEquals("dns-failure", found.diagnosis().orElseThrow().cause());
        }
    }

    @Test
    void eachProbeIsToldAsItBeginsAndEnds() throws Exception {
        List<String> told = new ArrayList<>();
        DetectionListener listener = new DetectionListener() {
            @Override
            public void begun() {
                told.add("begun");
            }

            @Override
            public void probing(SmtpSettings settings) {
                told.add("probing " + settings.security().word());
                assertEquals(Auth.NONE, settings.auth());
            }

            @Override
            public void probed(Attempt attempt) {
                told.add(attempt.outcome().word() + " " + attempt.diagnosis().map(Diagnosis::cause).orElse("-"));
            }
        };
        try (ScriptedServer clear = new ScriptedServer().start()) {
            Recommendation found = at("127.0.0.1", String.valueOf(clear.port())).listener(listener).run();
            assertEquals(ConnectionSecurity.NONE, found.settings().orElseThrow().security());
            assertEquals(
                    List.of("begun", "probing starttls", "not-sent starttls-not-offered", "probing none", "ready -"), told);
        }
    }

    @Test
    void anInterruptEndsItAndIsKept() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread search = Thread.currentThread();
            Thread waker = new Thread(() -> {
                try (Socket visitor = mute.accept()) {
                    search.interrupt();
                    visitor.getInputStream().readAllBytes();
                } catch (IOException ended) {
                    // The search is over.
                }
            });
            waker.start();
            String ports = mute.getLocalPort() + "," + mute.getLocalPort() + "/tls";
            Recommendation found = Detection.of("127.0.0.1").ports(ports).run();
            assertTrue(Thread.interrupted());
            waker.join();
            assertEquals("cancelled", causes(found));
            assertFalse(found.isConfirmed());
        }
    }

    @Test
    void aDeadlineBoundsTheWhole() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long begin = System.nanoTime();
            Recommendation found = at("127.0.0.1", String.valueOf(mute.getLocalPort())).deadline(Duration.ofMillis(300)).run();
            assertTrue(System.nanoTime() - begin < SOON.toNanos());
            assertTrue(found.settings().isEmpty());
        }
    }

    @Test
    void wrongInputIsToldBeforeAnything() {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SmtpMailer.detect("http://a.test/"));
        assertEquals("hostname", refused.problems().get(0).field());
        assertEquals("hostname.is-a-url", refused.problems().get(0).code());
        DetectionListener listener = new DetectionListener() {
            @Override
            public void begun() {
                throw new AssertionError("it has not begun");
            }
        };
        assertThrows(InvalidInputException.class, () -> Detection.of("a.test").ports("587/ssl").listener(listener).run());
        assertThrows(InvalidInputException.class, () -> Detection.of("\ud800").run());
        assertThrows(IllegalArgumentException.class, () -> Detection.of("a.test").deadline(Duration.ZERO));
        assertThrows(NullPointerException.class, () -> Detection.of(null));
    }
}
