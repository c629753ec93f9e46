package com.centerscape.smtp.host;

import java.io.IOException;
import java.util.Optional;

/** The program: a small server with the settings dialog and the endpoints behind it ({@code host-example/dialog/api.md}). */
public final class Main {
    private Main() {}

    /**
     * Starts the server, and serves until the process is ended.
     *
     * @param arguments as {@code --help} describes them
     */
    public static void main(String[] arguments) {
        try {
            Options options = Options.parse(arguments);
            if (options.isHelp()) {
                System.out.print(Options.HELP);
            } else {
                serve(options);
            }
        } catch (Options.UsageException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
        } catch (IOException failure) {
            System.err.println("The server cannot start: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void serve(Options options) throws IOException, Options.UsageException {
        SettingsStore store = new SettingsStore(new SettingsFile(options.settings()));
        Guard guard = new Guard(options.token());
        try {
            // A damaged file is told now, not when somebody opens the dialog.
            store.load();
        } catch (SettingsFileException damaged) {
            throw new IOException(options.settings() + ": " + damaged.getMessage(), damaged);
        }
        Optional<TokenSource> tokens = tokens(options);
        Mailers mailers = new Mailers(tokens.map(source -> source),
            hostname -> tokens.map(source -> source.isFor(hostname)).orElse(false), options.destinations());
        TestPolicy policy = new TestPolicy(options.destinations(), options.isRedacted());
        Optional<Site> site = Site.ofJar();
        DialogServer server = DialogServer.start(
            options.address(), guard, site.orElse(Site.none()), store, mailers, policy, System.err::println);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("Listening on " + server.url() + ". The settings are in " + options.settings() + ".");
        System.out.println(site.isPresent()
            ? "The dialog: " + server.url() + "/"
            : "This jar was built without the dialog's page, so there are only the endpoints. To build it with the page:"
                + " cargo xtask dialog && mvn -f host-example/java package");
        // The first look into a keystore takes long, and whoever opens the page would wait for it.
        TrustCommand.template();
    }

    private static Optional<TokenSource> tokens(Options options) throws IOException {
        if (options.oauth().isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> secret = Optional.ofNullable(System.getenv(TokenSource.SECRET_VARIABLE));
            return Optional.of(TokenSource.read(options.oauth().get(), secret, System.err::println));
        } catch (TokenException failure) {
            throw new IOException("OAuth 2: " + failure.getMessage(), failure);
        }
    }
}
