package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as a host keeps them in a file of its own, and providers as a page takes them. */
class SettingsForFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "****", "correct horse", "\"\\\n\u0000\u00e4\ud83d\ude80", "*****"})
    void whatIsWrittenWithItsPasswordIsReadBack(String password) throws Exception {
        SmtpSettings settings = SmtpSettings.builder().hostname("mail.example.com").port(587).security(ConnectionSecurity.STARTTLS)
                .auth(Auth.PASSWORD).username("centerscape").password(password.equals(Secret.MASK) ? Secret.stored() : Secret.of(password)).allowClearPassword(true)
                .fromAddress("\u00c4 <a@example.com>").ehloName("ehlo.example.com").timeout(Duration.ofSeconds(20)).build();
        assertEquals(settings, SmtpSettings.fromJson(settings.toJsonWithPassword()));
    }

    @Test
    void onlyThePasswordIsDifferent() {
        SmtpSettings settings = SmtpSettings.builder().password(Secret.of("correct horse")).build();
        assertFalse(settings.toJson().contains("correct horse"));
        assertEquals(settings.toJson(), settings.toJsonWithPassword().replace("correct horse", Secret.MASK));
    }

    @Test
    void providersAreWrittenMasked() {
        String json = MailProvider.allToJson().replaceAll("\\s", "");
        assertTrue(json.startsWith("{\"providers\":[{\"id\":\"microsoft-365\""), json);
        assertEquals(MailProvider.all().size(), json.split("\"password\":\"\\*\\*\\*\\*\"", -1).length - 1);
    }
}
