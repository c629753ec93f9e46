package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A null is told at once, by the name of the argument. */
final class NullArgumentsTest {
    static Stream<Object> builders() {
        return Stream.of(
                SmtpSettings.builder(),
                Draft.builder(Content.test()),
                CustomContent.builder(""),
                AlertMail.builder(IncidentSeverity.INFO, AlertState.RAISED, ""),
                NoticeMail.builder(IncidentSeverity.INFO, "", ""),
                ReportMail.builder("", ""));
    }

    @ParameterizedTest
    @MethodSource("builders")
    void everySetterOfABuilder(Object builder) throws IllegalAccessException {
        List<Method> setters = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getDeclaringClass() == builder.getClass() && method.getParameterCount() == 1)
                .filter(method -> !method.getParameterTypes()[0].isPrimitive())
                .collect(Collectors.toList());
        assertTrue(setters.size() >= 2, setters.toString());
        for (Method setter : setters) {
            InvocationTargetException refused =
                    assertThrows(InvocationTargetException.class, () -> setter.invoke(builder, new Object[] {null}));
            assertTrue(refused.getCause() instanceof NullPointerException, setter.toString());
            String name = setter.getName().equals("attach") ? "attachment" : setter.getName();
            assertEquals(name, refused.getCause().getMessage(), setter.toString());
        }
    }

    @Test
    void everyFactory() {
        assertNamed("text", () -> Secret.of(null));
        assertNamed("json", () -> SmtpSettings.fromJson(null));
        assertNamed("form", () -> SmtpSettings.check(null));
        assertNamed("json", () -> DeliveryReport.fromJson(null));
        assertNamed("outcome", () -> DeliveryReport.of(null, List.of()));
        assertNamed("recipients", () -> DeliveryReport.of(Outcome.READY, null));
        assertNamed("word", () -> Retry.of(null));
        assertNamed("form", () -> SmtpSettings.defaults().apply((String) null));
        assertNamed("form", () -> SmtpSettings.defaults().apply((SmtpSettings) null));
        assertNamed("hostname", () -> MailProvider.forHostname(null));
        assertNamed("reply", () -> Diagnosis.explain(null));
        assertNamed("stage", () -> Diagnosis.explain("550", null));
        assertNamed("settings", () -> Diagnosis.explain("550", "mail", null));
        assertNamed("text", () -> Diagnosis.explainPasted(null));
        assertNamed("settings", () -> Diagnosis.explainPasted("550", null));
        assertNamed("content", () -> Draft.builder(null));
        assertNamed("subject", () -> CustomContent.builder(null));
        assertNamed("severity", () -> AlertMail.builder(null, AlertState.RAISED, ""));
        assertNamed("state", () -> AlertMail.builder(IncidentSeverity.INFO, null, ""));
        assertNamed("title", () -> AlertMail.builder(IncidentSeverity.INFO, AlertState.RAISED, null));
        assertNamed("text", () -> NoticeMail.builder(IncidentSeverity.INFO, "", null));
        assertNamed("text", () -> ReportMail.builder("", null));
        assertNamed("to", () -> Draft.of(null, "", ""));
        assertNamed("to", () -> Draft.builder(Content.test()).to("a@example.com", null));
        assertNamed("text", () -> Draft.of("", "", null));
        assertNamed("bytes", () -> Attachment.ofBytes("a", "text/plain", null));
        assertNamed("fileName", () -> Attachment.ofBytes(null, "text/plain", new byte[0]));
        assertNamed("path", () -> Attachment.ofFile(null, "text/plain"));
        assertNamed("mediaType", () -> Attachment.ofFile(Path.of("a"), null));
        assertNamed("contentId", () -> Attachment.ofFile(Path.of("a"), "text/plain").inline(null));
    }

    @Test
    void everyCallOfAMessage() throws Exception {
        Draft draft = Draft.of("ops@example.com", "Fans", "");
        SmtpSettings settings = SmtpSettings.builder().fromAddress("cs@example.com").build();
        assertNamed("settings", () -> SmtpMessage.build(null, draft));
        assertNamed("draft", () -> SmtpMessage.build(settings, null));
        assertNamed("settings", () -> MessageBuilder.create(null));
        assertNamed("settings", () -> draft.preview(null));
        try (MessageBuilder builder = MessageBuilder.create(settings);
                SmtpMessage message = builder.build(draft)) {
            assertNamed("draft", () -> builder.build((Draft) null));
            assertNamed("draft", () -> builder.preview(null));
            assertNamed("out", () -> message.writeTo(null));
            assertNamed("into", () -> message.read(null, 0, 1));
        }
    }

    private static void assertNamed(String name, Executable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call).getMessage());
    }
}
