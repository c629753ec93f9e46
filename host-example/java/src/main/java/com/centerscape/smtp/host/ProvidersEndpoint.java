package com.centerscape.smtp.host;

import com.centerscape.smtp.Provider;

/** The known mail services. */
final class ProvidersEndpoint {
    private ProvidersEndpoint() {}

    static Answer get(Request request) {
        return Answer.json(200, Provider.allToJson());
    }
}
