package org.storkee.testing.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A running kube-scheduler of a {@link TestCluster}; closing it stops it. */
public final class Scheduler implements AutoCloseable {
    private final ManagedProcess process;
    private final int port;
    private final SchedulerOptions options;

    private Scheduler(ManagedProcess process, int port, SchedulerOptions options) {
        this.process = process;
        this.port = port;
        this.options = options;
    }

    static Scheduler start(ControlPlane controlPlane, Path kubeconfig, Path folder, SchedulerOptions options) {
        Path config = SchedulerConfig.write(options, kubeconfig, folder);
        int port = Ports.free();
        ManagedProcess process = controlPlane.component(
                "kube-scheduler", options.name(), port, kubeconfig, List.of("--config=" + config));
        process.start().await(Duration.ofMinutes(3), "ready", () -> controlPlane.answers(port, "/readyz"));
        return new Scheduler(process, port, options);
    }

    public SchedulerOptions options() {
        return options;
    }

    /** Its TLS port on loopback; {@code /metrics} there wants the admin's certificate or token. */
    public int port() {
        return port;
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.kill();
    }

    /** Starts it again after {@link #kill()}, on the same port. */
    public void restart() {
        process.start();
    }

    /** The process, for its log and its id. */
    public ManagedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.stop();
    }
}
