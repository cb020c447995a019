package org.storkee.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.scheduling.PoolAccount.Room;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.Topology;

/**
 * Keeps pods that wait for their first consumer from being sent where their volumes no longer fit (design S14).
 *
 * <p>The extender never learns which of the accepted nodes the scheduler chose. So a claim is charged to every node it
 * was accepted for (an <em>offer</em>) until its node is decided, and then to that one (a <em>promise</em>) until the
 * published capacity contains the volume. A node that would do but for other pods' offers means wait, not refuse.
 *
 * <p>Thread-safe: judging and charging are one step, so two calls cannot both take the last room. Claims of one pod are
 * summed per pool; a pool shared by nodes is counted once. A claim looks only at pools that serve its class.
 */
public final class CapacityLedger {
    private final Clock clock;
    private final Duration timeout;
    private final Map<PoolKey, PoolAccount> accounts = new HashMap<>();
    private final Map<String, Charge> charges = new HashMap<>();
    private Topology topology = Topology.of(Set.of(), Set.of());

    /** {@code timeout}: how long a charge may live without news, above the scheduler's bind time-out. */
    public CapacityLedger(Clock clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
    }

    /**
     * Turns acceptances in {@code verdicts} into refusals where {@code claims} do not fit, and charges the rest.
     *
     * @param pod UID of the pod; its earlier offers are taken back first
     * @param nodes numbers of {@code at}
     * @param at the topology the request works on
     * @param charge false to judge only (explain, preempt)
     * @return true when some node was refused only because of other pods' offers
     */
    public synchronized boolean admit(
            String pod,
            List<PendingClaim> claims,
            int[] nodes,
            Topology at,
            @Nullable Refusal[] verdicts,
            boolean charge) {
        List<Charge> own = new ArrayList<>();
        for (PendingClaim claim : claims) {
            Charge former = charges.get(claim.uid());
            if (former != null) {
                former.suspend();
                own.add(former);
            }
        }
        boolean undecided = false;
        List<Demand> demands = Demand.of(claims);
        Map<Demand.Kind, Set<PoolAccount>> accepted = new HashMap<>();
        for (int i = 0; i < nodes.length; i++) {
            if (verdicts[i] == null) {
                Room room = judge(demands, nodes[i], at, accepted);
                undecided |= room == Room.UNDECIDED;
                verdicts[i] = room == Room.ENOUGH ? null : Refusal.NO_CAPACITY;
            }
        }
        own.forEach(Charge::resume);
        if (charge) {
            for (PendingClaim claim : claims) {
                Charge former = charges.get(claim.uid());
                if (former != null && former.node != null) {
                    continue; // its node is decided and its volume may be in the making
                }
                if (former != null) {
                    former.suspend();
                }
                Set<PoolAccount> pools = accepted.getOrDefault(Demand.Kind.of(claim), Set.of());
                charges.put(claim.uid(), new Charge(claim, pod, clock.instant(), pools, null));
            }
        }
        return undecided;
    }

    /**
     * The node of a claim is known.
     *
     * @param pod UID of the pod whose nomination or binding tells; empty when the claim's own selected node does, which
     *     is the stronger word
     */
    public synchronized void decided(PendingClaim claim, String pod, String node) {
        Charge charge = charges.get(claim.uid());
        if (charge != null && node.equals(charge.node)) {
            charge.pod = charge.pod.isEmpty() ? "" : pod; // the same promise: what the figure paid for it stays paid
            return;
        }
        if (charge != null) {
            charge.end();
        }
        Instant since = charge == null ? clock.instant() : charge.since;
        Charge promise = new Charge(claim, pod, since, poolsAt(claim, node), node);
        charges.put(claim.uid(), promise);
    }

    /**
     * The claim's selected node was taken back (provisioning failed there): its promise ends. An offer stays, and so
     * does a promise that rests on the pod's own node, which no claim shows yet.
     */
    public synchronized void undecided(String claim) {
        Charge charge = charges.get(claim);
        if (charge != null && charge.node != null && charge.pod.isEmpty()) {
            released(claim);
        }
    }

