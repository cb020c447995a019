package org.storkee.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.storage.DriverId;

/** What is to be told of drivers and machines for which nothing is done. Pure. */
final class MachinePlan {
    private final Scene scene;
    private final ShareGuard share;
    private final Drafts drafts;

    MachinePlan(Scene scene, ShareGuard share, Drafts drafts) {
        this.scene = scene;
        this.share = share;
        this.drafts = drafts;
    }

    List<Decision> decide() {
        List<Decision> decisions = new ArrayList<>();
        for (Census census : scene.findings().census().values()) {
            if (!census.fresh()) {
                decisions.add(drafts.driver(census.driver(), nothing(Reason.NO_EVIDENCE)));
            } else if (share.tooMany(census.driver())) {
                decisions.add(drafts.driver(census.driver(), tooMany(census.driver())));
            }
        }
        for (Finding finding : scene.findings().machines()) {
            Verdict verdict = finding.fresh() ? judge(finding) : null;
            if (verdict != null) {
                decisions.add(drafts.machine(finding, verdict));
            }
        }
        for (NodeEvidence node : scene.nodes()) {
            if (node.kubelet() == KubeletSignal.LOST && storageOnline(node.name())) {
                decisions.add(drafts.node(node.name(), List.of(), nothing(Reason.STORAGE_ONLINE)));
            }
        }
        return decisions;
    }

    private boolean storageOnline(String node) {
        return scene.findingsOn(node).isEmpty()
                && scene.findings().census().keySet().stream()
                        .anyMatch(driver -> scene.fresh(driver) && scene.machine(driver, node) != null);
    }

    /** Null when its driver or its pods tell all there is, or nothing is wrong. */
    private @Nullable Verdict judge(Finding finding) {
        if (!MachineTrack.failed(finding.machine().state(), scene.settings())) {
            return word(finding.machine().state());
        }
        if (share.tooMany(finding.machine().id().driver())) {
            return null; // told once for the driver, not for each of what may be thousands of machines
        }
        if (finding.confirmed()) {
            return null;
        }
        return finding.phase() == Phase.RECOVERED
                ? new Verdict(Action.TELL, Reason.COOLING_DOWN, "")
                : nothing(Reason.NOT_CONFIRMED);
    }

    /** An event once something would have been done but for the share. */
    private Verdict tooMany(DriverId driver) {
        boolean confirmed = scene.findings().machines().stream()
                .anyMatch(f -> f.confirmed() && f.machine().id().driver().equals(driver));
        String detail =
                "more than " + share.allowed(driver) + " of the " + share.machines(driver) + " machines of " + driver;
        return new Verdict(confirmed ? Action.TELL : Action.NOTHING, Reason.TOO_MANY_FAILED, detail);
    }

    /** Why a state that is no failure moves nobody. */
    static @Nullable Verdict word(NodeState state) {
        return switch (state) {
            case ONLINE -> null;
            case STORAGE_DOWN -> nothing(Reason.STORAGE_DOWN);
            case DEGRADED -> nothing(Reason.DEGRADED);
            case UNREACHABLE -> nothing(Reason.UNREACHABLE);
            case OFFLINE -> nothing(Reason.NOT_CONFIRMED);
        };
    }

    private static Verdict nothing(Reason reason) {
        return new Verdict(Action.NOTHING, reason, "");
    }
}
