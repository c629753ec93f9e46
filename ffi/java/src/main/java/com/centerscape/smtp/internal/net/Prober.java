package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeDetection;
import com.centerscape.smtp.internal.jni.NativeSettings;
import java.time.Duration;

/** Probes servers for a detection, each over a connection of its own that is closed again. */
public final class Prober {
    /** What a goodbye to a server may take. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final String destinations;
    private final Trust trust;
    private final boolean verifiesName;

    /**
     * A prober.
     *
     * @param destinations where it may connect to
     * @param trust whom to trust
     * @param verifiesName whether a certificate must be for the server's name
     */
    public Prober(String destinations, Trust trust, boolean verifiesName) {
        this.destinations = destinations;
        this.trust = trust;
        this.verifiesName = verifiesName;
    }

    /**
     * Tries everything up to MAIL, and tells the detection.
     *
     * @param settings what the detection wants to have probed
     * @param detection gets the report
     * @param call bounds it
     * @throws FaultException the library failed
     */
    public void probe(NativeSettings settings, NativeDetection detection, Call call) {
        ChainProbe chainProbe = new ChainProbe(settings, destinations);
        Connection connection =
                new Connection(settings, destinations, new Tls(trust, verifiesName), null, chainProbe, null);
        try {
            connection.session().beginProbe();
            connection.run(call, Clock.NEVER);
            detection.add(connection.session());
            if (connection.isReady() && !call.isOver()) {
                connection.quit(call, Clock.in(GOODBYE));
            }
        } finally {
            call.attach(null);
            connection.discard();
        }
    }
}