    /** True while something is charged for the claim. */
    public synchronized boolean charged(String claim) {
        return charges.containsKey(claim);
    }

    /** The claim got its volume at {@code madeAt}: its charge ends once the published capacity contains it. */
    public synchronized void bound(String claim, Instant madeAt) {
        Charge charge = charges.get(claim);
        if (charge != null && charge.madeAt == null) {
            charge.madeAt = madeAt;
            settle();
        }
    }

    /** The claim was deleted, or its node was taken back: nothing is charged for it any more. */
    public synchronized void released(String claim) {
        Charge charge = charges.remove(claim);
        if (charge != null) {
            charge.end();
        }
    }

    /** The pod is gone or was given up: what it was offered is free again; what is promised stays. */
    public synchronized void withdrawn(String pod) {
        charges.values().removeIf(charge -> {
            boolean ends = charge.pod.equals(pod) && charge.node == null;
            if (ends) {
                charge.suspend();
            }
            return ends;
        });
    }

    /** Pods that hold offers made before {@code before}. */
    public synchronized Collection<String> undecidedSince(Instant before) {
        return charges.values().stream()
                .filter(c -> c.node == null && c.since.isBefore(before))
                .map(c -> c.pod)
                .distinct()
                .toList();
    }

    /** Takes over newly published capacities and ends the charges they contain or that timed out. */
    public synchronized void observe(Topology current) {
        topology = current;
        Set<PoolKey> seen = new java.util.HashSet<>();
        for (DriverTopology driver : current.drivers()) {
            for (CapacityPool pool : driver.view().pools()) {
                PoolKey key = new PoolKey(driver.id(), pool.id());
                seen.add(key);
                PoolAccount account = accounts.get(key);
                if (account == null) {
                    accounts.put(key, new PoolAccount(pool));
                } else {
                    account.observe(pool);
                }
            }
        }
        // A pool that vanishes for a while keeps its account while something is charged to it.
        accounts.entrySet()
                .removeIf(e -> !seen.contains(e.getKey()) && e.getValue().idle());
        charges.replaceAll((uid, charge) -> charge.node != null && charge.pools.isEmpty() ? placed(charge) : charge);
        settle();
    }

    /** How many claims are charged now. */
    public synchronized int size() {
        return charges.size();
    }

    private void settle() {
        Instant oldest = clock.instant().minus(timeout);
        for (Iterator<Charge> each = charges.values().iterator(); each.hasNext(); ) {
            Charge charge = each.next();
            Instant madeAt = charge.madeAt;
            boolean contained = madeAt != null && charge.pools.stream().allMatch(pool -> pool.contains(madeAt));
            if (contained) {
                charge.pools.forEach(pool -> pool.kept(charge.claim.bytes()));
                each.remove();
            } else if (charge.since.isBefore(oldest)) {
                charge.end();
                each.remove();
            }
        }
    }

    /** A promise on a node whose room was not published when it was decided, charged to the pool it has now. */
    private Charge placed(Charge unplaced) {
        Charge charge = new Charge(
                unplaced.claim, unplaced.pod, unplaced.since, poolsAt(unplaced.claim, unplaced.node), unplaced.node);
        charge.madeAt = unplaced.madeAt;
        return charge;
    }

    private Set<PoolAccount> poolsAt(PendingClaim claim, @Nullable String node) {
        int index = node == null ? -1 : topology.indexOf(node);
        DriverTopology driver = topology.driver(claim.driver());
        PoolAccount account =
                index < 0 || driver == null ? null : best(pools(driver, index, claim.storageClass()), Demand.of(claim));
        return account == null ? Set.of() : Set.of(account);
    }

