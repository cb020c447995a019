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
 * Marks a test that builds or enters an {@link ImageTree}, for which a machine needs what a {@link RealNode} does. On
 * one that lacks it the test is skipped, and the report names what is missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsImageTree.Condition.class)
public @interface NeedsImageTree {

    /** Asks {@link RealNodeHost}, and whether Debian packages can be had. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> missing = RealNodeHost.missing().or(Condition::missingPackages);
            return missing.map(what -> ConditionEvaluationResult.disabled("the image's tree needs " + what))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("this machine can enter the image's tree"));
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
