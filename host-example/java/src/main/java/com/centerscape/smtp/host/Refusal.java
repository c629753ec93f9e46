package com.centerscape.smtp.host;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is not answered as it asked, and why: the error object of {@code api.md}. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /**
     * @param status the HTTP status
     * @param code the stable code
     * @param message for people; repeats nothing of the request
     */
    Refusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** The same refusal with one more header. */
    Refusal with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** This program failed. What happened stands in the log. */
    static Refusal fault() {
        return new Refusal(500, "server.fault", "This is a fault of the server, not of the request. Its log has a line about it.");
    }

    Answer answer() {
        Answer answer = Answer.json(status, JsonWriter.string(json()));
        headers.forEach(answer::with);
        return answer;
    }

    /** {@code {"error":{"code":..,"message":..}}}. */
    JsonObject json() {
        return JsonObject.builder().object("error").value("code", code).value("message", getMessage()).done();
    }
}
