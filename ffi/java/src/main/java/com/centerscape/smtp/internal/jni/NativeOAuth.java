package com.centerscape.smtp.internal.jni;

import java.util.Arrays;

/** Bearer tokens from an OAuth 2 server. What fails is a {@link NativeException} with every problem. */
public final class NativeOAuth {
    private NativeOAuth() {}

    /** A configuration, read and written as JSON. */
    public static byte[] configuration(String configuration) {
        NativeLibrary.load();
        return Native.oauthConfiguration(Utf8.bytes(configuration));
    }

    /** Whether tokens are for the mail server of this name. */
    public static boolean isFor(String configuration, String hostname) {
        return Native.oauthIsFor(Utf8.bytes(configuration), Utf8.bytes(hostname));
    }

    /** The request for a token, as JSON, which holds the secrets; each of these may be null. */
    public static byte[] request(String configuration, String clientSecret, String refreshToken) {
        byte[] secret = bytes(clientSecret);
        byte[] token = bytes(refreshToken);
        try {
            return Native.oauthRequest(Utf8.bytes(configuration), secret, token);
        } finally {
            wipe(secret);
            wipe(token);
        }
    }

    /** The token of an answer, as JSON, which holds it. */
    public static byte[] token(
            String configuration, String clientSecret, String refreshToken, int status, byte[] body, long askedMs) {
        byte[] secret = bytes(clientSecret);
        byte[] token = bytes(refreshToken);
        try {
            return Native.oauthToken(Utf8.bytes(configuration), secret, token, status, body, askedMs);
        } finally {
            wipe(secret);
            wipe(token);
        }
    }

    private static byte[] bytes(String textOrNull) {
        return textOrNull == null ? null : Utf8.bytes(textOrNull);
    }

    private static void wipe(byte[] bytesOrNull) {
        if (bytesOrNull != null) {
            Arrays.fill(bytesOrNull, (byte) 0);
        }
    }
}
