package org.storkee.operations.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.storkee.operations.config.Durations;
import org.storkee.operations.config.Setting;
import org.storkee.operations.config.Settings;
import org.storkee.operations.tls.TlsFiles;
import org.storkee.operations.tls.TlsMaterialException;
import org.storkee.operations.tls.TlsStores;

/**
 * Called by {@code bin/stork} before the server. Prints shell lines that set the server's environment on standard output,
 * warnings and the one line of a refusal on standard error.
 *
 * <p>Exit status: 0; 78 for wrong configuration or arguments; 69 for something outside in the way, such as a port in use.
 */
public final class Launcher {
    private static final int HTTPS = 443;

    private static final String EXTENDER_PORT = "stork.extender.port";
    /** Milliseconds a client may stay silent in the middle of a request, during which it holds a thread. */
    private static final long LONGEST_SILENCE = 1000;

    private Launcher() {}

    /** Arguments: the package's directory, the instance's output directory, then the user's flags. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        List<String> words = List.of(arguments);
        int status = run(Path.of(words.get(0)), Path.of(words.get(1)), words.subList(2, words.size()), out);
        out.flush();
        System.exit(status);
    }

    private static int run(Path home, Path instance, List<String> words, PrintStream out) {
        Settings settings = Settings.ofThisBuild();
        for (String word : words) {
            switch (word) {
                case "--help", "-help", "-h" -> {
                    Help.print(settings, out);
                    return 0;
                }
                case "--version", "-version", "-v" -> {
                    out.println("Stork EE " + Launcher.class.getPackage().getImplementationVersion());
                    return 0;
                }
                default -> {}
            }
        }
        try {
            Configuration configuration =
                    Configuration.check(settings, CommandLine.parse(words, settings), StartEnvironment.read());
            boolean json = configuration.get("stork.log.format").equals("json");
            for (String warning : configuration.warnings()) {
                System.err.println(json ? JsonLine.warning(warning) : "stork: warning: " + warning);
            }
            out.print(prepare(settings, configuration, home, instance).toShell());
            return 0;
        } catch (StartRefused refused) {
            System.err.println("stork: " + refused.getMessage());
            return refused.status();
        }
    }

    private static ServerEnvironment prepare(Settings settings, Configuration configuration, Path home, Path instance)
            throws StartRefused {
        Ports.expectFree(configuration, EXTENDER_PORT);
        Ports.expectFree(configuration, "stork.management.port");

        ServerEnvironment environment = new ServerEnvironment();
        for (String name : ServiceLinks.in(System.getenv())) {
            environment.remove(name);
        }
        // Whatever is not the default, so that flags reach the server too.
        for (Setting setting : settings.all()) {
            String value = configuration.get(setting.key());
            if (!value.equals(setting.standard(System.getenv()))) {
                environment.set(setting.variable(), value);
            }
        }
        String password = StorePassword.of(instance);
        // Sessions' keys, which the platform makes even though nothing here logs in; it insists on a password.
        environment.set("ltpa_keys_password", password);
        extender(configuration, home, instance, password, environment);
        admission(configuration, home, instance, password, environment);
        logging(configuration, environment);
        Telemetry.prepare(configuration, home, StartEnvironment.read(), environment);
        AdminCenter.prepare(configuration, home, environment);
        return environment;
    }

    private static void logging(Configuration configuration, ServerEnvironment environment) {
        boolean json = configuration.get("stork.log.format").equals("json");
        if (json) {
            environment.set("WLP_LOGGING_CONSOLE_FORMAT", "json");
        }
        if (configuration.get("stork.log.level").equals("debug")) {
            environment.set("LOG_DETAIL", "*=info:org.storkee.*=fine");
            // As JSON, details are one more source of the console; as text, the console is their file.
            environment.set(json ? "WLP_LOGGING_CONSOLE_SOURCE" : "LOG_DETAIL_FILE", json ? "message,trace" : "stdout");
        }
    }

    /** The extender's port speaks HTTP or HTTPS, never both. */
    private static void extender(
            Configuration configuration, Path home, Path instance, String password, ServerEnvironment environment)
            throws StartRefused {
        String port = configuration.get(EXTENDER_PORT).strip();
        String tls = configuration.get("stork.extender.tls");
        boolean secure = !tls.equals("off");
        environment.set("EXTENDER_HTTP_PORT", secure ? "-1" : port);
        environment.set("EXTENDER_HTTPS_PORT", secure ? port : "-1");
        environment.set("EXTENDER_PORT", port);
        Duration bodyTimeout = Durations.parse(configuration.get("stork.extender.body-timeout"));
        long silence = bodyTimeout == null ? LONGEST_SILENCE : Math.min(bodyTimeout.toMillis(), LONGEST_SILENCE);
        environment.set("EXTENDER_READ_TIMEOUT", silence + "ms");
        if (!secure) {
            return;
        }
        Path stores = instance.resolve("tls");
        boolean mutual = tls.equals("mutual");
        try {
            new TlsStores(stores, password)
                    .writeFrom(new TlsFiles(Path.of(configuration.get("stork.tls.dir")), mutual));
        } catch (TlsMaterialException e) {
            throw new StartRefused(StartRefused.CONFIGURATION, "stork.extender.tls=" + tls + ": " + e.getMessage());
        }
        environment.set("EXTENDER_TLS_PASSWORD", password);
        environment.set("EXTENDER_TLS_STORES", stores.toString());
        environment.set(
                "EXTENDER_TLS_CONFIG",
                home.resolve("optional/extender-" + tls + ".xml").toString());
    }

    /** The webhook's port, with the certificate of a mounted Secret, or one that comes from the API server later. */
    private static void admission(
            Configuration configuration, Path home, Path instance, String password, ServerEnvironment environment)
            throws StartRefused {
        if (!configuration.get("stork.admission").equals("on")) {
            return;
        }
        Ports.expectFree(configuration, "stork.admission.port");
        Path directory = instance.resolve("admission-tls");
        TlsStores stores = new TlsStores(directory, password);
        try {
            if (configuration.get("stork.admission.tls").equals("files")) {
                stores.writeFrom(new TlsFiles(Path.of(configuration.get("stork.admission.tls.dir")), false));
            } else {
                stores.writeEmptyIfAbsent();
            }
        } catch (TlsMaterialException e) {
            throw new StartRefused(StartRefused.CONFIGURATION, "stork.admission.tls: " + e.getMessage());
        }
        environment.set(
                "ADMISSION_PORT", configuration.get("stork.admission.port").strip());
        environment.set("ADMISSION_URL_PORT", Integer.toString(urlPort(configuration.get("stork.admission.url"))));
        environment.set("ADMISSION_TLS_PASSWORD", password);
        environment.set("ADMISSION_TLS_STORES", directory.toString());
        environment.set(
                "ADMISSION_CONFIG", home.resolve("optional/admission.xml").toString());
    }

    /** The port that callers name in the Host header: the URL's, which a proxy may lead to another one of ours. */
    static int urlPort(String url) {
        Matcher named = Pattern.compile("https://.*:(\\d+)/mutate").matcher(url);
        return named.matches() ? Integer.parseInt(named.group(1)) : HTTPS;
    }

    /** For tests: what the process environment would be checked as. */
    static Configuration check(List<String> words, Map<String, String> environment) throws StartRefused {
        Settings settings = Settings.ofThisBuild();
        return Configuration.check(settings, CommandLine.parse(words, settings), environment);
    }
}
