package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.storkee.api.NodeState;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.testing.TestClock;

/**
 * A scheduler and a storage system around a {@link CapacityLedger}: pods come, are admitted, bound to one of the accepted
 * nodes, provisioned, deleted; room is published late, and times are known to the second only, as in a real cluster.
 */
final class LedgerModel {
    static final DriverId DRIVER = new DriverId("mock", "one");
    private static final Duration TIMEOUT = Duration.ofMinutes(11);

    final TestClock clock = new TestClock();
    final CapacityLedger ledger = new CapacityLedger(clock, TIMEOUT);
    private final long[] room;
    private final long[] allocated;
    private final long[] published;
    private final Instant[] publishedAt;
    private final boolean[] hidden;
    private final Map<String, Waiting> pods = new LinkedHashMap<>();
    private Topology topology;

    /** Nodes with one pool each. */
    LedgerModel(int nodes, long roomPerNode) {
        room = new long[nodes];
        Arrays.fill(room, roomPerNode);
        allocated = new long[nodes];
        published = room.clone();
        publishedAt = new Instant[nodes];
        hidden = new boolean[nodes];
        Arrays.fill(publishedAt, second());
        observe();
    }

    /** One pod with claims of these sizes comes, or an earlier one is tried again. */
    void filter(String name, long... sizes) {
        Waiting pod = pods.computeIfAbsent(name, n -> new Waiting(n, claims(n, sizes)));
        if (pod.node >= 0) {
            return;
        }
        // The scheduler tries the nominated node alone first. Where no room is published everything is accepted:
        // nothing
        // to learn there.
        if (pod.nominated < 0 || hidden[pod.nominated] || !filter(pod, new int[] {pod.nominated})) {
            filter(pod, IntStream.range(0, room.length).filter(n -> !hidden[n]).toArray());
        }
    }

    private boolean filter(Waiting pod, int[] nodes) {
        Refusal[] verdicts = new Refusal[nodes.length];
        boolean undecided = ledger.admit(new Applicant(pod.name, ""), pod.claims, nodes, topology, verdicts, true);
        pod.accepted.clear();
        for (int i = 0; i < nodes.length; i++) {
            if (verdicts[i] == null) {
                pod.accepted.add(nodes[i]);
            }
        }
        pod.told = !pod.accepted.isEmpty() ? "accepted" : undecided ? "wait" : "refused";
        return !pod.accepted.isEmpty();
    }

    /** A pod that no node took is to evict others from one, or its nomination is taken back. */
    void nominate(int pick) {
        List<Waiting> stuck = pods.values().stream()
                .filter(p -> p.node < 0 && p.accepted.isEmpty())
                .toList();
        if (!stuck.isEmpty()) {
            Waiting pod = stuck.get(pick % stuck.size());
            pod.nominated = pod.nominated < 0 ? pick % room.length : -1;
            hear(pod);
        }
    }

    /** Pods that wait changed in something else, which tells again what they are nominated for. */
    void hearPods() {
        pods.values().stream().filter(p -> p.node < 0).forEach(this::hear);
    }

    private void hear(Waiting pod) {
        for (PendingClaim claim : pod.claims) {
            if (pod.nominated >= 0) {
                ledger.nominated(claim, pod.name, "node" + pod.nominated);
            } else {
                ledger.undecided(claim.uid(), pod.name);
            }
        }
    }

    /** The scheduler picks one of the accepted nodes, and the server hears of it. */
    void decide(int pick) {
        Waiting pod = choose(pick);
        if (pod != null) {
            pod.claims.forEach(claim -> ledger.decided(claim, pod.name, "node" + pod.node));
        }
    }

    /** The scheduler picks one of the accepted nodes: its room is taken from then on, and nobody hears of it. */
    Waiting choose(int pick) {
        List<Waiting> ready = pods.values().stream()
                .filter(p -> p.node < 0 && !p.accepted.isEmpty())
                .toList();
        if (ready.isEmpty()) {
            return null;
        }
        Waiting pod = ready.get(pick % ready.size());
        pod.node = pod.accepted.get(pick % pod.accepted.size());
        allocated[pod.node] += pod.bytes();
        assertThat(allocated[pod.node])
                .as("room taken on node%s, of %s", pod.node, room[pod.node])
                .isLessThanOrEqualTo(room[pod.node]);
        return pod;
    }

    /** Provisioning of one decided pod's claims ends. */
    void provision(int pick) {
        List<Waiting> decided = pods.values().stream()
                .filter(p -> p.node >= 0 && p.madeAt == null)
                .toList();
        if (!decided.isEmpty()) {
            Waiting pod = decided.get(pick % decided.size());
            pod.madeAt = second();
        }
    }

