package com.centerscape.smtp.host;

import com.grack.nanojson.JsonWriter;
import java.util.Optional;

/** What this host is and can do. */
final class HostEndpoint {
    private final TestPolicy policy;

    HostEndpoint(TestPolicy policy) {
        this.policy = policy;
    }

    Answer get(Request request) {
        // Where reports show no certificate, nobody needs to know where this machine keeps them.
        Optional<String> command = policy.isRedacted() ? Optional.empty() : TrustCommand.template();
        return Answer.json(200, JsonWriter.string().object()
            .value("host", Options.PROGRAM + " " + Options.VERSION)
            .value("trust_command", command.orElse(null))
            .value("detect", !policy.isRedacted())
            .value("redacted", policy.isRedacted()).end().done());
    }
}
