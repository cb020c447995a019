package org.storkee.drivers.rexray;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.Discovery;
import org.storkee.storage.DriverId;
import org.storkee.storage.PollingDriver;
import org.storkee.storage.Provisioner;

/**
 * Knows the libStorage server, if there is one: only when {@code stork.rexray.endpoint} says where it is, or the driver is
 * named in {@code stork.drivers}. Thread-safe.
 */
@ApplicationScoped
public class RexrayDriver extends PollingDriver {
    private static final String TYPE = "rexray";
    private static final int PRECEDENCE = 50;
    private static final String USUAL = "127.0.0.1:7979";
    private static final int PORT = 7979;
    private static final List<String> ZONES =
            List.of("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone");

    private @Nullable RexrayInstance instance;

    @Inject
    @ConfigProperty(name = "stork.rexray.endpoint")
    Optional<String> endpoint;

    @Inject
    @ConfigProperty(name = "stork.rexray.token-file")
    Optional<String> tokenFile;

    @Inject
    @ConfigProperty(name = "stork.rexray.root-ca")
    Optional<String> rootCa;

    @Inject
    Discovery discovery;

    @Inject
    ClusterCache cache;

    @Resource(lookup = "java:app/concurrent/stork")
    ManagedExecutorService aside;

    @PostConstruct
    void configure() {
        if (endpoint.isPresent() || discovery.named(TYPE)) {
            URI server = url(endpoint.orElse(USUAL));
            LibStorage client = new LibStorage(
                    server,
                    tokenFile.map(Path::of).orElse(null),
                    rootCa.map(Path::of).orElse(null),
                    aside);
            instance = new RexrayInstance(new DriverId(TYPE, server.getAuthority()), client, this::hosts);
        }
    }

    /** As REX-Ray writes it in {@code libstorage.host}, or as anybody else would. */
    static URI url(String text) {
        int scheme = text.indexOf("://");
        String kind = scheme < 0 ? "tcp" : text.substring(0, scheme);
        URI url = null;
        if (List.of("tcp", "http", "https").contains(kind)) {
            try {
                url = URI.create(
                        (kind.equals("https") ? kind : "http") + "://" + text.substring(scheme < 0 ? 0 : scheme + 3));
            } catch (IllegalArgumentException e) {
                url = null;
            }
        }
        if (url == null || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("stork.rexray.endpoint is no address of a libStorage server; write host,"
                    + " host:port, tcp://, http:// or https://, without a user (Unix sockets cannot be used)");
        }
        int port = url.getPort() < 0 ? PORT : url.getPort();
        return URI.create(url.getScheme() + "://" + url.getHost() + ":" + port);
    }

    @PreDestroy
    void close() {
        if (instance != null) {
            instance.close();
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
    protected Collection<RexrayInstance> instances() {
        RexrayInstance one = instance;
        return one == null ? List.of() : List.of(one);
    }

    /** By the flex volume's driver, by the CSI driver, or by what provisioned it. */
    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        PersistentVolumeSpec spec = volume.getSpec();
        String name = spec != null && spec.getFlexVolume() != null
                ? spec.getFlexVolume().getDriver()
                : Provisioner.of(volume);
        return name == null ? null : owner(name);
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        RexrayInstance one = instance;
        boolean family = provisioner.startsWith("rexray/")
                || provisioner.startsWith("com.thecodeteam.")
                || provisioner.equals("libstorage")
                || provisioner.equals("rexray");
        return family && one != null ? one.id() : null;
    }

    /** libStorage's id; people write names, too, where an id is asked for. */
    @Override
    public String volumeKey(PersistentVolume volume) {
        PersistentVolumeSpec spec = volume.getSpec();
        String handle = null;
        if (spec != null && spec.getCsi() != null) {
            handle = spec.getCsi().getVolumeHandle();
        } else if (spec != null
                && spec.getFlexVolume() != null
                && spec.getFlexVolume().getOptions() != null) {
            Map<String, String> options = spec.getFlexVolume().getOptions();
            handle = options.getOrDefault("volumeID", options.get("volumeName"));
        }
        String text = handle == null ? volume.getMetadata().getName() : handle;
        RexrayInstance one = instance;
        return one == null ? text : one.volumeId(text);
    }

    /** The cluster's nodes, which are all the machines there can be. */
    List<RexrayViews.Host> hosts() {
        return cache.nodes().list().stream().map(RexrayDriver::host).toList();
    }

    private static RexrayViews.Host host(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        String zone = null;
        for (String key : ZONES) {
            zone = zone == null && labels != null ? labels.get(key) : zone;
        }
        List<String> others = node.getStatus() == null || node.getStatus().getAddresses() == null
                ? List.of()
                : node.getStatus().getAddresses().stream()
                        .map(NodeAddress::getAddress)
                        .filter(a -> a != null && !a.isEmpty())
                        .toList();
        return new RexrayViews.Host(node.getMetadata().getName(), zone, others);
    }
}
