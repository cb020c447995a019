package org.storkee.scheduling;

import java.util.LinkedHashMap;
import java.util.Map;

/** On which nodes preemption would help (design S12): nobody is evicted for a node that cannot serve the pod. Pure. */
final class PreemptionRules {
    private PreemptionRules() {}

    /**
     * The nodes worth evicting for: those the verdicts accept and that have victims at all.
     *
     * @param victims as asked, in order
     * @param verdicts for the nodes of {@code victims}, in that order; with a wait no node qualifies
     */
    static Map<String, PreemptionCodec.Victims> kept(Map<String, PreemptionCodec.Victims> victims, Verdicts verdicts) {
        Map<String, PreemptionCodec.Victims> kept = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, PreemptionCodec.Victims> entry : victims.entrySet()) {
            boolean served = verdicts.refusals()[i++] == null;
            if (verdicts.waiting() == null && served && !entry.getValue().uids().isEmpty()) {
                kept.put(entry.getKey(), entry.getValue());
            }
        }
        return kept;
    }
}
