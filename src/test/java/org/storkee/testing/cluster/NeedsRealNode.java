package org.storkee.testing.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test that starts a {@link RealNode}. On a machine that cannot, it is skipped, and the report names what is
 * missing. The system property {@code storkee.real-node=required} makes it fail there instead. On a control plane of an
 * older Kubernetes it is always skipped: the kubelet is of the newest, and none may be newer than its API server.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRealNode.Condition.class)
public @interface NeedsRealNode {

    /** Asks {@link RealNodeHost}, and for the packages, before anything is started for the class. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            KubernetesVersion version = KubernetesVersion.chosen();
            if (!version.isNewest()) {
                return ConditionEvaluationResult.disabled("the real node's kubelet is of Kubernetes "
                        + KubernetesVersion.of("").name() + ", too new for an API server of " + version.name());
            }
            if (System.getProperty("storkee.real-node", "").equals("required")) {
                return ConditionEvaluationResult.enabled("a real node is required");
            }
            Optional<String> missing = RealNodeHost.missing().or(Condition::missingPackages);
            return missing.map(what -> ConditionEvaluationResult.disabled("a real node needs " + what))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("this machine can run a real node"));
        }

        private static Optional<String> missingPackages() {
            try {
                DebianPackages.ensure();
                return Optional.empty();
            } catch (ClusterException e) {
                return Optional.of("Debian packages: " + e.getMessage());
            }
        }
    }
}
