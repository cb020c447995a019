package org.storkee.health;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/** Makes decisions out of verdicts, with their evidence; knows when one must not be carried out. Pure. */
final class Drafts {
    private final Scene scene;
    private final ShareGuard share;

    Drafts(Scene scene, ShareGuard share) {
        this.scene = scene;
        this.share = share;
    }

    Facts facts() {
        return new Facts(scene, share);
    }

    /** About a driver as a whole. */
    Decision driver(DriverId driver, Verdict verdict) {
        return decision(
                verdict,
                driver,
                null,
                null,
                null,
                List.of(),
                List.of(),
                facts().driver(driver).failed(driver));
    }

    /** About one machine. */
    Decision machine(Finding finding, Verdict verdict) {
        MachineId id = finding.machine().id();
        Facts facts = facts().finding(finding).driver(id.driver()).node(id.node());
        return decision(verdict, id.driver(), id.node(), null, null, List.of(), List.of(), facts);
    }

    /** About a node, on the word of {@code failing}. */
    Decision node(String node, List<Finding> failing, Verdict verdict) {
        Facts facts = facts().node(node);
        failing.forEach(f -> facts.finding(f).driver(f.machine().id().driver()));
        return decision(verdict, driverOf(failing), node, null, null, ids(failing), List.of(), facts);
    }

    /** About a pod, on the word of {@code failing} and of {@code abnormal} volumes. */
    Decision pod(PodEvidence pod, List<Finding> failing, List<VolumeKey> abnormal, Verdict verdict) {
        Facts facts = facts().pod(pod).node(pod.node());
        failing.forEach(f -> facts.finding(f).driver(f.machine().id().driver()));
        abnormal.forEach(v -> facts.add("abnormal volume", v.key()).driver(v.driver()));
        DriverId driver =
                failing.isEmpty() && !abnormal.isEmpty() ? abnormal.getFirst().driver() : driverOf(failing);
        return decision(verdict, driver, pod.node(), pod, null, ids(failing), abnormal, facts);
    }

    /** About an attachment, on the word of {@code finding}. */
    Decision attachment(AttachmentEvidence attachment, Finding finding, Verdict verdict) {
        MachineId id = finding.machine().id();
        Facts facts = facts().add("attachment", attachment.name() + " of volume " + attachment.volume());
        facts.finding(finding).driver(id.driver()).node(id.node());
        return decision(verdict, id.driver(), id.node(), null, attachment, List.of(id), List.of(), facts);
    }

    private static @Nullable DriverId driverOf(List<Finding> failing) {
        return failing.isEmpty() ? null : failing.getFirst().machine().id().driver();
    }

    private static List<MachineId> ids(List<Finding> failing) {
        return failing.stream().map(f -> f.machine().id()).toList();
    }

    private Decision decision(
            Verdict verdict,
            @Nullable DriverId driver,
            @Nullable String node,
            @Nullable PodEvidence pod,
            @Nullable AttachmentEvidence attachment,
            List<MachineId> machines,
            List<VolumeKey> abnormal,
            Facts facts) {
        boolean carryOut = verdict.action().writes()
                && scene.settings().mode() == Mode.ACT
                && (pod == null || pod.optOut() == OptOut.NONE);
        return new Decision(
                scene.at(),
                verdict.action(),
                carryOut,
                verdict.reason(),
                driver,
                node,
                pod == null ? null : pod.id(),
                attachment,
                machines,
                abnormal,
                verdict.detail(),
                facts.list());
    }
}