    /** The server hears that one provisioned pod's claims are bound. */
    void hearBound(int pick) {
        List<Waiting> bound =
                pods.values().stream().filter(p -> p.madeAt != null && !p.heard).toList();
        if (!bound.isEmpty()) {
            Waiting pod = bound.get(pick % bound.size());
            pod.heard = true;
            for (PendingClaim claim : pod.claims) {
                ledger.decided(claim, "", "node" + pod.node); // the claim says both
                ledger.bound(claim.uid(), pod.madeAt);
            }
        }
    }

    /** A node's storage measures its room: what is made is gone, what is only decided is not. */
    void publish(int node) {
        int n = node % room.length;
        long taken = pods.values().stream()
                .filter(p -> p.node == n && p.madeAt != null)
                .mapToLong(Waiting::bytes)
                .sum();
        published[n] = room[n] - taken;
        publishedAt[n] = second();
        observe();
    }

    /** A node's room is not published for a while, or measured again. */
    void toggle(int node) {
        hidden[node % room.length] = !hidden[node % room.length];
        if (hidden[node % room.length]) {
            observe();
        } else {
            publish(node);
        }
    }

    /** A pod is deleted with its claims, whatever became of it. */
    void delete(int pick) {
        if (!pods.isEmpty()) {
            Waiting pod = List.copyOf(pods.values()).get(pick % pods.size());
            if (pod.node >= 0 && !(pod.madeAt != null && pod.heard)) {
                return; // a claim in the making ends with its volume
            }
            pods.remove(pod.name);
            if (pod.node >= 0) {
                allocated[pod.node] -= pod.bytes();
            }
            pod.claims.forEach(claim -> ledger.released(claim.uid()));
            ledger.gone(pod.name);
        }
    }

    /** Brings everything under way to its end: what was offered is given up, what was decided is made and published. */
    void settle() {
        pods.values().stream().filter(p -> p.node < 0).forEach(p -> ledger.gone(p.name));
        for (int i = 0; i < 1000; i++) {
            provision(0);
            hearBound(0);
        }
        clock.pass(Duration.ofSeconds(2));
        Arrays.fill(hidden, false);
        for (int node = 0; node < room.length; node++) {
            publish(node);
        }
    }

    /** Room on a node by the ledger's books: the largest pod that would be accepted there now. */
    long roomByTheBooks(int node) {
        long low = 0;
        long high = room[node];
        while (low < high) {
            long size = (low + high + 1) / 2;
            Refusal[] verdicts = new Refusal[1];
            ledger.admit(
                    new Applicant("probe", ""), claims("probe", size), new int[] {node}, topology, verdicts, false);
            if (verdicts[0] == null) {
                low = size;
            } else {
                high = size - 1;
            }
        }
        return low;
    }

    /** Room on a node by the storage system's own count. */
    long realRoom(int node) {
        return room[node] - allocated[node];
    }

    /** Every other pod without a decided node is given up. */
    void withdrawOffersButOf(String name) {
        pods.values().stream().filter(p -> p.node < 0 && !p.name.equals(name)).forEach(p -> ledger.withdrawn(p.name));
    }

    /** What the last filter call told this pod. */
    String told(String pod) {
        return pods.get(pod).told;
    }

    /** Nodes the last filter call accepted for this pod. */
    List<Integer> accepted(String pod) {
        return pods.get(pod).accepted;
    }

    int nodes() {
        return room.length;
    }

    private void observe() {
        List<KubernetesNode> nodes = new ArrayList<>();
        List<StorageNode> machines = new ArrayList<>();
        List<CapacityPool> pools = new ArrayList<>();
        for (int i = 0; i < room.length; i++) {
            String name = "node" + i;
            nodes.add(KubernetesNode.named(name));
            machines.add(new StorageNode(name, name, null, List.of(), NodeState.ONLINE, "", false, Location.UNKNOWN));
            if (!hidden[i]) {
                pools.add(new CapacityPool(name, List.of(name), published[i], Long.MAX_VALUE, publishedAt[i]));
            }
        }
        topology = Topology.of(nodes, List.of(new StorageView(DRIVER, machines, Map.of(), pools)));
        ledger.observe(() -> topology);
    }

    private static List<PendingClaim> claims(String pod, long... sizes) {
        List<PendingClaim> claims = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            claims.add(new PendingClaim("claim" + i, pod + "-claim" + i, DRIVER, sizes[i]));
        }
        return claims;
    }

    private Instant second() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** A pod and its claims. */
    static final class Waiting {
        private final String name;
        private final List<PendingClaim> claims;
        private final List<Integer> accepted = new ArrayList<>();
        private String told = "";
        private int node = -1;
        private int nominated = -1;
        private Instant madeAt;
        private boolean heard;

        Waiting(String name, List<PendingClaim> claims) {
            this.name = name;
            this.claims = claims;
        }

        long bytes() {
            return claims.stream().mapToLong(PendingClaim::bytes).sum();
        }
    }
}
