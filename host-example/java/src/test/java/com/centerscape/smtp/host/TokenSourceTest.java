package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.SecretRequest;
import com.centerscape.smtp.SecretSource;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens from a real OAuth 2 server, at a mail server that asks it about each one. */
class TokenSourceTest {
    private static final String TRUST = "javax.net.ssl.trustStore";
    private static final String DRAFT = "{\"to\":[\"ops@example.test\"],\"subject\":\"s\",\"text\":\"t\"}";

    private final List<String> failures = new CopyOnWriteArrayList<>();
    @TempDir
    private Path folder;
    private OAuthServers servers;
    private String last = "";

    @BeforeEach
    void start() throws Exception {
        servers = OAuthServers.start();
        System.setProperty(TRUST, servers.keystore(folder).toString());
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty(TRUST);
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    void aProgramGetsATokenAndSends(String mechanism) throws Exception {
        servers.control("methods?names=" + mechanism);
        assertOutcome("accepted", send(source("monitor", "monitor-secret")));
        String seen = servers.control("seen");
        assertTrue(seen.contains("{\"method\":\"" + mechanism + "\",\"username\":\"alerts@example.test\",\"fault\":null}"), seen);
        assertTrue(seen.contains("\"mails\":[{\"user\":\"alerts@example.test\""), seen);
        assertTrue(failures.isEmpty(), failures.toString());
    }

    @Test
    void aClientProvesItselfInEachWay() throws Exception {
        assertOutcome("accepted", send(source("a b+c%:d", "p:%+ &=d")));
        String posting = machine("posting", "smtp.send").text("client_authentication", "post").toString();
        assertOutcome("accepted", send(source(posting, Optional.of("posting-secret"))));
        assertOutcome("accepted", send(source(person("public"), Optional.empty())));
    }

    @Test
    void theTokenEndpointIsAskedOverHttps() throws Exception {
        assertFailure("cannot be asked", at(servers.secureTokenEndpoint()));
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(servers.trust());
        try {
            assertOutcome("accepted", send(at(servers.secureTokenEndpoint())));
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void aTokenThatExpiresOnItsWayIsFetchedAgainOnce() throws Exception {
        servers.control("delay?ms=4000");
        String report = send(source("short-lived", "short-lived-secret"));
        assertOutcome("accepted", report);
        assertTrue(report.contains("token refused: status invalid_token, scope smtp.send"), report);
        assertTrue(servers.control("seen").startsWith("{\"granted\":2,"), "once");
    }

    @Test
    void aMissingScopeIsNamed() throws Exception {
        String report = send(source(machine("reader", "mail.read").toString(), Optional.of("reader-secret")));
        assertOutcome("not-sent", report);
        assertTrue(report.contains("\"oauth-scope\"") && report.contains("The server wants the scope smtp.send."), report);
    }

    @Test
    void aTokenForSomebodyElseIsToldFromAnOldOne() throws Exception {
        String report = send(source("stranger", "stranger-secret"));
        assertOutcome("not-sent", report);
        assertTrue(report.contains("\"bad-credentials\"") && report.contains("is not one for"), report);
    }

    @Test
    void aRotatedRefreshTokenIsKept() throws Exception {
        String configuration = person("desk");
        String first = Files.readString(refreshToken());
        assertOutcome("accepted", send(source(configuration, Optional.of("desk-secret"))));
        String second = Files.readString(refreshToken());
        assertNotEquals(first, second);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(refreshToken())));
        assertOutcome("accepted", send(source(configuration, Optional.of("desk-secret"))));

        // The first one again: the server takes it for stolen.
        Files.writeString(refreshToken(), first);
        String report = send(source(configuration, Optional.of("desk-secret")));
        assertTrue(report.contains("\"secret-missing\""), report);
        assertTrue(failures.get(0).contains("\"invalid_grant\"") && failures.get(0).toLowerCase().contains("sign in again"), failures.toString());
        assertFalse(failures.get(0).contains(first.strip()), failures.toString());
        assertEquals(first, Files.readString(refreshToken()), "a refusal changes nothing");
    }

    @Test
    void aTokenIsKeptUntilItIsRejected() throws Exception {
        SecretSource source = remembering(source(person("desk"), Optional.of("desk-secret")));
        assertOutcome("accepted", send(source));
        assertOutcome("accepted", send(source));
        assertTrue(servers.control("seen").startsWith("{\"granted\":1,"), "kept");
        servers.control("revoke?token=" + last);
        assertOutcome("accepted", send(source));
        assertTrue(servers.control("seen").startsWith("{\"granted\":2,"), "obtained anew");

        // Now the consent is gone as well.
        servers.control("revoke?token=" + last);
        servers.control("revoke?token=" + Files.readString(refreshToken()).strip());
        String report = send(source);
        assertTrue(report.contains("\"bad-credentials\"") && report.contains("no fresh one was at hand"), report);
        assertTrue(failures.get(0).contains("invalid_grant"), failures.toString());
    }

    @Test
    void aTokenIsNotUsedNearItsEnd() throws Exception {
        SecretSource source = source("brief", "brief-secret");
        assertOutcome("accepted", send(source));
        assertOutcome("accepted", send(source));
        assertTrue(servers.control("seen").startsWith("{\"granted\":2,"), "half a minute is too short");
    }

    @Test
    void whatTheTokenEndpointRefusesIsExplained() throws Exception {
        String nowhere;
        try (ServerSocket closed = new ServerSocket(0)) {
            nowhere = "http://127.0.0.1:" + closed.getLocalPort() + "/token";
        }
        assertFailure("\"invalid_client\"", source("monitor", "wrong-secret"));
        assertFailure("\"invalid_client\"", source("nobody", "monitor-secret"));
        assertFailure("\"invalid_scope\"", source("reader", "reader-secret"));
        assertFailure("(HTTP 503) is not a JSON object", at(servers.issuer() + "/control/nonsense"));
        assertFailure("(HTTP 307)", at(servers.issuer() + "/control/redirect"));
        assertFailure("not an OAuth 2 token endpoint", at(servers.issuer() + "/nowhere"));
        assertFailure("cannot be asked", at(nowhere));
        for (String failure : failures) {
            assertFalse(failure.contains("-secret"), failure);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"https://a/t\",\"client_id\":\"c\",\"client_secret\":\"x\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"https://a/t\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"http://login.example.com/t\",\"client_id\":\"c\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"http://localhost.example.com/t\",\"client_id\":\"c\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"https://u:p@a/t\",\"client_id\":\"c\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"/t\",\"client_id\":\"c\",\"mail_server\":\"m\"}",
        "{\"grant\":\"password\",\"token_endpoint\":\"https://a/t\",\"client_id\":\"c\",\"mail_server\":\"m\"}",
        "{\"grant\":\"refresh-token\",\"token_endpoint\":\"https://a/t\",\"client_id\":\"c\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"https://a/t\",\"client_id\":\"c\",\"client_authentication\":\"jwt\",\"mail_server\":\"m\"}",
        "{\"grant\":\"client-credentials\",\"token_endpoint\":\"https://a/t\",\"client_id\":\"c\"}",
    })
    void aWrongConfigurationIsTold(String configuration) {
        TokenException wrong = assertThrows(TokenException.class, () -> source(configuration, Optional.of("s")));
        assertTrue(wrong.getMessage().contains("oauth.json"), wrong.getMessage());
    }

    @Test
    void aSecretThatIsMissingOrExposedIsToldAtOnce() throws Exception {
        String machine = machine("monitor", "smtp.send").toString();
        TokenException missing = assertThrows(TokenException.class, () -> source(machine, Optional.empty()));
        assertTrue(missing.getMessage().contains("SMTP_OAUTH_CLIENT_SECRET"), missing.getMessage());
        String person = person("desk");
        Files.setPosixFilePermissions(refreshToken(), PosixFilePermissions.fromString("rw-r-----"));
        TokenException exposed = assertThrows(TokenException.class, () -> source(person, Optional.empty()));
        assertTrue(exposed.getMessage().contains("chmod 600"), exposed.getMessage());
        Files.delete(refreshToken());
        assertThrows(TokenException.class, () -> source(person, Optional.empty()));
    }

    private JsonText machine(String clientId, String scope) throws Refusal {
        return machine(clientId, scope, "localhost");
    }

    private JsonText machine(String clientId, String scope, String mailServer) throws Refusal {
        return new JsonText().text("grant", "client-credentials").text("token_endpoint", servers.tokenEndpoint())
            .text("client_id", clientId).text("scope", scope).text("mail_server", mailServer);
    }

    /** The configuration of a client that a person gave consent to, and its refresh token. */
    private String person(String clientId) throws Exception {
        Files.deleteIfExists(refreshToken());
        Files.createFile(refreshToken(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(refreshToken(), servers.signIn(clientId) + "\n");
        return new JsonText().text("grant", "refresh-token").text("token_endpoint", servers.tokenEndpoint())
            .text("client_id", clientId).text("scope", "smtp.send").text("refresh_token_file", "refresh-token").text("mail_server", "localhost")
            .toString();
    }

    @Test
    void aTokenIsForItsMailServerAlone() throws Exception {
        String elsewhere = machine("monitor", "smtp.send", "mail.example.com").toString();
        String report = send(source(elsewhere, Optional.of("monitor-secret")));
        assertTrue(report.contains("\"secret-missing\""), report);
        assertTrue(failures.isEmpty(), "nobody asked for a token");
        String here = machine("monitor", "smtp.send", "LOCALHOST").toString();
        assertOutcome("accepted", send(source(here, Optional.of("monitor-secret"))));
    }

    /** Of two tests that want a token, one asks and the other waits for it. */
    @Test
    void aTestThatIsClosedWaitsForNobodysToken() throws Exception {
        try (MuteServer mute = new MuteServer()) {
            Semaphore asking = new Semaphore(0);
            Semaphore over = new Semaphore(0);
            SecretSource source = at("http://127.0.0.1:" + mute.port() + "/token");
            SecretSource watched = request -> {
                asking.release();
                Optional<String> token = source.secret(request);
                over.release();
                return token;
            };
            String test = new JsonText().json("settings", servers.form()).toString();
            try (RunningHost host = RunningHost.withTokens(folder, watched)) {
                InputStream first = host.open("/api/test", test).body();
                mute.accept();
                InputStream second = host.open("/api/test", test).body();
                assertTrue(asking.tryAcquire(2, 10, TimeUnit.SECONDS));
                for (InputStream answer : List.of(second, first)) {
                    answer.close();
                    assertTrue(over.tryAcquire(1, TimeUnit.SECONDS), "it waits for the token");
                }
            }
            assertTrue(failures.isEmpty(), failures.toString());
        }
    }

    private Path refreshToken() {
        return folder.resolve("refresh-token");
    }

    private SecretSource source(String clientId, String secret) throws Exception {
        return source(machine(clientId, "smtp.send").toString(), Optional.of(secret));
    }

    private SecretSource source(String configuration, Optional<String> secret) throws Exception {
        Path file = Files.writeString(folder.resolve("oauth.json"), configuration);
        return TokenSource.read(file, secret, failures::add);
    }

    private SecretSource at(String tokenEndpoint) throws Exception {
        String configuration = new JsonText().text("grant", "client-credentials").text("token_endpoint", tokenEndpoint)
            .text("client_id", "monitor").text("scope", "smtp.send").text("mail_server", "localhost").toString();
        return source(configuration, Optional.of("monitor-secret"));
    }

    /** The same source, whose last token stays in {@link #last}. */
    private SecretSource remembering(SecretSource source) {
        return (SecretRequest request) -> {
            Optional<String> token = source.secret(request);
            last = token.orElse(last);
            return token;
        };
    }

    /** The report of a mail. */
    private String send(SecretSource tokens) throws Exception {
        try (RunningHost host = RunningHost.withTokens(folder, tokens)) {
            assertEquals(200, host.save(servers.form()).statusCode());
            return host.post("/api/send", DRAFT).body();
        }
    }

    private static void assertOutcome(String outcome, String report) {
        assertTrue(report.replace(" ", "").contains("\"outcome\":\"" + outcome + "\""), report);
    }

    /** There is no token, and so no login. */
    private void assertFailure(String says, SecretSource tokens) throws Exception {
        int before = failures.size();
        String report = send(tokens);
        assertTrue(report.contains("\"secret-missing\""), report);
        assertEquals(before + 1, failures.size(), says);
        assertTrue(failures.get(before).contains(says), failures.get(before));
    }
}
