package com.centerscape.smtp;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The drafts of the vectors as values, as far as the types of Java can say them. */
final class DraftValues {
    private static final Map<String, Function<JsonObject, Content>> KINDS =
            Map.of("alert", DraftValues::alert, "notice", DraftValues::notice, "report", DraftValues::report, "test", any -> Content.test());

    private DraftValues() {}

    /** Empty where the draft is no object, has keys of two kinds or none, or a word that is not in its enum. */
    static Optional<Draft> of(Object json, List<Attachment> files) {
        if (!(json instanceof JsonObject)) {
            return Optional.empty();
        }
        JsonObject draft = (JsonObject) json;
        try {
            Draft.Builder builder = Draft.builder(content(draft));
            builder.to(addresses(draft, "to")).cc(addresses(draft, "cc"));
            builder.bcc(addresses(draft, "bcc")).replyTo(addresses(draft, "reply_to"));
            JsonTree.text(draft, "from").ifPresent(builder::from);
            JsonTree.text(draft, "sender").ifPresent(builder::sender);
            JsonTree.text(draft, "envelope_sender").ifPresent(builder::envelopeSender);
            if (draft.containsKey("headers") && !(draft.get("headers") instanceof JsonArray)) {
                return Optional.empty();
            }
            for (Object each : draft.getArray("headers", new JsonArray())) {
                JsonObject header = (JsonObject) each;
                builder.header(required(header, "name"), required(header, "value"));
            }
            JsonTree.text(draft, "incident").ifPresent(builder::incident);
            files.forEach(builder::attach);
            return Optional.of(builder.build());
        } catch (IllegalArgumentException | DateTimeException inexpressible) {
            return Optional.empty();
        }
    }

    private static Content content(JsonObject draft) {
        List<String> kinds = KINDS.keySet().stream().filter(draft::containsKey).collect(Collectors.toList());
        if (kinds.isEmpty()) {
            return words(draft);
        }
        if (kinds.size() > 1 || draft.containsKey("subject")) {
            throw new IllegalArgumentException("two contents");
        }
        return KINDS.get(kinds.get(0)).apply(draft.getObject(kinds.get(0)));
    }

    private static Content words(JsonObject json) {
        CustomContent.Builder words = CustomContent.builder(required(json, "subject"));
        optional(json, "text", words::text);
        optional(json, "html", words::html);
        optional(json, "importance", word -> words.importance(Importance.of(word)));
        return words.build();
    }

    private static Content alert(JsonObject json) {
        AlertMail.Builder alert = AlertMail.builder(
                IncidentSeverity.of(required(json, "severity")),
                AlertState.of(required(json, "state")),
                required(json, "title"));
        optional(json, "asset", alert::asset);
        optional(json, "location", alert::location);
        optional(json, "metric", alert::metric);
        optional(json, "value", alert::value);
        optional(json, "threshold", alert::threshold);
        optional(json, "raised_at", moment -> alert.raisedAt(OffsetDateTime.parse(moment)));
        optional(json, "link", alert::link);
        return alert.build();
    }

    private static Content notice(JsonObject json) {
        NoticeMail.Builder notice = NoticeMail.builder(
                IncidentSeverity.of(required(json, "severity")), required(json, "title"), required(json, "text"));
        optional(json, "asset", notice::asset);
        optional(json, "location", notice::location);
        optional(json, "link", notice::link);
        return notice.build();
    }

    private static Content report(JsonObject json) {
        ReportMail.Builder report = ReportMail.builder(required(json, "title"), required(json, "text"));
        optional(json, "period", report::period);
        optional(json, "link", report::link);
        return report.build();
    }

    private static List<String> addresses(JsonObject draft, String key) {
        return draft.getArray(key, new JsonArray()).stream().map(each -> (String) each).collect(Collectors.toList());
    }

    private static String required(JsonObject json, String key) {
        return JsonTree.text(json, key).orElseThrow(() -> new IllegalArgumentException(key));
    }

    private static void optional(JsonObject json, String key, Consumer<String> set) {
        JsonTree.text(json, key).ifPresent(set);
    }
}
