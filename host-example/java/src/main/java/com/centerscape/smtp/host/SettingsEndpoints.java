package com.centerscape.smtp.host;

import com.centerscape.smtp.Problem;
import java.io.IOException;

/** The settings: shown, stored, judged. */
final class SettingsEndpoints {
    private final SettingsStore store;

    SettingsEndpoints(SettingsStore store) {
        this.store = store;
    }

    Answer get(Request request) throws SettingsFileException {
        return show(store.load());
    }

    Answer put(Request request) throws Refusal, InvalidFormException, SettingsFileException, IOException {
        String form = request.body();
        String ifMatch = request.header("If-Match").orElseThrow(() -> new Refusal(428, "if-match.missing",
            "The request takes If-Match with the ETag of the settings that the form was filled from."));
        return show(store.save(ifMatch, form));
    }

    Answer validate(Request request) throws Refusal, SettingsFileException, IOException {
        String form = request.body();
        return Answer.json(200, Problem.toJson(store.load().settings().apply(form).problems()));
    }

    private static Answer show(SettingsStore.Stored stored) {
        return Answer.json(200, stored.settings().toJson()).with("ETag", stored.version());
    }
}
