package com.centerscape.smtp.host;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Tests a form as it stands, saved or not, and tells each stage as it begins. */
final class TestEndpoint {
    private final SettingsStore store;
    private final Jobs jobs;
    private final Mailers mailers;
    private final TestPolicy policy;
    private final Log log;

    TestEndpoint(SettingsStore store, Jobs jobs, Mailers mailers, TestPolicy policy, Log log) {
        this.store = store;
        this.jobs = jobs;
        this.mailers = mailers;
        this.policy = policy;
        this.log = log;
    }

    Answer post(Request request) throws Refusal, InvalidFormException, InvalidInputException, SettingsFileException,
            IOException, InterruptedException {
        JsonMembers body = JsonMembers.of(request.body(), "settings", "to");
        Optional<String> to = body.string("to");
        SmtpSettings settings = merge(body);
        Jobs.Place place = policy.takeTurn(request, jobs);
        return Answer.lines(JobStream.start(place, log, lines -> {
            Consumer<String> stages = stage -> {
                // How far it gets, and when, tells of the network.
                if (policy.isRedacted()) {
                    lines.begun();
                } else {
                    lines.tell(JsonObject.builder().value("stage", stage).done());
                }
            };
            try (SmtpMailer mailer = mailers.open(settings)) {
                DeliveryReport report = to.isPresent() ? mailer.test(to.get(), stages) : mailer.probe(stages);
                return JsonObject.builder().object("report", JobStream.json(policy.shown(report).toJson())).done();
            }
        }));
    }

    /** The form merged into what is stored. One that is no JSON inside is a body that is none. */
    private SmtpSettings merge(JsonMembers body) throws Refusal, InvalidFormException, SettingsFileException {
        String form = body.object("settings");
        try {
            return store.load().merge(form);
        } catch (InvalidFormException invalid) {
            if (invalid.problems().stream().anyMatch(problem -> problem.code().equals("json.syntax"))) {
                throw body.malformed();
            }
            throw invalid;
        }
    }
}
