package org.storkee.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.storkee.scheduling.PoolAccount.Room;
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
    /**
     * How long a figure may take to contain a volume that exists. Storage that publishes changes only may never publish
     * again when another volume went in the same moment; CSI's provisioner asks for room every minute.
     */
    static final Duration FIGURE_LAG = Duration.ofMinutes(2);

    private final Clock clock;
    private final Duration timeout;
    private final PoolAccounts accounts = new PoolAccounts();
    private final Map<String, Charge> charges = new HashMap<>();
    /** Claims whose volumes the figures contain, by when these were made: charged again, they would count twice. */
    private final Map<String, Instant> settled = new HashMap<>();

    private Topology topology = Topology.of(Set.of(), Set.of());

    /** {@code timeout}: how long a charge may live without news, above the scheduler's bind time-out. */
    public CapacityLedger(Clock clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
    }

    /**
     * Turns acceptances in {@code verdicts} into refusals where {@code claims} do not fit, and charges the rest.
     *
     * @param pod its earlier offers are taken back first
     * @param nodes numbers of {@code at}
     * @param at the topology the request works on
     * @param charge false to judge only (explain, preempt)
     * @return true when some node was refused only because of other pods' offers
     */
    synchronized boolean admit(
            Applicant pod,
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
                Room room = accounts.judge(demands, nodes[i], at, accepted);
                undecided |= room == Room.UNDECIDED;
                verdicts[i] = room == Room.ENOUGH ? null : Refusal.NO_CAPACITY;
            }
        }
        own.forEach(Charge::resume);
        if (charge) {
            for (PendingClaim claim : claims) {
                Charge former = charges.get(claim.uid());
                Set<PoolAccount> pools = accepted.getOrDefault(Demand.Kind.of(claim), Set.of());
                if (former != null && former.node != null && (!former.nominated() || pools.isEmpty())) {
                    continue; // its node is decided and its volume may be in the making, or it waits for its victims
                }
                if (former != null) {
                    former.end();
                }
                Charge offer = new Charge(claim, pod.uid(), clock.instant(), pools, null);
                offer.told = pod.told();
                charges.put(claim.uid(), offer);
            }
        }
        return undecided;
    }

    /**
     * The node of a claim is known. Says nothing new of a volume that a figure contains already.
     *
     * @param pod UID of the pod whose node tells; empty when the claim's own selected node does, which is the stronger
     *     word
     */
    public synchronized void decided(PendingClaim claim, String pod, String node) {
        Charge charge = charges.get(claim.uid());
        boolean selected = charge != null && charge.node != null && charge.pod.isEmpty();
        if (settled.containsKey(claim.uid()) || (selected && !pod.isEmpty())) {
            return;
        }
        if (charge != null && node.equals(charge.node)) {
            charge.pod = pod; // the same promise: what the figure paid for it stays paid
            return;
        }
        if (charge != null) {
            charge.end();
        }
        Instant since = charge == null ? clock.instant() : charge.since;
        Charge promise = new Charge(claim, pod, since, accounts.at(topology, claim, node), node);
        charges.put(claim.uid(), promise);
    }

    /**
     * The pod is nominated for a node. The scheduler tries that node first, so where the claim is offered elsewhere
     * since, the nomination is an old one.
     */
    public synchronized void nominated(PendingClaim claim, String pod, String node) {
        Charge charge = charges.get(claim.uid());
        Set<PoolAccount> there = accounts.at(topology, claim, node);
        boolean offeredElsewhere = charge != null
                && charge.node == null
                && !charge.pools.isEmpty()
                && (there.isEmpty() || !charge.pools.containsAll(there));
        if (!offeredElsewhere) {
            decided(claim, pod, node);
        }
    }

    /**
     * Nobody's word for a node stands any more: the pod has none and is nominated for none, or the claim's selected node
     * was taken back (provisioning failed there). A promise that rests on that word ends; an offer stays.
     *
     * @param pod as for {@link #decided}
     */
    public synchronized void undecided(String claim, String pod) {
        Charge charge = charges.get(claim);
        if (charge != null && charge.node != null && charge.pod.equals(pod)) {
            released(claim);
        }
    }

    /** True while something is charged for the claim. */
    public synchronized boolean charged(String claim) {
        return charges.containsKey(claim);
    }

    /** True while the claim is charged to every node it was accepted for. */
    public synchronized boolean offered(String claim) {
        Charge charge = charges.get(claim);
        return charge != null && charge.node == null;
    }

    /** The claim got its volume at {@code madeAt}: its charge ends once the published capacity contains it, or long after. */
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

    /** The pod was given up: what it was offered is free again; what is promised stays. */
    public synchronized void withdrawn(String pod) {
        end(charge -> charge.node == null && charge.pod.equals(pod));
    }

    /** The pod is gone: what it was offered is free again, and so is what only its own word was a promise for. */
    public synchronized void gone(String pod) {
        end(charge -> charge.pod.equals(pod) && (charge.node == null || charge.nominated()));
    }

    private void end(Predicate<Charge> which) {
        charges.values().removeIf(charge -> {
            boolean ends = which.test(charge);
            if (ends) {
                charge.end();
            }
            return ends;
        });
    }

    /** Pods that hold offers, and since when. */
    synchronized Map<Applicant, Instant> offers() {
        Map<Applicant, Instant> offers = new HashMap<>();
        charges.values().stream()
                .filter(c -> c.node == null)
                .forEach(c -> offers.put(new Applicant(c.pod, c.told), c.since));
        return offers;
    }

    /**
     * Takes over newly published capacities and ends the charges they contain or that timed out.
     *
     * @param current asked for the newest picture when it is this call's turn, so that no older one comes after it
     */
    public synchronized void observe(Supplier<Topology> current) {
        topology = current.get();
        accounts.observe(topology);
        charges.replaceAll((uid, charge) -> charge.node != null && charge.pools.isEmpty() ? placed(charge) : charge);
        settle();
    }

    /** UIDs of the claims that are charged now. */
    public synchronized Set<String> claims() {
        return Set.copyOf(charges.keySet());
    }

    /** How many claims are charged now. */
    public synchronized int size() {
        return charges.size();
    }

    private void settle() {
        Instant oldest = clock.instant().minus(timeout);
        Instant longMade = clock.instant().minus(FIGURE_LAG);
        settled.values().removeIf(madeAt -> madeAt.isBefore(longMade));
        for (Iterator<Charge> each = charges.values().iterator(); each.hasNext(); ) {
            Charge charge = each.next();
            Instant madeAt = charge.madeAt;
            boolean contained = madeAt != null && charge.pools.stream().allMatch(pool -> pool.contains(madeAt));
            if (contained) {
                keep(charge);
                settled.put(charge.claim.uid(), madeAt);
                each.remove();
            } else if (charge.since.isBefore(oldest) || (madeAt != null && madeAt.isBefore(longMade))) {
                charge.end();
                each.remove();
            }
        }
    }

    /** Only promises are kept; an offer whose claim got a volume all the same is just over. */
    private static void keep(Charge charge) {
        if (charge.node == null) {
            charge.end();
        } else {
            charge.pools.forEach(pool -> pool.kept(charge.claim.bytes()));
        }
    }

    /** A promise on a node whose room was not published when it was decided, charged to the pool it has now. */
    private Charge placed(Charge unplaced) {
        Charge charge = new Charge(
                unplaced.claim,
                unplaced.pod,
                unplaced.since,
                accounts.at(topology, unplaced.claim, unplaced.node),
                unplaced.node);
        charge.madeAt = unplaced.madeAt;
        return charge;
    }
}
