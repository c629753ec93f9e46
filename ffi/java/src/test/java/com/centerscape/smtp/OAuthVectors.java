package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeOAuth;
import com.grack.nanojson.JsonObject;
import java.util.List;

/** OAuth vectors: a configuration, the request that it leads to, and what an answer means; as far as the first problem. */
final class OAuthVectors {
    private OAuthVectors() {}

    static void play(JsonObject vector) {
        List.of("problems", "read", "is_for", "request", "token").forEach(vector::remove);
        try {
            String configuration = vector.getString("configuration");
            vector.put("read", JsonTree.object(NativeOAuth.configuration(configuration)));
            String hostname = vector.getString("hostname");
            if (hostname != null) {
                vector.put("is_for", NativeOAuth.isFor(configuration, hostname));
            }
            JsonObject secrets = vector.getObject("secrets");
            if (secrets == null) {
                return;
            }
            String client = secrets.getString("client_secret");
            String refresh = secrets.getString("refresh_token");
            vector.put("request", JsonTree.object(NativeOAuth.request(configuration, client, refresh)));
            JsonObject answer = vector.getObject("answer");
            if (answer == null) {
                return;
            }
            byte[] body = JsonTree.bytes(answer.get("body"));
            vector.put("token", JsonTree.object(NativeOAuth.token(
                    configuration, client, refresh, answer.getInt("status"), body, answer.getLong("asked_ms"))));
        } catch (NativeException refused) {
            vector.put("problems", JsonTree.object(refused.problemsJson().orElseThrow(() -> refused)).getArray("problems"));
        }
    }
}
