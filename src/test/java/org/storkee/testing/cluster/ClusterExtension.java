package org.storkee.testing.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the shared cluster to tests; see {@link ClusterTest}. */
public final class ClusterExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

    /** Lives in the root store: JUnit closes it when the last test class is done. */
    private record Shared(TestCluster cluster, Thread hook) implements AutoCloseable {
        static Shared start() {
            Path folder = Path.of(System.getProperty("storkee.cluster.folder", "target/cluster"));
            TestCluster cluster = TestCluster.start(folder);
            Thread hook = new Thread(() -> TestCluster.stopLeftovers(cluster.folder()), "stop-test-cluster");
            Runtime.getRuntime().addShutdownHook(hook);
            return new Shared(cluster, hook);
        }

        @Override
        public void close() {
            cluster.close();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class)
                .cluster();
    }
}
