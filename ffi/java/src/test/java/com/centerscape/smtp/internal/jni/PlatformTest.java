package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void namesAreThoseOfTheFoldersInsideTheJar() {
        assertEquals("linux-x86_64", Platform.of("Linux", "amd64", "").name());
        assertEquals("linux-aarch64", Platform.of("Linux", "aarch64", "").name());
        assertEquals("windows-x86_64", Platform.of("Windows Server 2022", "amd64", "").name());
        assertEquals("macos-aarch64", Platform.of("Mac OS X", "aarch64", "").name());
    }

    @Test
    void muslIsAPlatformOfItsOwn() {
        Platform alpine = Platform.of("Linux", "amd64", "7f00-7f01 r-xp 00000000 08:01 1 /lib/ld-musl-x86_64.so.1\n");
        assertEquals("linux-x86_64-musl", alpine.name());
        assertTrue(alpine.advice().contains("Alpine"));
    }

    @Test
    void aNameOfTheSystemIsNoPath() {
        assertEquals("zos-s390x", Platform.of("z/OS", "../s390x", "").name());
    }
}