    private Room judge(List<Demand> demands, int node, Topology at, Map<Demand.Kind, Set<PoolAccount>> accepted) {
        Room worst = Room.ENOUGH;
        Map<Demand.Kind, PoolAccount> chosen = HashMap.newHashMap(2);
        Map<PoolAccount, Demand> taken = HashMap.newHashMap(2);
        for (Choice choice : choices(demands, node, at)) {
            PoolAccount account = best(choice.pools, choice.demand, taken);
            if (account != null) {
                Demand sum = taken.merge(account, choice.demand, Demand::plus);
                chosen.put(choice.demand.kind(), account);
                Room room = account.roomFor(sum);
                worst = room.compareTo(worst) > 0 ? room : worst;
            }
        }
        if (worst == Room.ENOUGH) {
            chosen.forEach((kind, account) -> accepted.computeIfAbsent(kind, d -> new java.util.HashSet<>())
                    .add(account));
        }
        return worst;
    }

    /** Who has the fewest pools to choose from comes first, so that nobody with a choice takes the only one of another. */
    private List<Choice> choices(List<Demand> demands, int node, Topology at) {
        List<Choice> choices = new ArrayList<>(demands.size());
        for (Demand demand : demands) {
            DriverTopology driver = at.driver(demand.kind().driver());
            if (driver != null) {
                choices.add(new Choice(demand, pools(driver, node, demand.kind().storageClass())));
            }
        }
        if (choices.size() > 1) {
            choices.sort(Comparator.comparingInt(choice -> choice.pools.size()));
        }
        return choices;
    }

    /** A node's pools that serve claims of this class; none when no room is published. */
    private List<PoolAccount> pools(DriverTopology driver, int node, @Nullable String storageClass) {
        int record = driver.recordOf(node);
        List<PoolAccount> pools = new ArrayList<>(2);
        for (CapacityPool pool : record < 0 ? List.<CapacityPool>of() : driver.pools(record)) {
            PoolAccount account = pool.serves(storageClass) ? accounts.get(new PoolKey(driver.id(), pool.id())) : null;
            if (account != null) {
                pools.add(account);
            }
        }
        return pools;
    }

    private static @Nullable PoolAccount best(List<PoolAccount> pools, Demand demand) {
        return best(pools, demand, Map.of());
    }

    /** The pool these volumes fit best beside what is {@code taken} for the same pod, most room first. */
    private static @Nullable PoolAccount best(List<PoolAccount> pools, Demand demand, Map<PoolAccount, Demand> taken) {
        PoolAccount best = null;
        Room bestRoom = Room.NONE;
        for (PoolAccount pool : pools) {
            Demand already = taken.get(pool);
            Room room = pool.roomFor(already == null ? demand : demand.plus(already));
            int order = best == null ? -1 : room.compareTo(bestRoom);
            if (best == null || order < 0 || (order == 0 && pool.free() > best.free())) {
                best = pool;
                bestRoom = room;
            }
        }
        return best;
    }

    /** One demand and the pools it can be met from. */
    private record Choice(Demand demand, List<PoolAccount> pools) {}

    private record PoolKey(DriverId driver, String pool) {}

    /** What one claim takes of which pools: an offer while {@code node} is null, then a promise. */
    private static final class Charge {
        private final PendingClaim claim;
        private String pod;
        private final Instant since;
        private final Set<PoolAccount> pools;
        private final @Nullable String node;
        private @Nullable Instant madeAt;

        Charge(PendingClaim claim, String pod, Instant since, Set<PoolAccount> pools, @Nullable String node) {
            this.claim = claim;
            this.pod = pod;
            this.since = since;
            this.pools = pools;
            this.node = node;
            resume();
        }

        void suspend() {
            add(-claim.bytes());
        }

        /** Takes back what is charged, for good. */
        void end() {
            suspend();
            pools.forEach(PoolAccount::takenBack);
        }

        void resume() {
            add(claim.bytes());
        }

        private void add(long amount) {
            for (PoolAccount pool : pools) {
                if (node == null) {
                    pool.offer(amount);
                } else {
                    pool.promise(amount);
                }
            }
        }
    }
}
