package org.storkee.operations;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.BoundedStop;

/**
 * On SIGTERM closes the ports, with calls under way answered, and only then lets the platform stop, as fast as it can. A
 * platform that finds open ports when it stops takes a second to look again whether they have closed, however soon they do.
 */
@ApplicationScoped
class OrderlyStop {
    private static final Logger LOG = Logger.getLogger(OrderlyStop.class.getName());
    private static final String TERMINATION = "TERM";

    /** 128 and SIGTERM's number: what the JVM ends with when nobody handles the signal. */
    private static final int EXIT_CODE = 143;

    /** The platform's own; without a target it pauses every endpoint. */
    private static final String ENDPOINTS = "WebSphere:feature=kernel,name=ServerEndpointControl";

    private static final String STATISTICS =
            "io.openliberty.microprofile.metrics.internal.monitor.MonitorMetricsHandler";

    private @Nullable SignalHandling handling;

    void begin(@Observes Startup event) {
        handling = SignalHandling.of(TERMINATION, () -> {
            BoundedStop.run("closing the ports", OrderlyStop::closePorts);
            endWaitForStatistics();
            Runtime.getRuntime().exit(EXIT_CODE);
        });
    }

    /** A deployment that is taken away leaves the JVM as it found it. */
    @PreDestroy
    void end() {
        if (handling != null) {
            handling.close();
        }
    }

    private static void closePorts() {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(ENDPOINTS), "pause", null, null);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "the ports were not closed first; the platform closes them as it stops", e);
        }
    }

    /**
     * For five seconds after the start the platform's metrics wait for statistics of its threads, which are switched off
     * here, and a stop waits for all that runs. An interruption ends that wait and nothing else.
     */
    private static void endWaitForStatistics() {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (Arrays.stream(stack).anyMatch(frame -> STATISTICS.equals(frame.getClassName()))) {
                thread.interrupt();
            }
        });
    }
}
