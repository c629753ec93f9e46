package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.Utf8;
import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.Texts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A known mail service: how to recognise it, what to propose for it, and its rules and limits. */
public final class MailProvider extends JsonValue {
    private final String id;
    private final String title;
    private final List<String> hostnames;
    private final SmtpSettings settings;
    private final boolean restrictsFrom;
    private final boolean takesAppPassword;
    private final String passwordRetired;
    private final Limits limits;
    private final String help;

    private MailProvider(JsonFields json) {
        super(json);
        id = json.text("id");
        title = json.text("title");
        hostnames = json.texts("hostnames");
        settings = json.value("settings", SmtpSettings::proposed);
        restrictsFrom = json.flag("from_is_login");
        takesAppPassword = json.flag("app_password");
        passwordRetired = json.optionalText("password_retired").orElse(null);
        limits = json.value("limits", Limits::new);
        help = json.text("help");
    }

    /**
     * Every known service, the most usual first.
     *
     * @return the services, unmodifiable
     */
    public static List<MailProvider> all() {
        return JsonFields.read(NativeSettings.providers(), json -> json.values("providers", MailProvider::new));
    }

    /**
     * The same as JSON, {@code {"providers":[...]}}, for a page that proposes settings.
     *
     * @return the JSON text; the password of the proposed settings is the mask
     */
    public static String allToJson() {
        return Utf8.text(NativeSettings.providers());
    }

    /**
     * The service behind a hostname.
     *
     * @param hostname the hostname, as it was typed
     * @return the service; empty where none is known
     */
    public static Optional<MailProvider> forHostname(String hostname) {
        Texts.wellFormed(Objects.requireNonNull(hostname, "hostname"), "hostname");
        return NativeSettings.providerFor(hostname).map(json -> JsonFields.read(json, MailProvider::new));
    }

    /**
     * Its stable name.
     *
     * @return kebab case
     */
    public String id() {
        return id;
    }

    /**
     * Its name for people.
     *
     * @return the title
     */
    public String title() {
        return title;
    }

    /**
     * Its hostnames; the first is proposed.
     *
     * @return lower case; {@code *} stands for at least one character
     */
    public List<String> hostnames() {
        return hostnames;
    }

    /**
     * The settings to propose, without login name and password.
     *
     * @return the settings; the username where it is the same for everybody
     */
    public SmtpSettings settings() {
        return settings;
    }

    /**
     * Whether it refuses or rewrites a From address that the login may not send as.
     *
     * @return whether it does
     */
    public boolean restrictsFrom() {
        return restrictsFrom;
    }

    /**
     * Whether it takes a password made for applications in place of the account's own.
     *
     * @return whether it does
     */
    public boolean takesAppPassword() {
        return takesAppPassword;
    }

    /**
     * What to know where it takes passwords no longer, or not for long.
     *
     * @return a sentence
     */
    public Optional<String> passwordRetired() {
        return Optional.ofNullable(passwordRetired);
    }

    /**
     * How much it takes.
     *
     * @return its limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * Its own page about SMTP.
     *
     * @return the page's address
     */
    public String help() {
        return help;
    }

    @Override
    public String toString() {
        return "MailProvider(" + id + ")";
    }

    /** What a service publishes about how much it takes; empty where it does not say, or where it depends on the account. */
    public static final class Limits extends JsonValue {
        private final Long connections;
        private final Long messagesPerMinute;
        private final Long messageBytes;

        private Limits(JsonFields json) {
            super(json);
            connections = json.optionalNumber("connections").orElse(null);
            messagesPerMinute = json.optionalNumber("messages_per_minute").orElse(null);
            messageBytes = json.optionalNumber("message_bytes").orElse(null);
        }

        /**
         * Connections at the same time.
         *
         * @return how many
         */
        public OptionalInt connections() {
            return connections == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(connections));
        }

        /**
         * Messages in a minute.
         *
         * @return how many
         */
        public OptionalInt messagesPerMinute() {
            return messagesPerMinute == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(messagesPerMinute));
        }

        /**
         * The size of one message in bytes, as it travels.
         *
         * @return how many bytes
         */
        public OptionalLong messageBytes() {
            return messageBytes == null ? OptionalLong.empty() : OptionalLong.of(messageBytes);
        }

        @Override
        public String toString() {
            return "Limits(" + connections + " connections, " + messagesPerMinute + " messages a minute, " + messageBytes
                    + " bytes)";
        }
    }
}
