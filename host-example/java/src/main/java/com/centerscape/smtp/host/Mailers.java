package com.centerscape.smtp.host;

import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.SecretSource;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes the mailer of a job. */
final class Mailers {
    private final Optional<SecretSource> tokens;
    private final Predicate<String> getsTokens;
    private final Destinations destinations;

    /**
     * @param tokens where bearer tokens come from
     * @param getsTokens whether the mail server of this name gets them: a form names any
     * @param destinations where may be connected to
     */
    Mailers(Optional<SecretSource> tokens, Predicate<String> getsTokens, Destinations destinations) {
        this.tokens = tokens;
        this.getsTokens = getsTokens;
        this.destinations = destinations;
    }

    /**
     * A mailer for one mail, so that settings and trusted certificates are those of now; a server that sends often keeps it.
     *
     * @throws InvalidInputException the settings or the destinations have an error
     */
    SmtpMailer open(SmtpSettings settings) throws InvalidInputException {
        SmtpMailer.Builder builder = SmtpMailer.builder(settings).destinations(destinations).deadline(Jobs.DEADLINE);
        tokens.filter(source -> getsTokens.test(settings.hostname())).ifPresent(builder::secrets);
        return builder.build();
    }
}
