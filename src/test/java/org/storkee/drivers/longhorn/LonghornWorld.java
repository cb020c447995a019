package org.storkee.drivers.longhorn;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;

/** Longhorn's objects in one namespace of a cluster, as Longhorn would write them. */
public final class LonghornWorld implements AutoCloseable {
    private static final long DISK = 100L << 30;
    private static final String THEN = "2026-01-01T00:00:00Z";
    private static final PatchContext STATUS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("longhorn")
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final String namespace;

    /** In a namespace that is made unless it is there. Longhorn's definitions must be installed. */
    public LonghornWorld(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        removeAll();
    }

    /** A machine with one disk of 100 GiB, in the state that makes {@code state}; zone and region may be empty. */
    public void machine(String name, NodeState state, String zone, String region) {
        write(node(namespace, name, state, zone, region));
    }

    /** Removes a machine. */
    public void removeMachine(String name) {
        client.resources(LonghornNode.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    /**
     * A volume and its replicas.
     *
     * @param spec access mode and locality
     * @param replicas machine to state
     * @param attachedOn a machine, or empty
     */
    public void volume(String name, LonghornVolume.Spec spec, Map<String, ReplicaState> replicas, String attachedOn) {
        List<HasMetadata> parts = parts(namespace, name, replicas, attachedOn);
        List<String> names = parts.stream().map(p -> p.getMetadata().getName()).toList();
        client
                .resources(LonghornReplica.class)
                .inNamespace(namespace)
                .withLabel("longhornvolume", name)
                .list()
                .getItems()
                .stream()
                .filter(r -> !names.contains(r.getMetadata().getName()))
                .forEach(r -> client.resource(r).delete());
        parts.forEach(this::write);
        write(volume(namespace, name, spec, attachedOn));
    }

    /** Removes a volume with all that belongs to it. */
    public void removeVolume(String name) {
        client.resources(LonghornReplica.class)
                .inNamespace(namespace)
                .withLabel("longhornvolume", name)
                .delete();
        client.resources(LonghornEngine.class)
                .inNamespace(namespace)
                .withLabel("longhornvolume", name)
                .delete();
        client.resources(LonghornVolume.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    /** How far disks may be over-provisioned. */
    public void overProvisioning(String percent) {
        LonghornSetting setting = named(new LonghornSetting(), namespace, LonghornSetting.OVER_PROVISIONING);
        setting.setValue(percent);
        client.resource(setting).forceConflicts().serverSideApply();
    }

    /** Removes everything but the namespace. */
    public void removeAll() {
        for (Class<? extends HasMetadata> kind : List.of(
                LonghornReplica.class,
                LonghornEngine.class,
                LonghornVolume.class,
                LonghornNode.class,
                LonghornSetting.class)) {
            client.resources(kind).inNamespace(namespace).delete();
        }
    }

    @Override
    public void close() {
        removeAll();
    }

    /** Writes spec and status, as two, since status is a subresource. */
    <T extends HasMetadata> void write(T object) {
        client.resource(object).fieldManager("longhorn").forceConflicts().serverSideApply();
        client.resource(object).subresource("status").patch(STATUS, object);
    }

    static LonghornNode node(String namespace, String name, NodeState state, String zone, String region) {
        Condition ready = switch (state) {
            case ONLINE, STORAGE_DOWN -> new Condition("Ready", "True", "", "Node " + name + " is ready");
            case DEGRADED -> new Condition("Ready", "False", "KubernetesNodePressure", "disk pressure");
            case UNREACHABLE -> new Condition("Ready", "False", "ManagerPodDown", "manager is not running");
            case OFFLINE -> throw new IllegalArgumentException("Longhorn never says so");
        };
        String disk = state == NodeState.ONLINE ? "True" : "False";
        LonghornNode node = named(new LonghornNode(), namespace, name);
        node.setSpec(new LonghornNode.Spec(
                true, false, Map.of("disk-1", new LonghornNode.Disk(true, false, 0L, "filesystem"))));
        node.setStatus(new LonghornNode.Status(
                List.of(ready, new Condition("Schedulable", "True", "", "")),
                Map.of(
                        "disk-1",
                        new LonghornNode.DiskStatus(
                                List.of(
                                        new Condition("Ready", disk, "", ""),
                                        new Condition("Schedulable", disk, "", "")),
                                DISK,
                                0L)),
                zone,
                region));
        return node;
    }

    static LonghornVolume volume(String namespace, String name, LonghornVolume.Spec spec, String attachedOn) {
        LonghornVolume volume = named(new LonghornVolume(), namespace, name);
        volume.setSpec(spec);
        volume.setStatus(new LonghornVolume.Status(attachedOn, null));
        return volume;
    }

    /** A volume's replicas, and its engine when it is attached. */
    static List<HasMetadata> parts(
            String namespace, String volume, Map<String, ReplicaState> replicas, String attachedOn) {
        List<HasMetadata> parts = new ArrayList<>();
        Map<String, String> modes = new TreeMap<>();
        replicas.forEach((machine, state) -> {
            LonghornReplica replica = of(named(new LonghornReplica(), namespace, volume + "-r-" + machine), volume);
            replica.setSpec(new LonghornReplica.Spec(
                    volume,
                    machine,
                    true,
                    state == ReplicaState.FAILED ? THEN : "",
                    state == ReplicaState.SYNCING ? "" : THEN));
            parts.add(replica);
            modes.put(
                    replica.getMetadata().getName(),
                    switch (state) {
                        case UP_TO_DATE -> "RW";
                        case SYNCING -> "WO";
                        case FAILED -> "ERR";
                    });
        });
        LonghornEngine engine = of(named(new LonghornEngine(), namespace, volume + "-e-0"), volume);
        engine.setSpec(new LonghornEngine.Spec(volume, true));
        engine.setStatus(
                attachedOn.isEmpty()
                        ? new LonghornEngine.Status("stopped", Map.of())
                        : new LonghornEngine.Status("running", modes));
        parts.add(engine);
        return parts;
    }

    private static <T extends HasMetadata> T of(T object, String volume) {
        object.getMetadata().setLabels(Map.of("longhornvolume", volume));
        return object;
    }

    private static <T extends HasMetadata> T named(T object, String namespace, String name) {
        object.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        return object;
    }
}
