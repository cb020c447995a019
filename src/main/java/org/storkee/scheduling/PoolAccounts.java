package org.storkee.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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

/** The accounts of all pools, and which of them a claim would use on a node. Not thread-safe; the ledger guards it. */
final class PoolAccounts {
    private final Map<PoolKey, PoolAccount> accounts = new HashMap<>();

    /** Takes over newly published capacities. */
    void observe(Topology current) {
        Set<PoolKey> seen = new HashSet<>();
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
    }

    /** The account {@code claim} uses on {@code node}; empty when the node is null or no room is published for it. */
    Set<PoolAccount> at(Topology topology, PendingClaim claim, @Nullable String node) {
        int index = node == null ? -1 : topology.indexOf(node);
        DriverTopology driver = topology.driver(claim.driver());
        PoolAccount account =
                index < 0 || driver == null ? null : best(pools(driver, index, claim.storageClass()), Demand.of(claim));
        return account == null ? Set.of() : Set.of(account);
    }

    /**
     * Whether all of {@code demands} can be met on node {@code node} of {@code at}.
     *
     * @param accepted with {@link Room#ENOUGH} the accounts that would be used are added here
     */
    Room judge(List<Demand> demands, int node, Topology at, Map<Demand.Kind, Set<PoolAccount>> accepted) {
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
            chosen.forEach((kind, account) ->
                    accepted.computeIfAbsent(kind, d -> new HashSet<>()).add(account));
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
}
