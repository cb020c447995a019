package org.storkee.testing.simulator;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.storkee.api.VolumeReplicas;

/**
 * Turns one claim into a volume, or says why not: what external-provisioner and the driver behind it do.
 *
 * <p>{@link #provision} is called by one thread, so room is given out in the order of the claims; the calls that follow
 * run side by side. A claim is in at most one of three states here: under way, made, or refused at a version of the
 * object, which is not looked at again until the object changes or a back-off has passed.
 */
final class ClaimProvisioner {
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final List<String> PROVISIONER_KEYS =
            List.of("volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner");
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 5;

    private record Refusal(String version, int times) {}

    private final KubernetesClient client;
    private final StorageObjects objects;
    private final StoragePool pool;
    private final NodePublisher publisher;
    private final ApiCalls calls;
    private final Function<String, StorageClass> classes;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger failed = new AtomicInteger();

    /** {@code classes} answers a StorageClass by name, or null when there is none. */
    ClaimProvisioner(
            KubernetesClient client,
            StorageObjects objects,
            StoragePool pool,
            NodePublisher publisher,
            ApiCalls calls,
            Function<String, StorageClass> classes) {
        this.client = client;
        this.objects = objects;
        this.pool = pool;
        this.publisher = publisher;
        this.calls = calls;
        this.classes = classes;
    }

    /** How often a claim was refused so far; every attempt counts. */
    int failed() {
        return failed.get();
    }

    /** Name of the volume made for a claim. */
    static String volumeOf(HasMetadata claim) {
        return "pvc-" + claim.getMetadata().getUid();
    }

    /** Looks at a claim and does what is due; {@code again} is called when it should be looked at once more. */
    void provision(PersistentVolumeClaim claim, Runnable again) {
        StorageClass storageClass = dueClass(claim);
        if (storageClass == null) {
            return;
        }
        String uid = claim.getMetadata().getUid();
        Refusal before = refusals.get(uid);
        if (before != null && before.version().equals(claim.getMetadata().getResourceVersion()) || !underWay.add(uid)) {
            return;
        }
        boolean waits = "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode());
        Map<String, String> parameters = storageClass.getParameters() == null ? Map.of() : storageClass.getParameters();
        switch (allocate(claim, parameters, waits)) {
            case Allocation.Placed placed ->
                calls.submit("make volume " + volumeOf(claim), () -> make(claim, placed.nodes(), parameters))
                        .exceptionally(failure -> giveUp(claim, placed.nodes()));
            case Allocation.Refused refused -> {
                failed.incrementAndGet();
                int times = before == null ? 0 : before.times() + 1;
                refusals.put(uid, new Refusal(claim.getMetadata().getResourceVersion(), times));
                calls.submit("refuse claim " + uid, () -> refuse(claim, refused.reason(), waits))
                        .whenComplete((ok, failure) -> {
                            underWay.remove(uid);
                            later(times, () -> {
                                refusals.computeIfPresent(uid, (key, last) -> new Refusal("", last.times()));
                                again.run();
                            });
                            again.run();
                        });
            }
        }
    }

    /** Forgets a claim that is gone. */
    void forget(PersistentVolumeClaim claim) {
        underWay.remove(claim.getMetadata().getUid());
        refusals.remove(claim.getMetadata().getUid());
    }

    private Allocation allocate(PersistentVolumeClaim claim, Map<String, String> parameters, boolean waits) {
        String replicas = parameters.getOrDefault("replicas", "1");
        if (!replicas.matches("[1-9][0-9]?")) {
            return new Allocation.Refused("parameter replicas is '" + replicas + "', not a number from 1 to 99");
        }
        long bytes = StorageObjects.bytes(StorageObjects.requested(claim));
        String selected = waits ? annotation(claim, SELECTED_NODE) : null;
        return pool.allocate(volumeOf(claim), bytes, Integer.parseInt(replicas), selected);
    }

    /** The claim's class when a volume is due for it, else null. */
    private StorageClass dueClass(PersistentVolumeClaim claim) {
        String className = claim.getSpec().getStorageClassName();
        boolean ours =
                PROVISIONER_KEYS.stream().anyMatch(key -> objects.driver().equals(annotation(claim, key)));
        if (!ours
                || className == null
                || claim.getSpec().getVolumeName() != null
                || claim.getMetadata().getDeletionTimestamp() != null) {
            return null;
        }
        StorageClass storageClass = classes.apply(className);
        boolean undecided = storageClass != null
                && "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode())
                && annotation(claim, SELECTED_NODE) == null;
        return undecided ? null : storageClass;
    }

    private void make(PersistentVolumeClaim claim, List<String> nodes, Map<String, String> parameters) {
        publisher.settle(nodes);
        String volume = volumeOf(claim);
        create(objects.replicas(volume, nodes, parameters));
        create(objects.volume(volume, claim));
        publisher.roomChanged(nodes);
        tell(claim, "Normal", "ProvisioningSucceeded", "Successfully provisioned volume " + volume);
    }

    /** The API server refused an object for good: the volume is taken back. */
    private Void giveUp(PersistentVolumeClaim claim, List<String> nodes) {
        pool.release(volumeOf(claim));
        calls.submit("take back " + volumeOf(claim), () -> {
            client.resources(VolumeReplicas.class).withName(volumeOf(claim)).delete();
            publisher.roomChanged(nodes);
        });
        return null;
    }

    private void refuse(PersistentVolumeClaim claim, String reason, boolean waits) {
        tell(claim, "Warning", "ProvisioningFailed", "failed to provision volume: " + reason);
        if (!waits) {
            return;
        }
        // The version makes this an update of what was judged: a node selected meanwhile stays.
        String patch = "{\"metadata\":{\"resourceVersion\":\"%s\",\"annotations\":{\"%s\":null}}}"
                .formatted(claim.getMetadata().getResourceVersion(), SELECTED_NODE);
        client.resource(claim).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private void create(HasMetadata object) {
        try {
            client.resource(object).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Events are for people: a lost one changes nothing. */
    private void tell(PersistentVolumeClaim claim, String type, String reason, String message) {
        try {
            client.resource(objects.event(claim, type, reason, message)).create();
        } catch (KubernetesClientException e) {
            System.getLogger(ClaimProvisioner.class.getName())
                    .log(System.Logger.Level.DEBUG, "event {0} is lost: {1}", reason, e.getMessage());
        }
    }

    private static void later(int times, Runnable action) {
        long millis = FIRST_RETRY_MILLIS << Math.min(times, MOST_DOUBLINGS);
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(action);
    }

    private static String annotation(HasMetadata object, String key) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(key);
    }
}
