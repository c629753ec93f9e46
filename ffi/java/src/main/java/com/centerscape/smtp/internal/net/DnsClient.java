package com.centerscape.smtp.internal.net;

import java.util.Optional;
import java.util.stream.Stream;

/** Whether this Java has the DNS client that {@link DnsRecords} asks by. An image that was made for one program may lack it. */
public final class DnsClient {
    private DnsClient() {}

    /**
     * The module that is missing.
     *
     * @return its name; empty where a name server can be asked
     */
    public static Optional<String> missingModule() {
        ModuleLayer modules = ModuleLayer.boot();
        return Stream.of("java.naming", "jdk.naming.dns")
                .filter(name -> modules.findModule(name).isEmpty())
                .findFirst();
    }
}
