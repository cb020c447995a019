package org.storkee.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The kubelet of a node nobody else plays: it renews its Lease by a clock that is wrong, and ends the pods whose time is
 * over. Until it is closed.
 */
final class WrongClock implements AutoCloseable {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final int RENEWALS = 5;

    private final Testbed bed;
    private final String node;
    private final int[] offsets;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("wrong-clock").factory());
    private int seconds;

    /** {@code offsets}: by how many seconds it is wrong at its renewals, in turns. */
    WrongClock(Testbed bed, String node, int... offsets) {
        this.bed = bed;
        this.node = node;
        this.offsets = offsets;
        clock.scheduleAtFixedRate(this::second, 0, 1, TimeUnit.SECONDS);
    }

    private void second() {
        try {
            if (seconds % RENEWALS == 0) {
                renew(offsets[seconds / RENEWALS % offsets.length]);
            }
            seconds++;
            for (Pod pod : bed.client
                    .pods()
                    .inNamespace(bed.name)
                    .withField("spec.nodeName", node)
                    .list()
                    .getItems()) {
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    bed.client.resource(pod).withGracePeriod(0).delete();
                }
            }
        } catch (RuntimeException e) {
            System.getLogger(WrongClock.class.getName())
                    .log(System.Logger.Level.WARNING, node + " is tried again in a second", e);
        }
    }

    private void renew(int offset) {
        String time = MICROS.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(offset));
        bed.client
                .leases()
                .inNamespace("kube-node-lease")
                .withName(node)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"renewTime\":\"" + time + "\"}}");
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
