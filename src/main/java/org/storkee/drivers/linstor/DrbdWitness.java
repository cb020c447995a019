package org.storkee.drivers.linstor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What DRBD's peers say of a machine whose satellite is silent. A satellite is only LINSTOR's agent: DRBD goes on
 * without it, and so does every pod that reads and writes. So silence proves nothing, and the machine's peers are asked:
 * each has its own DRBD connection to it. Only peers whose own satellites answer are heard, for what LINSTOR remembers of
 * the others may be old. Pure.
 */
final class DrbdWitness {
    /** What is known of a silent machine. */
    enum Word {
        /** Its data path may work: a peer is connected, or nobody can tell. */
        NOTHING,
        /** Every peer lost it, and without them it has no quorum: its replicated volumes stand still. */
        CUT_OFF,
        /** As above, and each of its volumes is one that DRBD stops without quorum: it cannot write any more. */
        FENCED
    }

    private final Map<String, List<Wire.Resource>> byName = new HashMap<>();
    private final Map<String, List<Wire.Resource>> byNode = new HashMap<>();
    private final Map<String, String> quorums = new HashMap<>();
    private final Set<String> online;

    /** Prepares for questions about one reading. {@code online}: nodes whose satellites answer. */
    DrbdWitness(List<Wire.Resource> resources, List<Wire.Definition> definitions, Set<String> online) {
        this.online = online;
        definitions.forEach(d -> quorums.put(d.name(), d.quorum()));
        for (Wire.Resource resource : resources) {
            if (!resource.leaving() && !resource.inactive()) {
                byName.computeIfAbsent(resource.name(), n -> new ArrayList<>(3)).add(resource);
                byNode.computeIfAbsent(resource.node(), n -> new ArrayList<>()).add(resource);
            }
        }
    }

    /** What is known of {@code node}, whose satellite does not answer. */
    Word of(String node) {
        boolean lost = false;
        boolean all = true;
        for (Wire.Resource resource : byNode.getOrDefault(node, List.of())) {
            switch (testimony(resource)) {
                case MAY_WORK -> {
                    return Word.NOTHING;
                }
                case NO_WORD -> all = false;
                case LOST -> lost = true;
            }
        }
        return !lost ? Word.NOTHING : all ? Word.FENCED : Word.CUT_OFF;
    }

    /** What the peers of one of the silent machine's resources say of it. */
    private enum Testimony {
        /** A peer is connected to it, or a peer that may be is silent too. */
        MAY_WORK,
        /** It has no peers, or all lost it but quorum does not stop it: it may write for itself. */
        NO_WORD,
        /** The peers lost it, and what may be left on its side has no quorum. */
        LOST
    }

    private Testimony testimony(Wire.Resource own) {
        Votes votes = new Votes();
        votes.count(own, false);
        boolean peers = false;
        boolean allSpoke = true;
        for (Wire.Resource other : byName.getOrDefault(own.name(), List.of())) {
            if (other.node().equals(own.node())) {
                continue;
            }
            boolean connects = !(own.diskless() && other.diskless()); // two without disks have nothing to say
            Boolean up = connects ? word(other, own.node()) : null;
            if (Boolean.TRUE.equals(up)) {
                return Testimony.MAY_WORK;
            }
            peers |= connects;
            allSpoke &= !connects || up != null;
            votes.count(other, up != null);
        }
        if (!peers) {
            return Testimony.NO_WORD;
        }
        if (votes.lostBy(quorums.getOrDefault(own.name(), "off"))) {
            return Testimony.LOST;
        }
        return allSpoke ? Testimony.NO_WORD : Testimony.MAY_WORK;
    }

    /** What {@code peer}'s DRBD says of its connection to {@code node}: up, down, or null when it cannot be heard. */
    private @Nullable Boolean word(Wire.Resource peer, String node) {
        Wire.Drbd drbd = online.contains(peer.node()) ? peer.drbd() : null;
        Wire.Connection connection = drbd == null ? null : drbd.connections().get(node);
        return connection == null ? null : connection.up();
    }

    /**
     * The votes of one resource, as DRBD counts them: machines with disks vote; when exactly half are there, the
     * majority of those without disks decides.
     */
    private static final class Votes {
        private int voters;
        private int against;
        private int tieBreakers;
        private int tieBreakersAgainst;
        private boolean currentData;
        private boolean mayTakeOver;
        private boolean tellsWhetherItMay;

        /** {@code against}: it said that it is not connected to the silent machine, so cannot be on its side. */
        void count(Wire.Resource resource, boolean saysDown) {
            if (resource.diskless()) {
                tieBreakers++;
                tieBreakersAgainst += saysDown ? 1 : 0;
            } else {
                voters++;
                against += saysDown ? 1 : 0;
                currentData |= saysDown
                        && resource.volumes().stream()
                                .allMatch(v -> v.diskState().equals("UpToDate"));
            }
            Wire.Drbd drbd = resource.drbd();
            if (saysDown && drbd != null) {
                tellsWhetherItMay |= drbd.mayPromote() != null;
                mayTakeOver |= Boolean.TRUE.equals(drbd.mayPromote()) || resource.inUse();
            }
        }

        /**
         * Whether the silent machine and whoever may be with it have lost quorum.
         *
         * <p>Counting is not enough: DRBD lets the last machine go on alone when it knows that those who left had
         * outdated data. Those who left can tell: then none of them has current data, or may take over.
         */
        boolean lostBy(String quorum) {
            int silent = voters - against;
            boolean outvoted = switch (quorum) {
                case "majority" ->
                    2 * silent < voters
                            || (2 * silent == voters && 2 * (tieBreakers - tieBreakersAgainst) <= tieBreakers);
                case "all" -> against > 0;
                default -> number(quorum) > silent;
            };
            return outvoted && currentData && (mayTakeOver || !tellsWhetherItMay);
        }

        /** A quorum given as a number of machines; 0 (never lost) for {@code off} and what is not understood. */
        private static int number(String quorum) {
            try {
                return Integer.parseInt(quorum);
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
