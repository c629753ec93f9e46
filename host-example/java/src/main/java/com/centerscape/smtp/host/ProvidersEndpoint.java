package com.centerscape.smtp.host;

import com.centerscape.smtp.MailProvider;

/** The known mail services. */
final class ProvidersEndpoint {
    private ProvidersEndpoint() {}

    static Answer get(Request request) {
        return Answer.json(200, MailProvider.allToJson());
    }
}
