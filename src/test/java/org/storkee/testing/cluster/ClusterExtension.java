package org.storkee.testing.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Hands the shared cluster and the shared Stork server to tests; see {@link ClusterTest}. */
public final class ClusterExtension implements ParameterResolver, BeforeAllCallback, AfterAllCallback, TestWatcher {
    private static Shared shared;

    /** Ends with the JVM: where several run tests, JUnit sees each class as a run of its own. */
    private static final class Shared {
        private final TestCluster cluster = TestCluster.start(
                        Path.of(System.getProperty("storkee.cluster.folder", "target/cluster-1")))
                .stopAtExit();
        private StorkServer stork;

        StorkServer stork() {
            if (stork == null) {
                stork = StorkServer.start(cluster, StorkOptions.named("stork"));
                cluster.startScheduler(stork.scheduler("stork"));
                cluster.startScheduler(stork.scheduler("default-scheduler").withIgnorable(true));
            }
            return stork;
        }
    }

    private static synchronized Object shared(Class<?> type) {
        if (shared == null) {
            shared = new Shared();
            SuiteSoFar.writesDown(shared.cluster.auditLog());
        }
        return type == TestCluster.class ? shared.cluster : shared.stork();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        SuiteSoFar.begins(context.getRequiredTestClass());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        SuiteSoFar.ends(context.getRequiredTestClass());
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        SuiteSoFar.failed(context.getUniqueId());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestCluster.class || type == StorkServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(parameter.getParameter().getType());
    }
}
