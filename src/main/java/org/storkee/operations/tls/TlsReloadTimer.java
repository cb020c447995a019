package org.storkee.operations.tls;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes the stores anew when the PEM files change; the server notices a changed store by itself. Files that cannot be
 * used leave the stores as they are, with one warning per change: half a rotation must not end HTTPS.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TlsReloadTimer {
    private static final Logger LOG = System.getLogger(TlsReloadTimer.class.getName());
    private static final long PERIOD_MILLIS = 10_000;

    @Resource
    TimerService timers;

    @Inject
    @ConfigProperty(name = "stork.extender.tls")
    String mode;

    @Inject
    @ConfigProperty(name = "stork.tls.dir")
    String directory;

    /** Set by the launcher, as is the password; absent when the server was started some other way. */
    @Inject
    @ConfigProperty(name = "extender.tls.stores")
    Optional<String> stores;

    @Inject
    @ConfigProperty(name = "extender.tls.password")
    Optional<String> password;

    @Inject
    @ConfigProperty(name = "stork.admission.tls")
    String admissionTls;

    @Inject
    @ConfigProperty(name = "stork.admission.tls.dir")
    String admissionDirectory;

    @Inject
    @ConfigProperty(name = "admission.tls.stores")
    Optional<String> admissionStores;

    @Inject
    @ConfigProperty(name = "admission.tls.password")
    Optional<String> admissionPassword;

    @Inject
    @ConfigProperty(name = "stork.host")
    String host;

    @Inject
    @ConfigProperty(name = "stork.extender.port")
    int extenderPort;

    @Inject
    @ConfigProperty(name = "stork.admission.port")
    int admissionPort;

    @Inject
    Clock clock;

    /** By the directory of the PEM files. */
    private final Map<String, TlsReload> reloads = new LinkedHashMap<>();

    @PostConstruct
    void start() {
        if (!mode.equals("off")) {
            watch(directory, mode.equals("mutual"), stores, password, extenderPort);
        }
        if (admissionTls.equals("files")) {
            watch(admissionDirectory, false, admissionStores, admissionPassword, admissionPort);
        }
        if (!reloads.isEmpty()) {
            timers.createIntervalTimer(PERIOD_MILLIS, PERIOD_MILLIS, new TimerConfig("tls-reload", false));
        }
    }

    private void watch(String files, boolean mutual, Optional<String> stores, Optional<String> password, int port) {
        if (stores.isPresent() && password.isPresent()) {
            reloads.put(
                    files,
                    new TlsReload(
                            new TlsFiles(Path.of(files), mutual),
                            new TlsStores(Path.of(stores.get()), password.get()),
                            host,
                            port));
        }
    }

    @Timeout
    void look() {
        reloads.forEach(this::look);
    }

    private void look(String directory, TlsReload reload) {
        try {
            if (reload.reloadIfChanged()) {
                LOG.log(Level.INFO, "The certificate in {0} changed; HTTPS uses the new one.", directory);
            }
            reload.awaitServed(clock.instant());
        } catch (TlsMaterialException e) {
            LOG.log(Level.WARNING, "HTTPS keeps its old certificate: {0}", e.getMessage());
        } catch (RuntimeException e) {
            // A timer whose callback throws falls silent until its retry.
            LOG.log(Level.WARNING, "HTTPS keeps its old certificate", e);
        }
    }
}
