package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.Utf8;
import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import com.centerscape.smtp.internal.json.LoneSurrogateException;
import com.centerscape.smtp.internal.json.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the <i>SMTP Server</i> dialog holds: the one server that every e-mail goes out by.
 *
 * <p>Any value can be held here; {@link #validate()} judges it. A form as a person typed it is judged as text, by {@link
 * #check(String)} and {@link #apply(String)}, so that every problem has its position.
 */
public final class SmtpSettings {
    /**
     * The core's defaults once somebody asked for them. Not a static initialiser's: where there is no library, each call says so in the same
     * words.
     */
    private static volatile SmtpSettings defaultsOrNull;

    /** With the mask for the password. */
    private final JsonFields json;

    private final String hostname;
    private final int port;
    private final ConnectionSecurity security;
    private final Auth auth;
    private final String username;
    private final Secret password;
    private final boolean allowClearPassword;
    private final String fromAddress;
    private final String ehloName;
    private final Duration timeout;

    /** Settings as the natives show them, and the password, which they do not show. */
    private SmtpSettings(JsonFields json, Secret password) {
        this.json = json;
        this.password = password;
        hostname = json.text("hostname");
        port = json.smallNumber("port");
        security = json.word("security", ConnectionSecurity::of);
        auth = json.word("auth", Auth::of);
        username = json.text("username");
        json.text("password");
        allowClearPassword = json.flag("allow_clear_password");
        fromAddress = json.text("from_address");
        ehloName = json.optionalText("ehlo_name").orElse(null);
        timeout = Duration.ofSeconds(json.number("timeout_seconds"));
    }

    /**
     * What a new dialog shows: an example hostname, port 25, no security, no login, 30 seconds.
     *
     * @return the default settings
     */
    public static SmtpSettings defaults() {
        SmtpSettings known = defaultsOrNull;
        if (known == null) {
            known = JsonFields.read(NativeSettings.defaults(), SmtpSettings::proposed);
            defaultsOrNull = known;
        }
        return known;
    }

    /**
     * A builder that begins with the {@linkplain #defaults() defaults}.
     *
     * @return the builder
     */
    public static Builder builder() {
        return defaults().toBuilder();
    }

    /**
     * Reads settings from JSON, as a file has them. A key that is absent has its default; the password may be the {@link
     * Secret#MASK}. The values are not judged: that is {@link #validate()}.
     *
     * @param json the JSON text
     * @return the settings
     * @throws InvalidInputException every problem of the JSON itself, with its position: syntax, unknown keys, wrong types, unknown
     *     words, numbers that do not fit
     */
    public static SmtpSettings fromJson(String json) throws InvalidInputException {
        Objects.requireNonNull(json, "json");
        try (NativeSettings natives = NativeSettings.parse(Utf8.bytes(Texts.wellFormed(json, "")))) {
            return read(natives);
        } catch (NativeException refusal) {
            throw InvalidInputException.of(refusal);
        } catch (LoneSurrogateException refusal) {
            throw InvalidInputException.of(refusal);
        }
    }

    /**
     * Every problem of a form as a person typed it: of the JSON itself and of its values, with positions.
     *
     * @param form the JSON text
     * @return the problems, unmodifiable; empty where there are none
     */
    public static List<Problem> check(String form) {
        Objects.requireNonNull(form, "form");
        try {
            return Problem.readAll(NativeSettings.check(Utf8.bytes(Texts.wellFormed(form, ""))));
        } catch (LoneSurrogateException refusal) {
            return List.of(InvalidInputException.loneSurrogate(refusal));
        }
    }

    /**
     * Every problem of these settings. Errors stop a send; warnings do not.
     *
     * @return the problems, unmodifiable; empty where there are none
     */
    public List<Problem> validate() {
        try (NativeSettings natives = toNative()) {
            return Problem.readAll(natives.validate());
        }
    }

    /**
     * Merges a submitted form into these stored settings.
     *
     * <p>A key that is absent keeps what is stored. The password: the {@link Secret#MASK} keeps what is stored, also nothing; empty
     * removes it; anything else replaces it. A stored password goes to no other destination than the one it was entered for: where the
     * form keeps it and changes the hostname, the port, the security or the username, the answer holds no password and the problem
     * {@code password.destination-changed}.
     *
     * @param form the JSON text
     * @return the merged settings and every problem, with positions
     */
    public MergedSettings apply(String form) {
        Objects.requireNonNull(form, "form");
        try {
            return merge(Utf8.bytes(Texts.wellFormed(form, "")));
        } catch (LoneSurrogateException refusal) {
            return new MergedSettings(this, List.of(InvalidInputException.loneSurrogate(refusal)));
        }
    }

    /**
     * The same for a form that is already a value. {@link Secret#stored()} keeps what is stored, {@link Secret#unset()} removes it.
     *
     * @param form the submitted settings
     * @return the merged settings and every problem
     */
    public MergedSettings apply(SmtpSettings form) {
        Objects.requireNonNull(form, "form");
        MergedSettings merged = merge(form.toBytes());
        return new MergedSettings(merged.settings(), Problem.withoutPositions(merged.problems()));
    }

    private MergedSettings merge(byte[] form) {
        try (NativeSettings natives = toNative()) {
            NativeSettings.Merged merged = natives.apply(form);
            try (NativeSettings settings = merged.settings()) {
                return new MergedSettings(read(settings), Problem.readAll(merged.problemsJson()));
            }
        }
    }

    /**
     * The settings as JSON for people and files, in the order of the dialog. The password is always the {@link Secret#MASK}: a host
     * that stores it takes {@link #password()} or {@link #toJsonWithPassword()}.
     *
     * @return the JSON text
     */
    public String toJson() {
        try (NativeSettings natives = toNative()) {
            return Utf8.text(natives.toJson());
        }
    }

    /**
     * The same with the password in clear, for the file of a host that keeps it there: nobody but its owner may read such a file. {@link
     * #fromJson(String)} reads it back, equal. {@link Secret#stored()} stays the mask.
     *
     * @return the JSON text, which is as secret as the password
     */
    public String toJsonWithPassword() {
        return new String(withPassword(JsonWriter.pretty()), StandardCharsets.UTF_8);
    }

    /** Where mails go, as {@code host:port}. */
    String server() {
        boolean isBareV6 = hostname.indexOf(':') >= 0 && !hostname.startsWith("[");
        return (isBareV6 ? "[" + hostname + "]" : hostname) + ":" + port;
    }

    /** The settings as the library holds them; whoever asks closes them. */
    NativeSettings toNative() {
        return NativeSettings.parse(toBytes());
    }

    private byte[] toBytes() {
        return withPassword(JsonWriter.compact());
    }

    private byte[] withPassword(JsonWriter to) {
        Map<String, Object> members = json.members();
        members.put("password", password.text());
        byte[] bytes = to.value(members).toBytes();
        to.wipe();
        return bytes;
    }

    private static SmtpSettings read(NativeSettings natives) {
        Secret password = natives.password().map(SmtpSettings::secret).orElse(Secret.unset());
        return JsonFields.read(natives.toJson(), json -> new SmtpSettings(json, password));
    }

    private static Secret secret(byte[] password) {
        Secret secret = Secret.ofForm(Utf8.text(password));
        Arrays.fill(password, (byte) 0);
        return secret;
    }

    /** Settings that the library shows without a password, as those that it proposes. */
    static SmtpSettings proposed(JsonFields json) {
        return new SmtpSettings(json, Secret.unset());
    }

    /**
     * The server's name or IP address; an IPv6 address with or without brackets.
     *
     * @return the hostname
     */
    public String hostname() {
        return hostname;
    }

    /**
     * The TCP port.
     *
     * @return 0 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * How the connection is protected.
     *
     * @return the security
     */
    public ConnectionSecurity security() {
        return security;
    }

    /**
     * How to log in.
     *
     * @return the kind of login
     */
    public Auth auth() {
        return auth;
    }

    /**
     * The login name; often, not always, an address.
     *
     * @return the name; empty where there is none
     */
    public String username() {
        return username;
    }

    /**
     * The password. With {@link Auth#OAUTH2} it is not used: the host is asked for a token.
     *
     * @return the secret
     */
    public Secret password() {
        return password;
    }

    /**
     * The administrator's consent to send a password without encryption.
     *
     * @return whether it was given
     */
    public boolean allowsClearPassword() {
        return allowClearPassword;
    }

    /**
     * The sender of every e-mail, {@code Name <address>} or {@code address}.
     *
     * @return the sender; empty where none is set
     */
    public String fromAddress() {
        return fromAddress;
    }

    /**
     * The name for EHLO.
     *
     * @return the name; empty where it is the address literal of the connection's own end
     */
    public Optional<String> ehloName() {
        return Optional.ofNullable(ehloName);
    }

    /**
     * Bounds every wait up to the final dot.
     *
     * @return whole seconds
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * A builder that begins with these settings.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmtpSettings
                && json.equals(((SmtpSettings) other).json)
                && password.equals(((SmtpSettings) other).password);
    }

    @Override
    public int hashCode() {
        return Objects.hash(json, password);
    }

    /** Without the password, the username and the addresses. */
    @Override
    public String toString() {
        return "SmtpSettings(" + hostname + ":" + port + ", security " + security.word() + ", auth " + auth.word() + ", password "
                + password + ")";
    }

    /** Makes settings. What is not set keeps its value. */
    public static final class Builder {
        private static final int MAX_PORT = 65535;
        private static final long MAX_SECONDS = 0xffff_ffffL;

        private final Map<String, Object> members;
        private Secret password;

        private Builder(SmtpSettings settings) {
            members = settings.json.members();
            password = settings.password;
        }

        /**
         * The server's name or IP address.
         *
         * @param hostname the name; an IPv6 address with or without brackets
         * @return this
         * @throws IllegalArgumentException half of a surrogate pair stands in it
         */
        public Builder hostname(String hostname) {
            return put("hostname", text(hostname, "hostname"));
        }

        /**
         * The TCP port.
         *
         * @param port the port
         * @return this
         * @throws IllegalArgumentException it is not within 0 and 65535
         */
        public Builder port(int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("port: " + port + " is not within 0 and " + MAX_PORT);
            }
            return put("port", port);
        }

        /**
         * How the connection is protected.
         *
         * @param security the security
         * @return this
         */
        public Builder security(ConnectionSecurity security) {
            return put("security", Objects.requireNonNull(security, "security").word());
        }

        /**
         * How to log in.
         *
         * @param auth the kind of login
         * @return this
         */
        public Builder auth(Auth auth) {
            return put("auth", Objects.requireNonNull(auth, "auth").word());
        }

        /**
         * The login name.
         *
         * @param username the name; empty for none
         * @return this
         * @throws IllegalArgumentException half of a surrogate pair stands in it
         */
        public Builder username(String username) {
            return put("username", text(username, "username"));
        }

        /**
         * The password.
         *
         * @param password the secret
         * @return this
         * @throws IllegalArgumentException half of a surrogate pair stands in it
         */
        public Builder password(Secret password) {
            text(Objects.requireNonNull(password, "password").text(), "password");
            this.password = password;
            return this;
        }

        /**
         * The administrator's consent to send a password without encryption.
         *
         * @param allowClearPassword whether it was given
         * @return this
         */
        public Builder allowClearPassword(boolean allowClearPassword) {
            return put("allow_clear_password", allowClearPassword);
        }

        /**
         * The sender of every e-mail.
         *
         * @param fromAddress {@code Name <address>} or {@code address}; empty for none
         * @return this
         * @throws IllegalArgumentException half of a surrogate pair stands in it
         */
        public Builder fromAddress(String fromAddress) {
            return put("from_address", text(fromAddress, "fromAddress"));
        }

        /**
         * The name for EHLO.
         *
         * @param ehloName the name; empty for the address literal of the connection's own end
         * @return this
         * @throws IllegalArgumentException half of a surrogate pair stands in it
         */
        public Builder ehloName(String ehloName) {
            String name = text(ehloName, "ehloName");
            return put("ehlo_name", name.isEmpty() ? null : name);
        }

        /**
         * Bounds every wait up to the final dot.
         *
         * @param timeout more than zero; a fraction of a second counts as a whole one
         * @return this
         * @throws IllegalArgumentException it is zero or negative, or longer than 4,294,967,295 seconds
         */
        public Builder timeout(Duration timeout) {
            boolean isLonger = Objects.requireNonNull(timeout, "timeout").getNano() > 0;
            // A Duration has at most Long.MAX_VALUE seconds and a fraction.
            long seconds = timeout.getSeconds() > MAX_SECONDS ? Long.MAX_VALUE : timeout.getSeconds() + (isLonger ? 1 : 0);
            if (timeout.isNegative() || seconds == 0 || seconds > MAX_SECONDS) {
                throw new IllegalArgumentException(
                        "timeout: " + timeout + " is not more than zero, or longer than " + MAX_SECONDS + " seconds");
            }
            return put("timeout_seconds", seconds);
        }

        /**
         * The settings.
         *
         * @return new settings
         */
        public SmtpSettings build() {
            Secret secret = password;
            return JsonFields.read(members, json -> new SmtpSettings(json, secret));
        }

        private Builder put(String name, Object value) {
            members.put(name, value);
            return this;
        }

        private static String text(String text, String name) {
            return Texts.wellFormed(Objects.requireNonNull(text, name), name);
        }
    }
}
