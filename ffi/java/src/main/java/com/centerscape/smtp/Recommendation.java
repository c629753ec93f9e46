package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a {@link Detection} proposes, and why. */
public final class Recommendation extends JsonValue {
    private final SmtpSettings settings;
    private final boolean isConfirmed;
    private final String provider;
    private final LoginSupport login;
    private final List<String> mechanisms;
    private final Long sizeLimit;
    private final Diagnosis diagnosis;
    private final List<Attempt> attempts;
    private final List<Reason> reasons;

    private Recommendation(JsonFields json) {
        super(json);
        settings = json.optionalValue("settings", SmtpSettings::proposed).orElse(null);
        isConfirmed = json.flag("confirmed");
        provider = json.optionalText("provider").orElse(null);
        login = json.word("login", LoginSupport::of);
        mechanisms = json.texts("mechanisms");
        sizeLimit = json.optionalNumber("size_limit").orElse(null);
        diagnosis = json.optionalValue("diagnosis", Diagnosis::new).orElse(null);
        attempts = json.values("attempts", Attempt::new);
        reasons = json.values("reasons", Reason::new);
    }

    /** A recommendation as the natives write it. */
    static Recommendation read(byte[] json) {
        return JsonFields.read(json, Recommendation::new);
    }

    /** The same with one more reason in front. */
    Recommendation withFirstReason(String code, String text) {
        return changed(json -> JsonFields.array(json, "reasons").add(0, Map.of("code", code, "text", text)), Recommendation::new);
    }

    /**
     * The settings to propose, without a password.
     *
     * @return the settings; empty where no mail server was found
     */
    public Optional<SmtpSettings> settings() {
        return Optional.ofNullable(settings);
    }

    /**
     * Whether a probe reached a mail server with these settings. Otherwise they are what is known of the service.
     *
     * @return whether it did
     */
    public boolean isConfirmed() {
        return isConfirmed;
    }

    /**
     * The known service that they belong to.
     *
     * @return the service; empty where it is none
     */
    public Optional<MailProvider> provider() {
        return provider == null ? Optional.empty() : MailProvider.forHostname(settings.hostname());
    }

    /**
     * Whether the server wants a login.
     *
     * @return as the probe saw it
     */
    public LoginSupport login() {
        return login;
    }

    /**
     * The login mechanisms that the server offers.
     *
     * @return as it names them, unmodifiable
     */
    public List<String> mechanisms() {
        return mechanisms;
    }

    /**
     * The largest message that the server says it takes.
     *
     * @return in bytes; empty where it does not say
     */
    public OptionalLong sizeLimit() {
        return sizeLimit == null ? OptionalLong.empty() : OptionalLong.of(sizeLimit);
    }

    /**
     * What stands in the way of these settings, such as a certificate that is not trusted here; without settings, why there are none.
     *
     * @return the diagnosis; empty where nothing does
     */
    public Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(diagnosis);
    }

    /**
     * Every probe, in the order it was made.
     *
     * @return the attempts, unmodifiable
     */
    public List<Attempt> attempts() {
        return attempts;
    }

    /**
     * Why this and not the others.
     *
     * @return the reasons in the order to read them, unmodifiable
     */
    public List<Reason> reasons() {
        return reasons;
    }

    /**
     * The recommendation as JSON.
     *
     * @return the JSON text
     */
    public String toJson() {
        return json();
    }

    @Override
    public String toString() {
        return "Recommendation(" + (settings == null ? "none" : settings.toString()) + ")";
    }
}
