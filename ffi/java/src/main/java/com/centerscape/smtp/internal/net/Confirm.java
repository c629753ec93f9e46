package com.centerscape.smtp.internal.net;

import java.util.List;

/** The host's answer to a session that asks before a final dot. */
@FunctionalInterface
public interface Confirm {
    /**
     * Whether the message may be handed over to the server.
     *
     * @param call what it is asked for, which bounds the wait for it
     * @param transaction which transaction of the message, counted from 1
     * @param recipients those that the server took in it
     * @return whether to go on
     * @throws Aside.Abandoned the call was over before there was an answer, or nobody was asked
     */
    boolean ask(Call call, int transaction, List<String> recipients) throws Aside.Abandoned;
}
