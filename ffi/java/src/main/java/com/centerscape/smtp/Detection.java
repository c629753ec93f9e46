package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeDetection;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.LoneSurrogateException;
import com.centerscape.smtp.internal.json.Texts;
import com.centerscape.smtp.internal.net.Call;
import com.centerscape.smtp.internal.net.DnsClient;
import com.centerscape.smtp.internal.net.DnsRecords;
import com.centerscape.smtp.internal.net.FaultException;
import com.centerscape.smtp.internal.net.Prober;
import com.centerscape.smtp.internal.net.Trust;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Finds settings: from a hostname, an IP address or an e-mail address to port, security and login, by what is known of mail services, by
 * the name server, and by at most eight probes. A probe sends neither a password nor a mail.
 *
 * <p>What is not set is as for a mailer: Java's keystore, the usual ports. For one thread at a time. An interrupt ends a run at once: it
 * answers what is known so far, and the thread's interrupt flag is set again.
 */
public final class Detection {
    private final String input;
    private SmtpSettings settings = SmtpSettings.defaults();
    private String ports = "";
    private SSLContext sslContext;
    private boolean verifiesName = true;
    private Destinations destinations = Destinations.mailServers();
    private Duration deadline;
    private String nameServer = "dns:";
    private DetectionListener listener = new DetectionListener() {};

    private Detection(String input) {
        this.input = input;
    }

    /**
     * A search, not yet begun.
     *
     * @param input a hostname, an IP address or an e-mail address, as it was typed
     * @return the search
     */
    public static Detection of(String input) {
        return new Detection(Objects.requireNonNull(input, "input"));
    }

    /**
     * Settings that say who we are: From address, EHLO name, timeout and user name count.
     *
     * @param settings such as those that a dialog has so far
     * @return this
     */
    public Detection settings(SmtpSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /**
     * The ports to try in place of the usual ones.
     *
     * @param ports at most four with commas between, each alone or with its security: {@code 2587, 2465/tls}
     * @return this
     */
    public Detection ports(String ports) {
        this.ports = Objects.requireNonNull(ports, "ports");
        return this;
    }

    /**
     * Whom to trust in TLS, in place of Java's keystore.
     *
     * @param sslContext the context
     * @return this
     */
    public Detection sslContext(SSLContext sslContext) {
        this.sslContext = Objects.requireNonNull(sslContext, "sslContext");
        return this;
    }

    /**
     * Gives up the check that a server's certificate is for its name.
     *
     * @return this
     */
    public Detection acceptAnyServerName() {
        this.verifiesName = false;
        return this;
    }

    /**
     * Where a probe may connect to; {@link Destinations#mailServers()} where nothing is said. The {@linkplain Recommendation#attempts() attempts}
     * tell which ports are open: whom the network does not concern sees the settings alone.
     *
     * @param destinations the policy
     * @return this
     */
    public Detection destinations(Destinations destinations) {
        this.destinations = Objects.requireNonNull(destinations, "destinations");
        return this;
    }

    /**
     * How long a run may take in all. Where nothing is said, only the single waits are bounded, by 10 seconds each.
     *
     * @param deadline the time, more than zero
     * @return this
     * @throws IllegalArgumentException it is not
     */
    public Detection deadline(Duration deadline) {
        if (Objects.requireNonNull(deadline, "deadline").isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " is not more than zero");
        }
        this.deadline = deadline;
        return this;
    }

    /**
     * The name server to ask about the domain of an e-mail address, in place of this machine's. The names of servers are looked up as
     * Java looks up names.
     *
     * @param nameServer {@code dns://host:port}
     * @return this
     */
    public Detection nameServer(String nameServer) {
        this.nameServer = Objects.requireNonNull(nameServer, "nameServer");
        return this;
    }

    /**
     * Asks no name server about the domain of an e-mail address.
     *
     * @return this
     */
    public Detection withoutNameServer() {
        this.nameServer = null;
        return this;
    }

    /**
     * Who is told of the beginning and of each probe.
     *
     * @param listener the listener
     * @return this
     */
    public Detection listener(DetectionListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Looks for settings. A Java runtime without the module {@code jdk.naming.dns} can ask no name server: the reason {@code
     * dns-client-missing} says so, and the rest goes on.
     *
     * @return what to propose, and why; after an interrupt or the deadline, what is known so far
     * @throws InvalidInputException every problem of the input, with the field {@code hostname}, of the ports and of the settings
     */
    public Recommendation run() throws InvalidInputException {
        Call call = Call.within(deadline);
        try (NativeSettings base = settings.toNative();
                NativeDetection detection = NativeDetection.create(
                        Texts.wellFormed(input, "hostname"), Texts.wellFormed(ports, "ports"), base)) {
            listener.begun();
            Optional<String> missing = nameServer == null ? Optional.empty() : askNameServer(detection, call);
            probe(detection, call);
            Recommendation found = Recommendation.read(detection.recommendation());
            return missing.map(module -> withoutModule(found, module)).orElse(found);
        } catch (NativeException refusal) {
            throw InvalidInputException.of(refusal);
        } catch (LoneSurrogateException refusal) {
            throw InvalidInputException.of(refusal);
        } catch (FaultException fault) {
            throw new IllegalStateException(fault.getMessage(), fault);
        }
    }

    /** Every question at once, so that a name server that is mute costs one wait. The answer is the module that is missing to ask one. */
    private Optional<String> askNameServer(NativeDetection detection, Call call) {
        List<Lookup> lookups = JsonFields.read(detection.lookups(), json -> json.values("lookups", Lookup::new));
        Optional<String> missing = lookups.isEmpty() ? Optional.empty() : DnsClient.missingModule();
        if (!lookups.isEmpty() && missing.isEmpty()) {
            DnsRecords records = new DnsRecords(nameServer);
            Map<String, DnsRecords.Question> questions = new LinkedHashMap<>();
            lookups.forEach(lookup -> questions.put(lookup.name, records.ask(lookup.type, lookup.name)));
            questions.forEach((name, question) -> detection.addRecords(name, question.await(call)));
        }
        return missing;
    }

    /** What is known without a name server, and that none was asked. */
    private static Recommendation withoutModule(Recommendation found, String module) {
        return found.withFirstReason(
                "dns-client-missing",
                "No name server was asked about the domain: this Java runtime lacks the module " + module
                        + ". Add it to the image (jlink --add-modules " + module + "), or use a complete JDK.");
    }

    private void probe(NativeDetection detection, Call call) {
        Prober prober = new Prober(destinations.toString(), Trust.of(sslContext), verifiesName);
        while (!call.isOver()) {
            Optional<NativeSettings> next = detection.next();
            if (next.isEmpty()) {
                return;
            }
            try (NativeSettings probed = next.get()) {
                listener.probing(JsonFields.read(probed.toJson(), SmtpSettings::proposed));
                prober.probe(probed, detection, call);
            }
            List<Attempt> attempts = Recommendation.read(detection.recommendation()).attempts();
            listener.probed(attempts.get(attempts.size() - 1));
        }
    }

    /** A question for the name server. */
    private static final class Lookup {
        private final String type;
        private final String name;

        private Lookup(JsonFields json) {
            type = json.text("record_type").toUpperCase(Locale.ROOT);
            name = json.text("name");
        }
    }
}
