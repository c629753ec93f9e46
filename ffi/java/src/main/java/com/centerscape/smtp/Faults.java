package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;

/** The report of a job in whose middle the library failed: all that is left to say. */
final class Faults {
    private Faults() {}

    /**
     * The report.
     *
     * @param fault what the library says of it, without secrets
     * @param mayBeTaken whether the final dot was on its way
     */
    static DeliveryReport report(String fault, boolean mayBeTaken) {
        JsonWriter json = JsonWriter.compact().beginObject();
        json.name("outcome").text((mayBeTaken ? Outcome.UNCERTAIN : Outcome.NOT_SENT).toString());
        json.name("stages").beginArray().endArray().name("not_reached").beginArray().endArray();
        json.name("recipients").beginArray().endArray();
        json.name("diagnosis").beginObject().name("cause").text("client-fault");
        json.name("title").text("The mail component failed");
        json.name("meaning").text("It is a fault of this program, not of the server: " + fault + ".");
        json.name("steps").beginArray();
        json.text(mayBeTaken
                ? "Look whether the message arrived before you send it again: the server may have taken it."
                : "Send it again. The server did not get the whole message.");
        json.text("If it happens again, report it with this text.").endArray();
        json.name("who").text("you").name("retry").text((mayBeTaken ? Retry.MAY_DUPLICATE : Retry.LATER).toString());
        json.name("link").nothing().name("reply").nothing().endObject();
        json.name("queue_id").nothing().name("advice").beginArray().endArray().name("warnings").beginArray().endArray();
        json.name("capabilities").beginArray().endArray();
        json.name("learned").beginObject().name("mechanism").nothing().name("recipients").nothing().endObject();
        json.name("certificates").beginArray().endArray().name("transcript").beginArray().endArray().endObject();
        return DeliveryReport.read(json.toBytes());
    }
}
