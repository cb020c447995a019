package org.storkee.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Strip;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.PodVolumes;

/**
 * Finds the root disk of a KubeVirt virtual machine's pod (reference 1.14) from a cache of VirtualMachineInstances.
 * Clusters without KubeVirt cost nothing: the watch starts when its definition is there.
 */
@ApplicationScoped
class VirtualMachines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ResourceDefinitionContext INSTANCES = new ResourceDefinitionContext.Builder()
            .withGroup("kubevirt.io")
            .withVersion("v1")
            .withKind("VirtualMachineInstance")
            .withPlural("virtualmachineinstances")
            .withNamespaced(true)
            .build();

    private volatile @Nullable CachedKind<GenericKubernetesResource> instances;

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    KubernetesClient client;

    /**
     * A root disk and what is going on with its machine.
     *
     * @param places where the disk's replicas are
     * @param migrating another running pod belongs to the same machine
     * @param machine the VirtualMachine that owns it, or null if there is none
     */
    record RootDisk(
            VolumePlaces places,
            boolean migrating,
            @Nullable ObjectReference machine) {}

    /** Begins to watch once KubeVirt is installed; called by the timer until it is, off the request path. */
    void watchIfPresent() {
        if (instances == null
                && client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName("virtualmachineinstances.kubevirt.io")
                                .get()
                        != null) {
            instances = cache.watch(
                    client.genericKubernetesResources(INSTANCES).inAnyNamespace(),
                    "virtualmachineinstances",
                    Strip::managedFields);
        }
    }

    /** The root disk of {@code pod}'s machine, or null when any step to it fails: then the pod is an ordinary one. */
    @Nullable
    RootDisk rootDisk(PodCase pod) {
        OwnerReference owner = owner(pod.pod().getMetadata().getOwnerReferences(), "VirtualMachineInstance");
        CachedKind<GenericKubernetesResource> known = instances;
        String namespace = pod.pod().getMetadata().getNamespace();
        if (owner == null || known == null || namespace == null) {
            return null;
        }
        GenericKubernetesResource machine = known.get(namespace, owner.getName());
        if (machine == null) {
            return null;
        }
        String claim = rootClaim(JSON.valueToTree(machine.getAdditionalProperties()));
        VolumePlaces places = claim == null ? null : places(namespace, claim, pod);
        return places == null ? null : new RootDisk(places, migrating(pod.pod(), owner), reference(machine));
    }

    /** Disk with {@code bootOrder} 1, else the first one backed by a claim or a data volume. */
    static @Nullable String rootClaim(JsonNode machine) {
        String first = null;
        for (JsonNode disk : machine.at("/spec/domain/devices/disks")) {
            String claim = claim(machine.at("/spec/volumes"), disk.path("name").asText());
            if (claim != null && disk.path("bootOrder").asInt(0) == 1) {
                return claim;
            }
            first = first == null ? claim : first;
        }
        return first;
    }

    private static @Nullable String claim(JsonNode volumes, String name) {
        for (JsonNode volume : volumes) {
            if (volume.path("name").asText().equals(name)) {
                String claim = volume.at("/dataVolume/name").asText("");
                claim = claim.isEmpty()
                        ? volume.at("/persistentVolumeClaim/claimName").asText("")
                        : claim;
                return claim.isEmpty() ? null : claim;
            }
        }
        return null;
    }

    private @Nullable VolumePlaces places(String namespace, String claim, PodCase pod) {
        PersistentVolumeClaim known = cache.claim(namespace, claim);
        if (known == null) {
            return null;
        }
        Pod alone = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("root-disk")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec()
                .build();
        PodVolumes root = PodVolumes.of(alone, cache, drivers, pod.topology());
        List<VolumePlaces> places = VolumePlaces.of(root, pod.topology(), pod.blind());
        return places.size() == 1 && places.get(0).volume().hasReplicas() ? places.get(0) : null;
    }

    private boolean migrating(Pod pod, OwnerReference machine) {
        return cache.podsOwnedBy(machine.getUid()).stream()
                .anyMatch(other ->
                        !other.getMetadata().getName().equals(pod.getMetadata().getName())
                                && PodTraits.of(other).virtLauncher()
                                && other.getStatus() != null
                                && "Running".equals(other.getStatus().getPhase()));
    }

    private static @Nullable ObjectReference reference(GenericKubernetesResource machine) {
        OwnerReference owner = owner(machine.getMetadata().getOwnerReferences(), "VirtualMachine");
        return owner == null
                ? null
                : new ObjectReferenceBuilder()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withNamespace(machine.getMetadata().getNamespace())
                        .withName(owner.getName())
                        .withUid(owner.getUid())
                        .build();
    }

    private static @Nullable OwnerReference owner(@Nullable List<OwnerReference> owners, String kind) {
        return owners == null
                ? null
                : owners.stream()
                        .filter(o -> kind.equals(o.getKind()) && o.getName() != null && o.getUid() != null)
                        .findFirst()
                        .orElse(null);
    }
}
