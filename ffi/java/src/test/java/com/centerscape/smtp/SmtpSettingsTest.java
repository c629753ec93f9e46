package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpSettingsTest {
    private static final String HALF = "\ud83d";

    /** Every field apart from its default. */
    private static SmtpSettings full() {
        return SmtpSettings.builder()
                .hostname("mail.example.com")
                .port(587)
                .security(ConnectionSecurity.STARTTLS)
                .auth(Auth.PASSWORD)
                .username("centerscape@example.com")
                .password(Secret.of("correct horse"))
                .allowClearPassword(true)
                .fromAddress("CenterScape <centerscape@example.com>")
                .ehloName("centerscape.example.com")
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @Test
    void theDefaultsAreTheDialogsFirstSight() {
        SmtpSettings settings = SmtpSettings.defaults();
        assertEquals("smtp.example.com", settings.hostname());
        assertEquals(25, settings.port());
        assertEquals(ConnectionSecurity.NONE, settings.security());
        assertEquals(Auth.NONE, settings.auth());
        assertEquals("", settings.username());
        assertEquals(Secret.unset(), settings.password());
        assertFalse(settings.allowsClearPassword());
        assertEquals("", settings.fromAddress());
        assertEquals(Optional.empty(), settings.ehloName());
        assertEquals(Duration.ofSeconds(30), settings.timeout());
        assertEquals(settings, SmtpSettings.builder().build());
    }

    @Test
    void everyFieldIsKept() {
        SmtpSettings settings = full();
        assertEquals("mail.example.com", settings.hostname());
        assertEquals(587, settings.port());
        assertEquals(ConnectionSecurity.STARTTLS, settings.security());
        assertEquals(Auth.PASSWORD, settings.auth());
        assertEquals("centerscape@example.com", settings.username());
        assertEquals(Secret.of("correct horse"), settings.password());
        assertTrue(settings.allowsClearPassword());
        assertEquals("CenterScape <centerscape@example.com>", settings.fromAddress());
        assertEquals(Optional.of("centerscape.example.com"), settings.ehloName());
        assertEquals(Duration.ofSeconds(20), settings.timeout());
        assertEquals(Optional.empty(), settings.toBuilder().ehloName("").build().ehloName());
    }

    @Test
    void oneOtherFieldMakesThemDifferent() {
        List<Function<SmtpSettings.Builder, SmtpSettings.Builder>> changes = List.of(
                settings -> settings.hostname("x"),
                settings -> settings.port(1),
                settings -> settings.security(ConnectionSecurity.TLS),
                settings -> settings.auth(Auth.OAUTH2),
                settings -> settings.username("x"),
                settings -> settings.password(Secret.stored()),
                settings -> settings.allowClearPassword(false),
                settings -> settings.fromAddress("x"),
                settings -> settings.ehloName(""),
                settings -> settings.timeout(Duration.ofSeconds(1)));
        assertEquals(full(), full().toBuilder().build());
        assertEquals(full().hashCode(), full().hashCode());
        assertNotEquals(full(), null);
        for (Function<SmtpSettings.Builder, SmtpSettings.Builder> change : changes) {
            assertNotEquals(full(), change.apply(full().toBuilder()).build());
        }
        // A builder is used up by nothing: what was built stays as it is.
        SmtpSettings.Builder builder = full().toBuilder();
        SmtpSettings before = builder.build();
        builder.hostname("x");
        assertEquals(full(), before);
    }

    @Test
    void itsTextHasNoSecretAndNoAddress() {
        assertEquals(
                "SmtpSettings(mail.example.com:587, security starttls, auth password, password value(****))", full().toString());
        assertEquals("MergedSettings(" + full() + ", [])", full().apply(full()).toString());
    }

    @Test
    void jsonIsMaskedAndReadBack() throws Exception {
        String json = full().toJson();
        assertTrue(json.contains("\"password\": \"****\""), json);
        assertFalse(json.contains("correct horse"), json);
        assertEquals(full().toBuilder().password(Secret.stored()).build(), SmtpSettings.fromJson(json));
        assertEquals(Secret.of("correct horse"), SmtpSettings.fromJson("{\"password\":\"correct horse\"}").password());
        assertEquals(SmtpSettings.defaults(), SmtpSettings.fromJson("{}"));
    }

    /** What cannot be read is told; a settings file that is half written is one such text. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"hostname\": \"mail.exam", "{\"hostname\": \"mail.example.com\", \"port\": 2", "[]", "null"})
    void halfAFileIsRefusedWithItsPosition(String half) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SmtpSettings.fromJson(half));
        assertFalse(refused.problems().isEmpty());
        assertTrue(refused.problems().stream().allMatch(Problem::isError), half);
        assertTrue(refused.problems().stream().allMatch(each -> half.isEmpty() || each.position().isPresent()), half);
        assertTrue(refused.getMessage().startsWith("invalid input: error "), refused.getMessage());
    }

    @Test
    void everyProblemIsToldWithFieldCodeAndPosition() {
        String form = "{\n  \"hostname\": \"\",\n  \"port\": 70000\n}";
        List<Problem> problems = SmtpSettings.check(form);
        assertEquals(
                List.of("port.out-of-range line 3, column 11", "hostname.required line 2, column 15"),
                problems.stream()
                        .filter(Problem::isError)
                        .map(each -> each.code() + " " + each.position().orElseThrow())
                        .collect(Collectors.toList()));
        assertEquals(problems, SmtpSettings.check(form));
    }

    @Test
    void aValueIsJudgedWithoutPositions() {
        List<Problem> problems = full().toBuilder().hostname("").port(0).build().validate();
        assertEquals(List.of("hostname", "port"), fields(problems).subList(0, 2));
        assertTrue(problems.stream().noneMatch(each -> each.position().isPresent()));
        assertEquals(List.of(), full().toBuilder().allowClearPassword(false).build().validate());
    }

    @Test
    void aFormIsMergedAsTextAndAsAValue() {
        SmtpSettings form = full().toBuilder().password(Secret.stored()).timeout(Duration.ofSeconds(5)).build();
        MergedSettings merged = full().apply(form);
        assertEquals(full().toBuilder().timeout(Duration.ofSeconds(5)).build(), merged.settings());
        assertFalse(merged.hasErrors());
        assertEquals(merged, full().apply(form));
        assertEquals(merged.settings(), full().apply("{\"timeout_seconds\": 5}").settings());
        assertEquals(
                Secret.unset(),
                full().apply(form.toBuilder().password(Secret.unset()).build()).settings().password());
    }

    @Test
    void aStoredPasswordDoesNotGoToAnotherServer() {
        SmtpSettings form = full().toBuilder().password(Secret.stored()).hostname("evil.example").build();
        MergedSettings asValue = full().apply(form);
        assertEquals(Secret.unset(), asValue.settings().password());
        assertTrue(asValue.hasErrors());
        assertEquals("password.destination-changed", asValue.problems().get(0).code());
        assertEquals(Optional.empty(), asValue.problems().get(0).position());
        assertEquals("hostname", asValue.problems().get(0).parameters().get("changed"));

        MergedSettings asText = full().apply(form.toJson());
        assertEquals(asValue.settings(), asText.settings());
        assertTrue(asText.problems().get(0).position().isPresent());
    }

    @Test
    void nulAndEmojiTravelFaithfully() throws Exception {
        String odd = "a\u0000b\ud83d\ude80\u00e4\"\\\n\u2028\uffff";
        SmtpSettings settings = full().toBuilder()
                .hostname(odd).username(odd).fromAddress(odd).ehloName(odd).password(Secret.of(odd)).build();
        MergedSettings merged = settings.apply(settings);
        assertEquals(settings, merged.settings());
        assertTrue(fields(merged.problems()).containsAll(List.of("hostname", "from_address", "ehlo_name")), "core judges them");
        assertEquals(odd, SmtpSettings.fromJson(settings.toJson()).hostname());
    }

    @Test
    void halfOfAPairIsRefusedByName() {
        SmtpSettings.Builder builder = SmtpSettings.builder();
        assertNamed("hostname", () -> builder.hostname(HALF));
        assertNamed("username", () -> builder.username("a" + HALF));
        assertNamed("password", () -> builder.password(Secret.of(HALF + "a")));
        assertNamed("fromAddress", () -> builder.fromAddress(HALF + HALF));
        assertNamed("ehloName", () -> builder.ehloName(HALF));
        assertNamed("hostname", () -> MailProvider.forHostname(HALF));
        assertNamed("reply", () -> Diagnosis.explain(HALF));
        assertNamed("stage", () -> Diagnosis.explain("550 no", HALF));
        assertNamed("text", () -> Diagnosis.explainPasted(HALF));
    }

    private static void assertNamed(String name, Runnable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call::run);
        assertEquals(name + " has half of a surrogate pair", refused.getMessage());
    }

    @Test
    void halfOfAPairInATextIsAProblemOfTheText() {
        String form = "{\"username\": \"" + HALF + "\"}";
        Problem problem = SmtpSettings.check(form).get(0);
        assertEquals("text.lone-surrogate", problem.code());
        assertEquals("", problem.field());
        assertEquals(new MergedSettings(full(), List.of(problem)), full().apply(form));
        assertEquals(
                List.of(problem), assertThrows(InvalidInputException.class, () -> SmtpSettings.fromJson(form)).problems());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, 70000, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aPortThatDoesNotFitIsRefused(int port) {
        SmtpSettings.Builder builder = SmtpSettings.builder();
        String message = assertThrows(IllegalArgumentException.class, () -> builder.port(port)).getMessage();
        assertEquals("port: " + port + " is not within 0 and 65535", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT-0.5S", "PT0S", "PT1193046H28M16S", "PT1193046H28M15.000000001S", "PT9223372036854775807.9S"})
    void aTimeoutThatDoesNotFitIsRefused(String timeout) {
        SmtpSettings.Builder builder = SmtpSettings.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.parse(timeout)));
        assertEquals(
                Duration.ofSeconds(0xffff_ffffL), builder.timeout(Duration.ofSeconds(0xffff_ffffL)).build().apply("{}").settings().timeout());
    }

    @Test
    void aFractionOfASecondCountsAsAWholeOne() {
        Map<String, Integer> rounded = Map.of("PT1.5S", 2, "PT0.000000001S", 1, "PT0.999S", 1, "PT2S", 2, "PT59.001S", 60);
        rounded.forEach((given, seconds) -> {
            SmtpSettings settings = SmtpSettings.builder().timeout(Duration.parse(given)).build();
            assertEquals(Duration.ofSeconds(seconds), settings.timeout(), given);
            assertTrue(settings.toJson().contains("\"timeout_seconds\": " + seconds), given);
        });
    }

    private static List<String> fields(List<Problem> problems) {
        return problems.stream().filter(Problem::isError).map(Problem::field).collect(Collectors.toList());
    }
}
