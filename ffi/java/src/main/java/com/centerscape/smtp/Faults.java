package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.List;

/** The report of a job in whose middle the library failed: all that is left to say. */
final class Faults {
    private Faults() {}

    /**
     * The report.
     *
     * @param mayBeTaken whether the final dot was on its way
     * @param server where it was to go
     * @param fault what the library says of it, without secrets
     */
    static DeliveryReport report(boolean mayBeTaken, String server, Throwable fault) {
        JsonWriter json = JsonWriter.compact().beginObject();
        json.member("outcome", mayBeTaken ? Outcome.UNCERTAIN : Outcome.NOT_SENT);
        json.member("stages", List.of()).member("not_reached", List.of()).member("recipients", List.of());
        json.name("diagnosis").beginObject().member("cause", "client-fault").member("title", "The mail component failed");
        json.member("meaning", "It is a fault of this program, not of the server: " + fault.getMessage() + ".");
        String first = mayBeTaken
                ? "Look whether the message arrived before you send it again: the server may have taken it."
                : "Send it again. The server did not get the whole message.";
        json.member("steps", List.of(first, "If it happens again, report it with this text.")).member("who", "you");
        json.member("retry", mayBeTaken ? Retry.MAY_DUPLICATE : Retry.LATER);
        json.member("link", null).member("reply", null).endObject();
        json.member("queue_id", null).member("advice", List.of()).member("warnings", List.of());
        json.member("capabilities", List.of()).name("learned").beginObject();
        json.member("mechanism", null).member("recipients", null).endObject();
        json.member("certificates", List.of()).member("transcript", List.of());
        return DeliveryReport.read(json.endObject().toBytes(), null, server, fault);
    }
}
