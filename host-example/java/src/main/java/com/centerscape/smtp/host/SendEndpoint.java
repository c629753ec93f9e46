package com.centerscape.smtp.host;

import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.io.IOException;

/** Sends a draft by the stored settings. */
final class SendEndpoint {
    private final SettingsStore store;
    private final Jobs jobs;
    private final Mailers mailers;
    private final TestPolicy policy;

    SendEndpoint(SettingsStore store, Jobs jobs, Mailers mailers, TestPolicy policy) {
        this.store = store;
        this.jobs = jobs;
        this.mailers = mailers;
        this.policy = policy;
    }

    Answer post(Request request) throws Refusal, InvalidInputException, SettingsFileException, IOException {
        String draft = request.body();
        SmtpSettings settings = store.load().settings();
        // Who may save settings connects to where they like by a mail as well as by a test.
        Jobs.Place place = policy.isRedacted() ? policy.takeTurn(request, jobs) : jobs.take();
        try {
            return Answer.json(200, policy.shown(send(settings, draft)).toJson());
        } finally {
            place.close();
        }
    }

    private DeliveryReport send(SmtpSettings settings, String draft) throws InvalidInputException {
        try (SmtpMailer mailer = mailers.open(settings)) {
            return mailer.sendJson(draft);
        } catch (DeliveryException failed) {
            return failed.report();
        } catch (InvalidInputException invalid) {
            throw invalid;
        } catch (SmtpException other) {
            throw new IllegalStateException("a kind of failure that is not known here", other);
        }
    }
}
