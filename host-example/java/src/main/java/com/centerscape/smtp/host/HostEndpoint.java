package com.centerscape.smtp.host;

import java.util.Optional;

/** What this host is and can do. */
final class HostEndpoint {
    private final Caution caution;

    HostEndpoint(Caution caution) {
        this.caution = caution;
    }

    Answer get(Request request) {
        JsonObject host = new JsonObject().text("host", Options.PROGRAM + " " + Options.VERSION);
        // Where reports show no certificate, nobody needs to know where this machine keeps them.
        Optional<String> command = caution.isCoarse() ? Optional.empty() : TrustCommand.template();
        if (command.isPresent()) {
            host.text("trust_command", command.get());
        } else {
            host.json("trust_command", "null");
        }
        return Answer.json(200, host
            .json("detect", String.valueOf(!caution.isCoarse()))
            .json("coarse", String.valueOf(caution.isCoarse())).toString());
    }
}
