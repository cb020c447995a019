package org.storkee.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;

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

    /** Null when the pods of the machine tell all there is, or nothing is wrong. */
    private @Nullable Verdict judge(Finding finding) {
        if (!MachineTrack.failed(finding.machine().state(), scene.settings())) {
            return word(finding.machine().state());
        }
        if (share.tooMany(finding.machine().id().driver())) {
            return tooMany(finding);
        }
        if (finding.confirmed()) {
            return null;
        }
        return finding.phase() == Phase.RECOVERED
                ? new Verdict(Action.TELL, Reason.COOLING_DOWN, "")
                : nothing(Reason.NOT_CONFIRMED);
    }

    private Verdict tooMany(Finding finding) {
        MachineId id = finding.machine().id();
        String detail = "more than " + share.allowed(id.driver()) + " of the " + share.machines(id.driver())
                + " machines of " + id.driver();
        return new Verdict(finding.confirmed() ? Action.TELL : Action.NOTHING, Reason.TOO_MANY_FAILED, detail);
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
