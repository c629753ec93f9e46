package com.centerscape.smtp.host;

import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.SecretSource;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.util.Optional;

/** Makes the mailer of a job. */
final class Mailers {
    private final Optional<SecretSource> tokens;
    private final Destinations destinations;

    /** Mailers that take bearer tokens from there, and connect only there. */
    Mailers(Optional<SecretSource> tokens, Destinations destinations) {
        this.tokens = tokens;
        this.destinations = destinations;
    }

    /** A mailer for one mail, so that settings and trusted certificates are those of now; a server that sends often keeps it. */
    SmtpMailer open(SmtpSettings settings) {
        SmtpMailer.Builder builder = SmtpMailer.builder(settings).destinations(destinations).deadline(Jobs.DEADLINE);
        tokens.ifPresent(builder::secrets);
        return builder.build();
    }
}
