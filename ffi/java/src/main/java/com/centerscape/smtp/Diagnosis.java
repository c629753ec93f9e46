package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeDiagnosis;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.Texts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The explanation of a failure: what happened, what it means, what to do, and who does it. */
public final class Diagnosis extends JsonValue {
    private final String cause;
    private final Certainty certainty;
    private final String title;
    private final String meaning;
    private final List<String> steps;
    private final Map<String, String> parameters;
    private final String who;
    private final Retry retry;
    private final String link;
    private final Reply reply;

    Diagnosis(JsonFields json) {
        super(json);
        cause = json.text("cause");
        certainty = json.word("certainty", Certainty::of);
        title = json.text("title");
        meaning = json.text("meaning");
        steps = json.texts("steps");
        parameters = json.named("parameters");
        who = json.text("who");
        retry = json.word("retry", Retry::of);
        link = json.optionalText("link").orElse(null);
        reply = json.optionalValue("reply", Reply::new).orElse(null);
    }

    /**
     * Explains a reply of which nothing more is known.
     *
     * @param reply as a person pasted it: one or several lines, split by line ends or by the two characters {@code \n}
     * @return the explanation
     * @throws IllegalArgumentException half of a surrogate pair stands in an argument
     */
    public static Diagnosis explain(String reply) {
        return explained(reply, null, null);
    }

    /**
     * Explains a reply given at a stage.
     *
     * @param reply as for {@link #explain(String)}
     * @param stage where it came, as {@link StageResult#stage()} names it; an unknown one counts as none
     * @return the explanation
     * @throws IllegalArgumentException half of a surrogate pair stands in an argument
     */
    public static Diagnosis explain(String reply, String stage) {
        return explained(reply, Objects.requireNonNull(stage, "stage"), null);
    }

    /**
     * Explains a reply given at a stage, with what the settings tell about the server.
     *
     * @param reply as for {@link #explain(String)}
     * @param stage where it came, as {@link StageResult#stage()} names it; an unknown one counts as none
     * @param settings of the server
     * @return the explanation
     * @throws IllegalArgumentException half of a surrogate pair stands in an argument
     */
    public static Diagnosis explain(String reply, String stage, SmtpSettings settings) {
        Objects.requireNonNull(stage, "stage");
        try (NativeSettings natives = Objects.requireNonNull(settings, "settings").toNative()) {
            return explained(reply, stage, natives);
        }
    }

    /**
     * Finds and explains the failures in a text that a person pasted: a transcript, a session in a terminal, a mailer's debug output or
     * exception, a server's log, a bounce.
     *
     * @param text the text; 1 MB of it is read
     * @return what was found, without what looks like a credential
     * @throws IllegalArgumentException half of a surrogate pair stands in the text
     */
    public static PastedFindings explainPasted(String text) {
        return found(text, null);
    }

    /**
     * The same for a text about a server that is known; a line of a log may name another.
     *
     * @param text as for {@link #explainPasted(String)}
     * @param settings of the server
     * @return what was found, without what looks like a credential
     * @throws IllegalArgumentException half of a surrogate pair stands in the text
     */
    public static PastedFindings explainPasted(String text, SmtpSettings settings) {
        try (NativeSettings natives = Objects.requireNonNull(settings, "settings").toNative()) {
            return found(text, natives);
        }
    }

    private static PastedFindings found(String text, NativeSettings settingsOrNull) {
        Texts.wellFormed(Objects.requireNonNull(text, "text"), "text");
        return JsonFields.read(NativeDiagnosis.explainPasted(text, settingsOrNull), PastedFindings::new);
    }

    private static Diagnosis explained(String reply, String stageOrNull, NativeSettings settingsOrNull) {
        Texts.wellFormed(Objects.requireNonNull(reply, "reply"), "reply");
        if (stageOrNull != null) {
            Texts.wellFormed(stageOrNull, "stage");
        }
        return JsonFields.read(NativeDiagnosis.explain(reply, stageOrNull, settingsOrNull), Diagnosis::new);
    }

    /**
     * The stable code of the cause.
     *
     * @return an open set: {@code connection-refused}, {@code bad-credentials}, ...
     */
    public String cause() {
        return cause;
    }

    /**
     * How sure the cause is.
     *
     * @return how sure
     */
    public Certainty certainty() {
        return certainty;
    }

    /**
     * What happened.
     *
     * @return one line
     */
    public String title() {
        return title;
    }

    /**
     * What it means.
     *
     * @return some sentences
     */
    public String meaning() {
        return meaning;
    }

    /**
     * What to do.
     *
     * @return the steps in their order, unmodifiable
     */
    public List<String> steps() {
        return steps;
    }

    /**
     * The values that title, meaning and steps were made of, as far as they are known: {@code host}, {@code port}, {@code user},
     * {@code from}, {@code service}, {@code login}, {@code scope}, {@code stage} and {@code detail}. With the cause, a host can say it
     * in another language.
     *
     * @return each value by its name, unmodifiable
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * Who does it.
     *
     * @return {@code you}, {@code server-administrator}, {@code provider} or {@code nobody} (wait)
     */
    public String who() {
        return who;
    }

    /**
     * Whether the same message may be sent again.
     *
     * @return whether and when
     */
    public Retry retry() {
        return retry;
    }

    /**
     * A page that tells more.
     *
     * @return its address
     */
    public Optional<String> link() {
        return Optional.ofNullable(link);
    }

    /**
     * The server's reply, word by word.
     *
     * @return the reply; empty where there was none
     */
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * The diagnosis as JSON.
     *
     * @return the JSON text
     */
    public String toJson() {
        return json();
    }

    /** The cause, and the reply's codes. */
    @Override
    public String toString() {
        return reply == null ? cause : cause + " (" + reply + ")";
    }
}
