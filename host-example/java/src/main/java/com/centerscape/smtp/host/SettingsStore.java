package com.centerscape.smtp.host;

import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.MergedSettings;
import com.centerscape.smtp.Problem;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.SmtpSettings;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The settings of this host, the password included, and their versions.
 *
 * <p>Each call reads the file, so a change by an editor counts at once. Calls wait for each other; a second process on the same file
 * is not foreseen.
 */
final class SettingsStore {
    private static final String HMAC = "HmacSHA256";

    private final SettingsFile file;
    private final SecretKeySpec versionKey;

    SettingsStore(SettingsFile file) {
        this.file = file;
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        versionKey = new SecretKeySpec(key, HMAC);
    }

    /** What is stored; the defaults where nothing was saved yet. */
    synchronized Stored load() throws SettingsFileException {
        Optional<byte[]> bytes = file.read();
        SmtpSettings settings = bytes.isPresent() ? parse(bytes.get()) : SmtpSettings.defaults();
        return new Stored(settings, version(bytes.orElse(new byte[0])));
    }

    /**
     * Merges a form into what is stored, and stores the result.
     *
     * @param ifMatch the version that the form was filled from, or {@code *}
     */
    synchronized Stored save(String ifMatch, String form) throws SettingsFileException, Refusal, InvalidFormException {
        Stored before = load();
        if (!ifMatch.equals("*") && !ifMatch.equals(before.version())) {
            throw new Refusal(412, "settings.changed", "Somebody saved other settings since this form was loaded."
                + " Get the settings again, look at what differs, and save again.").with("ETag", before.version());
        }
        SmtpSettings settings = before.merge(form);
        byte[] bytes = settings.toJsonWithPassword().getBytes(StandardCharsets.UTF_8);
        file.replace(bytes);
        return new Stored(settings, version(bytes));
    }

    private static SmtpSettings parse(byte[] bytes) throws SettingsFileException {
        SmtpSettings settings;
        try {
            settings = SmtpSettings.fromJson(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notUtf8) {
            throw damaged("it is not UTF-8.", notUtf8);
        } catch (InvalidInputException invalid) {
            throw damaged(describe(invalid.problems().get(0)), invalid);
        }
        if (settings.password().equals(Secret.stored())) {
            throw damaged("its password is the mask " + Secret.MASK + ", and this host keeps the password nowhere else.", null);
        }
        return settings;
    }

    private static String describe(Problem problem) {
        String where = problem.position().map(at -> "line " + at.line() + ", column " + at.column() + ": ").orElse("");
        return where + problem.message();
    }

    private static SettingsFileException damaged(String what, Exception cause) {
        return new SettingsFileException("settings-file.damaged", "The settings file is damaged: " + what
            + " It is left as it is: mend it, or move it away to start afresh.", cause);
    }

    /** An ETag. A plain digest would let a reader try passwords against it; this one has a key that is nowhere else. */
    private String version(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(versionKey);
            return String.format("\"%064x\"", new BigInteger(1, mac.doFinal(bytes)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + HMAC, impossible);
        }
    }

    /** Settings as they were stored at one moment. */
    static final class Stored {
        private final SmtpSettings settings;
        private final String version;

        private Stored(SmtpSettings settings, String version) {
            this.settings = settings;
            this.version = version;
        }

        /** The settings, with the password. */
        SmtpSettings settings() {
            return settings;
        }

        /** Which they are: an ETag, with its quotes. */
        String version() {
            return version;
        }

        /** A form merged into them, where it has no error. */
        SmtpSettings merge(String form) throws InvalidFormException {
            MergedSettings merged = settings.apply(form);
            if (merged.hasErrors()) {
                throw new InvalidFormException(merged.problems());
            }
            return merged.settings();
        }
    }
}
