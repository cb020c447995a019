package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What Stork knows of the cluster: nodes, pods, claims, volumes and classes, and whatever kinds drivers and features
 * add with {@link #watch}. All reads are from memory. It is ready once every kind of its own has been listed, and stays
 * usable while the API server is away.
 */
@ApplicationScoped
public class ClusterCache implements Claims, Readiness {
    private static final String BY_OWNER = "owner";
    private static final String BY_NODE = "node";

    private CachedKind<Pod> pods;
    private CachedKind<Node> nodes;
    private CachedKind<PersistentVolumeClaim> claims;
    private CachedKind<PersistentVolume> volumes;
    private CachedKind<StorageClass> classes;
    private List<CachedKind<?>> own;
    private @Nullable CachedKind<VolumeAttachment> attachments;
    private final List<CachedKind<?>> added = new CopyOnWriteArrayList<>();

    @Inject
    KubernetesClient client;

    @Inject
    ApiServer apiServer;

    @PostConstruct
    void prepare() {
        pods = new CachedKind<>(
                client.pods().inAnyNamespace(),
                "pods",
                Strip::pod,
                Map.of(BY_OWNER, ClusterCache::ownersOf, BY_NODE, ClusterCache::nodeOf));
        nodes = new CachedKind<>(client.nodes(), "nodes", Strip::node, Map.of());
        claims = new CachedKind<>(
                client.persistentVolumeClaims().inAnyNamespace(), "persistentvolumeclaims", Strip::claim, Map.of());
        volumes = new CachedKind<>(client.persistentVolumes(), "persistentvolumes", Strip::volume, Map.of());
        classes = new CachedKind<>(
                client.storage().v1().storageClasses(), "storageclasses", Strip::managedFields, Map.of());
        own = List.of(pods, nodes, claims, volumes, classes);
    }

    /** Begins to list and watch. Called once, at start. */
    void start() {
        own.forEach(CachedKind::start);
    }

    /** Ends all watches; called once, at shutdown. */
    void stop() {
        BoundedStop.run("ending the watches", () -> {
            own.forEach(CachedKind::stop);
            added.forEach(CachedKind::stop);
        });
    }

    /**
     * Caches one more kind, in all namespaces, from now on. A kind the API server does not know is asked for again and
     * again; until it appears the cache is empty and not synced.
     *
     * @param strip may change the object it is given; what it returns is stored
     */
    public <T extends HasMetadata> CachedKind<T> watch(Class<T> kind, UnaryOperator<T> strip) {
        return watch(client.resources(kind).inAnyNamespace(), kind.getSimpleName(), strip);
    }

    /** VolumeAttachments, watched from the first call on; the right to read them comes with whoever calls this. */
    public synchronized CachedKind<VolumeAttachment> attachments() {
        CachedKind<VolumeAttachment> watched = attachments;
        if (watched == null) {
            watched = begin(new CachedKind<>(
                    client.storage().v1().volumeAttachments(),
                    "volumeattachments",
                    Strip::managedFields,
                    Map.of(BY_NODE, a -> List.of(a.getSpec().getNodeName()))));
            attachments = watched;
        }
        return watched;
    }

    /** The attachments on the node of this name. */
    public List<VolumeAttachment> attachmentsOn(String node) {
        return attachments().byIndex(BY_NODE, node);
    }

    /** The same for a source that already says what to list: one namespace, one label, a kind without a class. */
    public <T extends HasMetadata> CachedKind<T> watch(Informable<T> source, String name, UnaryOperator<T> strip) {
        return begin(new CachedKind<>(source, name, strip, Map.of()));
    }

    private <T extends HasMetadata> CachedKind<T> begin(CachedKind<T> kind) {
        added.add(kind);
        kind.start();
        return kind;
    }

    /** Pods, stripped to what {@link Strip} keeps. */
    public CachedKind<Pod> pods() {
        return pods;
    }

    /** Nodes: metadata, addresses and whether they are ready. */
    public CachedKind<Node> nodes() {
        return nodes;
    }

    /** PersistentVolumeClaims. */
    public CachedKind<PersistentVolumeClaim> claims() {
        return claims;
    }

    /** PersistentVolumes. */
    public CachedKind<PersistentVolume> volumes() {
        return volumes;
    }

    /** StorageClasses. */
    public CachedKind<StorageClass> classes() {
        return classes;
    }

    /** Pods with the object of this UID among their owners. */
    public List<Pod> podsOwnedBy(String uid) {
        return pods.byIndex(BY_OWNER, uid);
    }

    /** Pods that are bound to the node of this name, finished ones included. */
    public List<Pod> podsOn(String node) {
        return pods.byIndex(BY_NODE, node);
    }

    @Override
    public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
        return claims.get(namespace, name);
    }

    @Override
    public @Nullable PersistentVolume volume(String name) {
        return volumes.get("", name);
    }

    @Override
    public @Nullable StorageClass storageClass(String name) {
        return classes.get("", name);
    }

    @Override
    public String name() {
        return "cluster-cache";
    }

    @Override
    public boolean ready() {
        return own.stream().allMatch(CachedKind::synced);
    }

    @Override
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("apiServer", apiServer.reachable() ? "reachable" : "unreachable");
        data.put("apiServerUnreachableSeconds", apiServer.unreachableSeconds());
        data.put("watching", own.stream().allMatch(CachedKind::watching));
        return data;
    }

    private static List<String> ownersOf(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .toList();
    }

    private static List<String> nodeOf(Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        return node == null || node.isEmpty() ? List.of() : List.of(node);
    }
}
