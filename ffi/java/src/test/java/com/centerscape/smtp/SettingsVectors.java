package com.centerscape.smtp;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings vectors: a text and what is found in it; stored settings and a form, and what the two together are. */
final class SettingsVectors {
    private SettingsVectors() {}

    static void play(JsonObject vector) {
        String input = vector.getString("input");
        vector.put("problems", tree(SmtpSettings.check(input)));
        vector.put("settings", shown(input));
    }

    static void playApply(JsonObject vector) {
        SmtpSettings stored = settings(JsonTree.part(vector.getObject("stored")));
        MergedSettings merged = stored.apply(vector.getString("form"));
        Secret password = merged.settings().password();
        vector.put("merged", JsonTree.object(merged.settings().toJson()));
        vector.put("secret", password.isSet() ? password.reveal().orElse(Secret.MASK) : null);
        vector.put("problems", tree(merged.problems()));
    }

    static void playProposal(JsonObject vector) {
        if (vector.containsKey("hostname")) {
            Optional<MailProvider> found = MailProvider.forHostname(vector.getString("hostname"));
            vector.put("provider", found.map(MailProvider::id).orElse(null));
            vector.put("settings", found.map(it -> JsonTree.object(it.settings().toJson())).orElse(null));
        } else {
            String word = vector.getString("security");
            ConnectionSecurity security = ConnectionSecurity.of(word);
            vector.put("port", security.usualPort());
        }
    }

    /** Settings that can be read. */
    static SmtpSettings settings(String json) {
        try {
            return SmtpSettings.fromJson(json);
        } catch (InvalidInputException refused) {
            throw new AssertionError(refused);
        }
    }

    static JsonArray tree(List<Problem> problems) {
        return JsonTree.object(Problem.toJson(problems)).getArray("problems");
    }

    private static JsonObject shown(String input) {
        try {
            return JsonTree.object(SmtpSettings.fromJson(input).toJson());
        } catch (InvalidInputException refused) {
            return null;
        }
    }
}
