package com.centerscape.smtp.host;

import com.centerscape.smtp.Destinations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** What the command line says. */
final class Options {
    /** The name of this program, and of its jar. */
    static final String PROGRAM = "centerscape-smtp-host";
    /** The version of this program: the one of pom.xml. */
    static final String VERSION = "0.1.0";

    private static final String JAR = PROGRAM + "-" + VERSION + ".jar";

    static final String HELP = String.join("\n",
        "Serves the settings dialog: a page for a browser, and the endpoints behind it (host-example/dialog/api.md).",
        "",
        "  java -jar " + JAR + " [--listen ADDRESS:PORT] [--settings FILE]",
        "      [--token-file FILE] [--oauth FILE] [--destinations SCOPE] [--redacted]",
        "",
        "  --listen ADDRESS:PORT   where to listen; default 127.0.0.1:8025. Port 0 takes a free one.",
        "                          An address that is not a loopback address needs --token-file.",
        "  --settings FILE         where the settings are kept, the password included; default smtp-settings.json.",
        "                          It is made on the first save, for its owner only.",
        "  --token-file FILE       a file with one line of at least 32 characters. Every request but for the page's files must then carry it:",
        "                          Authorization: Bearer <token>",
        "  --oauth FILE            obtain the tokens for the login oauth2 as this file says (docs/oauth2.md). A client secret",
        "                          comes from the environment variable " + TokenSource.SECRET_VARIABLE + ".",
        "  --destinations SCOPE    where tests and mails may connect to: any; mail-servers, which leaves out link-local addresses",
        "                          and the metadata services of clouds (default); public, which leaves the Internet's addresses.",
        "  --redacted              the dialog is for more people than administrators: reports tell nothing of the network.",
        "  --help                  this text",
        "",
        "Examples:",
        "  java -jar " + JAR,
        "  java -jar " + JAR + " --listen [::1]:9000 --settings /etc/centerscape/smtp.json",
        "  (umask 077; openssl rand -hex 32 > token)",
        "  java -jar " + JAR + " --listen 10.0.0.5:8025 --token-file token",
        "",
        "  curl http://127.0.0.1:8025/api/settings",
        "  curl -H 'Content-Type: application/json' -H 'Centerscape-Dialog: 1' -d '{\"hostname\":\"\"}' \\",
        "      http://127.0.0.1:8025/api/settings/validate",
        "",
        "The connection is plain HTTP. Put a proxy with TLS in front of any address that is not this machine's own.",
        "Exit status: 1 where the server cannot start, 2 for a wrong command line.",
        "");

    private static final int SHORTEST_TOKEN = 32;

    private String listen = "127.0.0.1:8025";
    private Path settings = Path.of("smtp-settings.json");
    private Path tokenFile;
    private Path oauth;
    private Destinations destinations = Destinations.mailServers();
    private boolean redacted;
    private boolean help;

    private Options() {}

    static Options parse(String[] arguments) throws UsageException {
        Options options = new Options();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            if (name.equals("--help") || name.equals("-h")) {
                options.help = true;
                return options;
            }
            if (name.equals("--redacted")) {
                options.redacted = true;
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new UsageException("There is no option " + name + " without a value. Try --help.");
            }
            options.set(name, arguments[++i]);
        }
        return options;
    }

    private void set(String name, String value) throws UsageException {
        switch (name) {
            case "--listen":
                listen = value;
                break;
            case "--settings":
                settings = Path.of(value);
                break;
            case "--token-file":
                tokenFile = Path.of(value);
                break;
            case "--oauth":
                oauth = Path.of(value);
                break;
            case "--destinations":
                destinations = scope(value);
                break;
            default:
                throw new UsageException("There is no option " + name + ". Try --help.");
        }
    }

    private static Destinations scope(String name) throws UsageException {
        switch (name) {
            case "any":
                return Destinations.anywhere();
            case "mail-servers":
                return Destinations.mailServers();
            case "public":
                return Destinations.publicInternet();
            default:
                throw new UsageException("--destinations takes any, mail-servers or public.");
        }
    }

    boolean isHelp() {
        return help;
    }

    Destinations destinations() {
        return destinations;
    }

    boolean isRedacted() {
        return redacted;
    }

    Path settings() {
        return settings;
    }

    /** Where to listen: a loopback address, or any where there is a token. */
    InetSocketAddress address() throws UsageException {
        int colon = listen.lastIndexOf(':');
        if (colon < 1) {
            throw new UsageException("--listen takes ADDRESS:PORT, such as 127.0.0.1:8025 or [::1]:8025.");
        }
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(
                InetAddress.getByName(listen.substring(0, colon)), Integer.parseInt(listen.substring(colon + 1)));
        } catch (UnknownHostException | IllegalArgumentException wrong) {
            throw new UsageException("--listen takes an address of this machine and a port from 0 to 65535.");
        }
        if (!address.getAddress().isLoopbackAddress() && tokenFile == null) {
            throw new UsageException("Other machines can reach this address: it needs --token-file. See --help.");
        }
        return address;
    }

    /** What every request must carry. */
    Optional<String> token() throws UsageException, IOException {
        if (tokenFile == null) {
            return Optional.empty();
        }
        if (SettingsFile.isExposed(tokenFile)) {
            throw new UsageException(tokenFile + ": others can read it. Run: chmod 600 " + tokenFile);
        }
        String token = new String(SettingsFile.bytes(tokenFile), StandardCharsets.UTF_8).strip();
        if (token.length() < SHORTEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UsageException(tokenFile + ": it takes one line of at least 32 ASCII characters without spaces."
                + " Run: (umask 077; openssl rand -hex 32 > " + tokenFile + ")");
        }
        return Optional.of(token);
    }

    /** How tokens for mail servers are obtained. */
    Optional<Path> oauth() {
        return Optional.ofNullable(oauth);
    }

    /** A command line that cannot be followed; its message says why. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }
}
