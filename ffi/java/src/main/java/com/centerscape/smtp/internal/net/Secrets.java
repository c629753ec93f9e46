package com.centerscape.smtp.internal.net;

/** The host's answer to a session that asks for a secret. */
@FunctionalInterface
public interface Secrets {
    /**
     * The secret of a user.
     *
     * @param call what it is asked for, which bounds the wait for it
     * @param kind a {@link com.centerscape.smtp.internal.jni.NativeNumbers.SecretKind}
     * @param username whose it is
     * @param isRejected whether the server rejected the last one
     * @return UTF-8, wiped by the caller; null where there is none
     * @throws Aside.Abandoned the call was over before there was an answer, or nobody was asked
     */
    byte[] secret(Call call, int kind, String username, boolean isRejected) throws Aside.Abandoned;
}
