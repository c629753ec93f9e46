package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import com.centerscape.smtp.internal.json.Texts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where a mailer may connect to. Addresses are judged after a name was looked up, and the connection goes to just these. Immutable.
 *
 * <pre>{@code
 * Destinations.publicInternet().withNetworks("10.1.25.0/24").withPorts(25, 465, 587, 2525)
 * }</pre>
 */
public final class Destinations {
    private final String scope;
    private final List<String> networks;
    private final List<Integer> ports;

    private Destinations(String scope, List<String> networks, List<Integer> ports) {
        this.scope = scope;
        this.networks = networks;
        this.ports = ports;
    }

    /**
     * Everywhere.
     *
     * @return the policy
     */
    public static Destinations anywhere() {
        return new Destinations("any", List.of(), List.of());
    }

    /**
     * Where a mail server may stand, this machine and private networks included: neither link-local addresses, nor the metadata
     * services of clouds, nor what is never one server. It is what counts where nothing is said.
     *
     * @return the policy
     */
    public static Destinations mailServers() {
        return new Destinations("mail-servers", List.of(), List.of());
    }

    /**
     * The public Internet: neither this machine, nor private networks, nor any other special range.
     *
     * @return the policy
     */
    public static Destinations publicInternet() {
        return new Destinations("public", List.of(), List.of());
    }

    /**
     * These networks too, such as that of the organisation's own mail server.
     *
     * @param networks each an IP address or a network, such as {@code 10.1.0.0/16}
     * @return the policy
     * @throws IllegalArgumentException half of a surrogate pair stands in one
     */
    public Destinations withNetworks(String... networks) {
        List<String> all = List.of(networks).stream()
                .map(network -> Texts.wellFormed(network, "networks"))
                .collect(Collectors.toUnmodifiableList());
        return new Destinations(scope, all, ports);
    }

    /**
     * These ports only.
     *
     * @param ports 1 to 65535; none for every port
     * @return the policy
     */
    public Destinations withPorts(int... ports) {
        return new Destinations(
                scope, networks, IntStream.of(ports).boxed().collect(Collectors.toUnmodifiableList()));
    }

    /**
     * The policy as JSON.
     *
     * @return {@code {"scope":..,"networks":[..],"ports":[..]}}
     */
    @Override
    public String toString() {
        JsonWriter json = JsonWriter.compact().beginObject();
        json.member("scope", scope).member("networks", networks).member("ports", ports);
        return json.endObject().toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Destinations && toString().equals(other.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
