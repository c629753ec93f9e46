package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SecretTest {
    @Test
    void aTextIsAPasswordOrNothing() {
        assertSame(Secret.unset(), Secret.of(""));
        assertEquals(Optional.of("correct horse"), Secret.of("correct horse").reveal());
    }

    /** Silently it would mean that the host keeps one. In a form, which is JSON, it does. */
    @Test
    void theMaskIsNoPassword() throws Exception {
        String refused = assertThrows(IllegalArgumentException.class, () -> Secret.of(Secret.MASK)).getMessage();
        assertTrue(refused.contains("Secret.stored()"), refused);
        assertSame(Secret.stored(), SmtpSettings.fromJson("{\"password\":\"****\"}").password());
        assertEquals(Optional.of("*****"), Secret.of("*****").reveal());
    }

    @Test
    void onlyAValueIsRevealed() {
        assertEquals(Optional.empty(), Secret.unset().reveal());
        assertEquals(Optional.empty(), Secret.stored().reveal());
        assertFalse(Secret.unset().isSet());
        assertTrue(Secret.stored().isSet());
        assertTrue(Secret.of("x").isSet());
    }

    @Test
    void itIsNotShown() {
        assertEquals("unset", Secret.unset().toString());
        assertEquals("stored", Secret.stored().toString());
        assertEquals("value(****)", Secret.of("correct horse").toString());
    }

    @Test
    void equalTextsAreEqual() {
        assertEquals(Secret.of("a"), Secret.of("a"));
        assertEquals(Secret.of("a").hashCode(), Secret.of("a").hashCode());
        assertNotEquals(Secret.of("a"), Secret.of("b"));
        assertNotEquals(Secret.stored(), Secret.unset());
        assertNotEquals(Secret.of("a"), "a");
    }
}
