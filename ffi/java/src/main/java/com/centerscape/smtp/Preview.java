package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.List;
import java.util.Optional;

/** What a person will see of a message in a mail client. */
public final class Preview extends JsonValue {
    private final String sender;
    private final String subject;
    private final String text;
    private final String html;
    private final List<Problem> warnings;

    private Preview(JsonFields json) {
        super(json);
        sender = json.text("sender");
        subject = json.text("subject");
        text = json.optionalText("text").orElse(null);
        html = json.optionalText("html").orElse(null);
        warnings = Problem.read(json, "warnings");
    }

    static Preview read(byte[] json) {
        return JsonFields.read(json, Preview::new);
    }

    /**
     * Who it comes from. Where the settings name no sender, it is the one that a message has whose Message-ID has no domain.
     *
     * @return {@code Name <address>} or {@code address}, the name without quotation marks
     */
    public String sender() {
        return sender;
    }

    /**
     * The subject.
     *
     * @return one line
     */
    public String subject() {
        return subject;
    }

    /**
     * The plain text.
     *
     * @return the text; empty where the message has none
     */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /**
     * The HTML text, an alternative to the plain text. It is as the draft or the layout has it: show it where no script runs.
     *
     * @return the HTML; empty where the message has none
     */
    public Optional<String> html() {
        return Optional.ofNullable(html);
    }

    /**
     * What was changed to say it, as {@link SmtpMessage#warnings()} has it.
     *
     * @return the warnings, unmodifiable
     */
    public List<Problem> warnings() {
        return warnings;
    }

    /** Without what it says. */
    @Override
    public String toString() {
        return "Preview";
    }
}
