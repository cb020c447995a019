package org.storkee.testing.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Hands the shared cluster and the shared Stork server to tests; see {@link ClusterTest}. */
public final class ClusterExtension implements ParameterResolver, BeforeAllCallback, TestWatcher {
    private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

    /** Lives in the root store: JUnit closes it when the last test class is done. */
    private static final class Shared implements AutoCloseable {
        private final TestCluster cluster = TestCluster.start(
                        Path.of(System.getProperty("storkee.cluster.folder", "target/cluster")))
                .stopAtExit();
        private StorkServer stork;

        TestCluster cluster() {
            return cluster;
        }

        synchronized StorkServer stork() {
            if (stork == null) {
                stork = StorkServer.start(cluster, StorkOptions.named("stork"));
                cluster.startScheduler(stork.scheduler("stork"));
                cluster.startScheduler(stork.scheduler("default-scheduler").withIgnorable(true));
            }
            return stork;
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        SuiteSoFar.begins(context.getRequiredTestClass());
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        SuiteSoFar.failed();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestCluster.class || type == StorkServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
        return parameter.getParameter().getType() == TestCluster.class ? shared.cluster() : shared.stork();
    }
}
