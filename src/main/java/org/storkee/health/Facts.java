package org.storkee.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/** Puts evidence into words, for people who ask at 3 a.m. why. Pure. */
final class Facts {
    private static final int NAMED = 20;

    private final Scene scene;
    private final ShareGuard share;
    private final List<Fact> facts = new ArrayList<>();

    Facts(Scene scene, ShareGuard share) {
        this.scene = scene;
        this.share = share;
    }

    List<Fact> list() {
        return List.copyOf(facts);
    }

    Facts driver(DriverId driver) {
        Census census = scene.findings().census().get(driver);
        if (census == null) {
            return add("view", driver + " has none");
        }
        String age = census.lastHeld() == null
                ? "never seen"
                : "held " + ago(census.lastHeld()) + " ago, at " + census.lastHeld();
        add("view", driver + ": " + age + (census.fresh() ? "" : ", too old to act upon"));
        if (census.failure() != null) {
            add("view", driver + " fails: " + census.failure());
        }
        return add(
                "share",
                share.failed(driver) + " of " + share.machines(driver) + " machines of " + driver + " failed, "
                        + share.allowed(driver) + " may");
    }

    /** Which machines those are, by the names of their nodes; not all of thousands. */
    Facts failed(DriverId driver) {
        List<String> nodes = share.failedNodes(driver);
        String more = nodes.size() > NAMED ? " and " + (nodes.size() - NAMED) + " more" : "";
        return nodes.isEmpty()
                ? this
                : add("failed", String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size()))) + more);
    }

    Facts finding(Finding finding) {
        machine(finding.machine());
        Sighting first = finding.first();
        Sighting second = finding.second();
        if (first != null) {
            add("first seen", words(first));
            add(
                    "confirmed",
                    second == null
                            ? "no: needs a view that held "
                                    + finding.confirmAfter().toSeconds() + " s later"
                            : words(second) + ", at least "
                                    + finding.confirmAfter().toSeconds() + " s later");
        }
        if (finding.outages() > 1) {
            add(
                    "outages",
                    finding.outages() + " within "
                            + scene.settings().flapWindow().toMinutes() + " min");
        }
        if (finding.actingSince() != null) {
            add("acting since", finding.actingSince().toString());
        }
        if (finding.coolDownUntil() != null) {
            add("cooling down until", finding.coolDownUntil().toString());
        }
        return this;
    }

    Facts machine(MachineEvidence machine) {
        String raw = machine.rawStatus().isEmpty() ? "" : " (" + machine.rawStatus() + ")";
        String fence = machine.cannotWrite() ? ", fenced" : ", not fenced";
        return add(
                "storage",
                machine.id() + ", there called " + machine.id().storageId() + ": " + StateNames.of(machine.state())
                        + raw + (machine.live() ? "" : fence));
    }

    Facts node(String name) {
        NodeEvidence node = scene.node(name);
        if (node == null) {
            return add("node", name + " does not exist");
        }
        return add(
                "node",
                name + ": kubelet " + StateNames.of(node.kubelet()) + ", " + (node.ready() ? "Ready" : "not Ready")
                        + (node.unreachable() ? ", tainted unreachable" : "")
                        + (node.outOfService() == NodeEvidence.OutOfService.ABSENT
                                ? ""
                                : ", out-of-service taint " + StateNames.of(node.outOfService()))
                        + (node.poweredOff() ? ", powered off by a fencing agent" : ""));
    }

    Facts pod(PodEvidence pod) {
        PodEvidence.Controller controller = pod.controller();
        add(
                "pod",
                pod.id() + " (" + pod.id().uid() + ") of "
                        + (controller == null ? "nobody" : controller.kind() + " " + controller.name())
                        + ", scheduler " + pod.schedulerName());
        PodEvidence.Termination termination = pod.termination();
        if (termination != null) {
            add(
                    "terminating",
                    "for " + ago(termination.seenSince()) + ", grace "
                            + termination.grace().toSeconds() + " s");
        }
        pod.volumes().forEach(this::volume);
        return this;
    }

    private void volume(VolumeEvidence volume) {
        DriverId driver = volume.driver();
        String replicas = volume.replicas().isEmpty()
                ? "no replicas known"
                : volume.replicas().stream()
                        .map(r -> r.node() + " " + StateNames.of(r.state()) + on(driver, r.node()))
                        .collect(Collectors.joining(", "));
        add(
                "volume",
                volume.name() + " of " + (driver == null ? "no known driver" : driver) + ", "
                        + StateNames.of(volume.access()) + ": " + replicas);
    }

    private String on(@Nullable DriverId driver, String storageId) {
        MachineEvidence machine = driver == null ? null : scene.machineById(driver, storageId);
        return machine == null ? " on a machine nobody knows" : " on a machine " + StateNames.of(machine.state());
    }

    Facts add(String what, String value) {
        facts.add(new Fact(what, value));
        return this;
    }

    private static String words(Sighting sighting) {
        return sighting.seenAt() + ", in a view that held at " + sighting.heldAt();
    }

    private String ago(Instant then) {
        return Duration.between(then, scene.at()).toMillis() / 1000.0 + " s";
    }
}
