package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeStamp;
import com.grack.nanojson.JsonObject;
import java.time.OffsetDateTime;
import java.util.Set;

/** A stamp of the vectors. Here it crosses as numbers: its JSON is the core's alone. */
final class TestStamp {
    static final Set<String> KEYS = Set.of("now", "entropy", "domain");

    private TestStamp() {}

    static NativeStamp of(JsonObject stamp) {
        OffsetDateTime now = OffsetDateTime.parse(stamp.getString("now"));
        return new NativeStamp(
                now.toEpochSecond(),
                now.getOffset().getTotalSeconds() / 60,
                JsonTree.hex(stamp.getString("entropy")),
                stamp.getString("domain"));
    }
}
