package com.centerscape.smtp.host;

import com.centerscape.smtp.Attempt;
import com.centerscape.smtp.Detection;
import com.centerscape.smtp.DetectionListener;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.SmtpSettings;
import com.grack.nanojson.JsonObject;
import java.io.IOException;

/** Finds settings for a hostname or an e-mail address, and tells each probe as it begins and ends. */
final class DetectEndpoint {
    private final SettingsStore store;
    private final Jobs jobs;
    private final TestPolicy policy;
    private final Log log;

    DetectEndpoint(SettingsStore store, Jobs jobs, TestPolicy policy, Log log) {
        this.store = store;
        this.jobs = jobs;
        this.policy = policy;
        this.log = log;
    }

    Answer post(Request request)
        throws Refusal, InvalidInputException, SettingsFileException, IOException, InterruptedException {
        if (policy.isRedacted()) {
            throw new Refusal(403, "detect.not-open", "A search tells which ports are open. Only administrators see that.");
        }
        JsonMembers body = JsonMembers.of(request.body(), "hostname", "ports");
        String hostname = body.string("hostname").orElse("");
        String ports = body.string("ports").orElse("");
        SmtpSettings stored = store.load().settings();
        Jobs.Place place = policy.takeTurn(request, jobs);
        return Answer.lines(JobStream.start(place, log, lines -> {
            Detection detection = Detection.of(hostname).ports(ports).settings(stored).deadline(Jobs.DEADLINE);
            detection.destinations(policy.destinations());
            String found = detection.listener(new StageReporter(lines)).run().toJson();
            return JsonObject.builder().object("recommendation", JobStream.json(found)).done();
        }));
    }

    /** Tells that the search has begun, and makes a line of each probe that begins and of what it found. */
    private static final class StageReporter implements DetectionListener {
        private final JobStream lines;

        StageReporter(JobStream lines) {
            this.lines = lines;
        }

        @Override
        public void begun() {
            lines.begun();
        }

        @Override
        public void probing(SmtpSettings settings) {
            lines.tell(JsonObject.builder().object("probing")
                .value("hostname", settings.hostname())
                .value("port", settings.port())
                .value("security", settings.security().word()).done());
        }

        @Override
        public void probed(Attempt attempt) {
            lines.tell(JsonObject.builder().object("attempt", JobStream.json(attempt.toJson())).done());
        }
    }
}
