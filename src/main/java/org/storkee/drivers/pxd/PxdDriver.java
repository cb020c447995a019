package org.storkee.drivers.pxd;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.Discovery;
import org.storkee.storage.DriverId;
import org.storkee.storage.PodPatch;
import org.storkee.storage.PodPatchCapability;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.PollingDriver;
import org.storkee.storage.ViewSink;

/**
 * Portworx, polled: one instance per address in {@code stork.pxd.endpoint}, or one for Portworx's Service. With
 * {@code stork.drivers=auto} it stays away until something says that Portworx is here: a setting, its CSIDriver, a
 * PersistentVolume of it, or a StorageClass of its in-tree provisioner. Thread-safe.
 */
@ApplicationScoped
public class PxdDriver extends PollingDriver implements PodPatchCapability {
    private static final String TYPE = "pxd";
    private static final Pattern SCHEME_AND_PATH = Pattern.compile("^\\w+://|(?<![:/])/.*$");

    private List<PxdCluster> clusters = List.of();
    private StatfsLibrary statfs = new StatfsLibrary(Path.of("/px_statfs.so"));
    private boolean wanted;
    /** Kinds and names of the objects that are Portworx's; none of them, and it is gone. */
    private final Set<String> signs = ConcurrentHashMap.newKeySet();

    @Inject
    Config config;

    @Inject
    ClusterCache cache;

    @Inject
    KubernetesClient client;

    @Inject
    Clock clock;

    @Inject
    Discovery discovery;

    @Resource(lookup = "java:app/concurrent/stork")
    ManagedExecutorService background;

    @PostConstruct
    void configure() {
        configure(PxdSettings.read(key -> config.getOptionalValue(key, String.class)));
        statfs = new StatfsLibrary(Path.of(config.getValue("stork.pxd.statfs-library", String.class)));
    }

    void configure(PxdSettings settings) {
        wanted = settings.given() || discovery.named(TYPE);
        Gateways gateways = new Gateways(client, settings);
        SdkTokens tokens = new SdkTokens(settings.secret(), settings.issuer(), clock);
        List<PxdCluster> all = new ArrayList<>();
        for (String endpoint : settings.endpoints()) {
            DriverId id = new DriverId(TYPE, SCHEME_AND_PATH.matcher(endpoint).replaceAll(""));
            all.add(new PxdCluster(id, endpoint, gateways, tokens, background, this::claimed));
        }
        if (all.isEmpty()) {
            DriverId id = new DriverId(TYPE, settings.namespace() + "/" + settings.service());
            all.add(new PxdCluster(id, null, gateways, tokens, background, this::claimed));
        }
        clusters = List.copyOf(all);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public int precedence() {
        return 50;
    }

    @Override
    public void start(ViewSink sink) {
        cache.volumes().onChange(volume -> sign(volume, PxdOwnership.owns(volume)), volume -> sign(volume, false));
        cache.classes()
                .onChange(one -> sign(one, PxdOwnership.IN_TREE.equals(one.getProvisioner())), one -> sign(one, false));
        super.start(sink);
    }

    void sign(HasMetadata object, boolean portworx) {
        String name = object.getKind() + " " + object.getMetadata().getName();
        if (portworx) {
            signs.add(name);
        } else {
            signs.remove(name);
        }
    }

    @Override
    public void stop() {
        super.stop();
        clusters.forEach(PxdCluster::close);
    }

    @Override
    protected Collection<? extends PolledInstance> instances() {
        return wanted || !signs.isEmpty() || discovery.csiDriver(PxdOwnership.CSI_DRIVER) ? clusters : List.of();
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        return PxdOwnership.owns(volume) ? found(cluster(PxdOwnership.handle(volume))) : null;
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        return PxdOwnership.owns(provisioner) ? found(clusters.getFirst()) : null;
    }

    /**
     * A cluster whose place is only a guess owns nothing until it has answered there: till then a driver that knows less
     * knows more.
     */
    private @Nullable DriverId found(PxdCluster cluster) {
        return wanted || (!instances().isEmpty() && cluster.answered()) ? cluster.id() : null;
    }

    @Override
    public String volumeKey(PersistentVolume volume) {
        String handle = PxdOwnership.handle(volume);
        return cluster(handle).key(handle);
    }

    @Override
    public void lookUp(DriverId driver, String volumeKey) {
        for (PxdCluster cluster : clusters) {
            if (cluster.id().equals(driver)) {
                cluster.ask(volumeKey);
            }
        }
        super.lookUp(driver, volumeKey);
    }

    @Override
    public @Nullable PodPatch patch(Pod pod, String namespace) {
        if (!VirtLauncherPatch.concerns(pod)) {
            return null;
        }
        ConfigMap library = statfs.in(namespace);
        return library == null ? null : VirtLauncherPatch.of(pod, library);
    }

    /** The cluster that shows the volume; the first one while none does. */
    private PxdCluster cluster(String handle) {
        for (PxdCluster cluster : clusters) {
            if (cluster.has(handle)) {
                return cluster;
            }
        }
        return clusters.getFirst();
    }

    private List<PxdCluster.Claimed> claimed() {
        return cache.volumes().list().stream()
                .filter(PxdOwnership::owns)
                .map(volume -> {
                    ObjectReference claim =
                            volume.getSpec() == null ? null : volume.getSpec().getClaimRef();
                    String namespace = claim == null || claim.getNamespace() == null ? "" : claim.getNamespace();
                    return new PxdCluster.Claimed(namespace, PxdOwnership.handle(volume));
                })
                .toList();
    }
}
