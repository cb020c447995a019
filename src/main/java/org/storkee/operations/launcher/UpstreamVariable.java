package org.storkee.operations.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The environment variables of upstream Stork that nothing here corresponds to. Those of its storage drivers and
 * {@code KUBECONFIG} work as they are: see {@link org.storkee.operations.config.Setting#borrowedFrom}.
 *
 * @param name as Kubernetes has it
 * @param granted the value that asks for what is so anyway; empty when none does
 * @param why why it has no effect, the end of a sentence
 */
record UpstreamVariable(String name, String granted, String why) {
    private static final String BACKUP = "backup is not part of this version";

    static final List<UpstreamVariable> ALL = List.of(
            new UpstreamVariable("MARKET_PLACE", "", BACKUP),
            new UpstreamVariable("KUBERNETES_OPS_QPS_RATE", "", "calls to the API server are few and not limited"),
            new UpstreamVariable("KUBERNETES_OPS_BURST_RATE", "", "calls to the API server are few and not limited"),
            new UpstreamVariable("SKIP_AWS_DRIVER_INIT", "true", "this build has no driver aws"),
            new UpstreamVariable("USE_GKE_GCLOUD_AUTH_PLUGIN", "", "nothing here asks a cloud"),
            new UpstreamVariable(
                    "CREATE_DEFAULT_VOLUMESNAPSHOTCLASS", "false", "snapshots are not part of this version"),
            new UpstreamVariable("TEST_MODE", "false", "upstream's tests are not part of this version"),
            new UpstreamVariable("CMD-EXECUTOR-IMAGE-REGISTRY", "", "rules are not part of this version"),
            new UpstreamVariable("CMD-EXECUTOR-IMAGE-REGISTRY-SECRET", "", "rules are not part of this version"),
            new UpstreamVariable("BACKUP-VOLUME-BATCH-COUNT", "", BACKUP),
            new UpstreamVariable("GET-BACKUP-STATUS-BATCH-COUNT", "", BACKUP));

    /** One warning for each that is set and has no effect, in the order above. */
    static List<String> warnings(Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        for (UpstreamVariable variable : ALL) {
            String value = environment.getOrDefault(variable.name, "");
            if (!value.isEmpty() && !value.equalsIgnoreCase(variable.granted)) {
                warnings.add("environment variable " + variable.name + " has no effect: " + variable.why);
            }
        }
        return warnings;
    }
}
