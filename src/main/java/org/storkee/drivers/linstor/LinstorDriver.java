package org.storkee.drivers.linstor;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.Discovery;
import org.storkee.storage.DriverId;
import org.storkee.storage.PollingDriver;
import org.storkee.storage.Provisioner;

/**
 * Knows which LINSTOR clusters there are: those of {@code stork.linstor.controllers}, each called by the CSI driver that
 * provisions from it; without any, the one of this Kubernetes cluster where its operators put it, as soon as there is a
 * CSIDriver object. Thread-safe.
 */
@ApplicationScoped
public class LinstorDriver extends PollingDriver {
    private static final String TYPE = "linstor";
    private static final String CSI_DRIVER = "linstor.csi.linbit.com";
    private static final int PRECEDENCE = 50;
    /** Where Piraeus' and LINBIT's operators have the controller. */
    private static final String USUAL = "linstor-controller.piraeus-datastore,linstor-controller.linbit-sds";

    private final Map<String, LinstorInstance> configured = new LinkedHashMap<>();
    private @Nullable LinstorInstance usual;

    @Inject
    @ConfigProperty(name = "stork.linstor.controllers")
    Optional<String> controllers;

    @Inject
    @ConfigProperty(name = "stork.linstor.username")
    Optional<String> username;

    @Inject
    @ConfigProperty(name = "stork.linstor.password")
    Optional<String> password;

    @Inject
    @ConfigProperty(name = "stork.linstor.token-file")
    Optional<String> tokenFile;

    @Inject
    @ConfigProperty(name = "stork.linstor.user-certificate")
    Optional<String> userCertificate;

    @Inject
    @ConfigProperty(name = "stork.linstor.user-key")
    Optional<String> userKey;

    @Inject
    @ConfigProperty(name = "stork.linstor.root-ca")
    Optional<String> rootCa;

    @Inject
    @ConfigProperty(name = "stork.linstor.credentials-dir")
    Optional<String> credentialsDir;

    @Inject
    @ConfigProperty(name = "stork.topology.rack-labels")
    List<String> rackLabels;

    @Inject
    Discovery discovery;

    @Inject
    ClusterCache cache;

    @Inject
    Clock clock;

    @Resource(lookup = "java:app/concurrent/stork")
    ManagedExecutorService aside;

    @PostConstruct
    void configure() {
        Credentials.Settings settings = new Credentials.Settings(
                username.orElse(""),
                password.orElse(""),
                tokenFile.orElse(""),
                userCertificate.orElse(""),
                userKey.orElse(""),
                rootCa.orElse(""));
        Path directory = credentialsDir.map(Path::of).orElse(null);
        try {
            ControllerUrls.instances(controllers.orElse(""), CSI_DRIVER, settings.tls())
                    .forEach((name, urls) -> configured.put(name, instance(name, urls, settings, directory)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("stork.linstor.controllers: " + e.getMessage(), e);
        }
        if (configured.isEmpty()) {
            usual = instance(CSI_DRIVER, ControllerUrls.parse(USUAL, settings.tls()), settings, directory);
        }
    }

    private LinstorInstance instance(
            String name, List<URI> urls, Credentials.Settings settings, @Nullable Path directory) {
        LinstorClient client = new LinstorClient(urls, new Credentials(settings, directory, name), aside);
        return new LinstorInstance(new DriverId(TYPE, name), client, () -> views(name), clock);
    }

    @PreDestroy
    void close() {
        configured.values().forEach(LinstorInstance::close);
        if (usual != null) {
            usual.close();
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public int precedence() {
        return PRECEDENCE;
    }

    @Override
    protected Collection<LinstorInstance> instances() {
        return present().values();
    }

    private Map<String, LinstorInstance> present() {
        LinstorInstance found = usual;
        if (found == null) {
            return configured;
        }
        boolean wanted = discovery.named(TYPE) || discovery.csiDriver(CSI_DRIVER);
        return wanted ? Map.of(CSI_DRIVER, found) : Map.of();
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        String driver = Provisioner.of(volume);
        return driver == null ? null : owner(driver);
    }

    /**
     * A cluster whose place is only a guess owns nothing until it has answered there: till then a driver that knows less
     * knows more.
     */
    @Override
    public @Nullable DriverId owner(String provisioner) {
        LinstorInstance instance = present().get(provisioner);
        boolean guessed = instance == usual && !discovery.named(TYPE);
        return instance == null || (guessed && !instance.answered()) ? null : instance.id();
    }

    /** The handle is the resource's name, and for a resource with several disks {@code name/number}. */
    @Override
    public String volumeKey(PersistentVolume volume) {
        String handle = volume.getSpec() == null || volume.getSpec().getCsi() == null
                ? null
                : volume.getSpec().getCsi().getVolumeHandle();
        return handle == null ? volume.getMetadata().getName() : handle.replaceFirst("/.*$", "");
    }

    /** What Kubernetes says of the volumes of {@code name}'s cluster. */
    LinstorViews views(String name) {
        Map<String, VolumeClass> classes = new HashMap<>();
        cache.classes().list().forEach(c -> classes.put(c.getMetadata().getName(), VolumeClass.of(c)));
        Set<String> localOnly = new HashSet<>();
        for (PersistentVolume volume : cache.volumes().list()) {
            DriverId owner = owner(volume);
            if (owner != null && owner.instance().equals(name)) {
                String className =
                        volume.getSpec() == null ? null : volume.getSpec().getStorageClassName();
                if (VolumeClass.localOnly(volume, className == null ? null : classes.get(className))) {
                    localOnly.add(volumeKey(volume));
                }
            }
        }
        List<VolumeClass> own = cache.classes().list().stream()
                .filter(c -> name.equals(c.getProvisioner()))
                .map(VolumeClass::of)
                .toList();
        return new LinstorViews(localOnly, own, rackLabels);
    }
}
