package org.storkee.cluster;

import java.lang.management.ManagementFactory;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * An MBean by which another application of the same server reaches what is ours: applications share no classes.
 *
 * @param type what it can be asked
 * @param name its object name
 * @param otherwise said in the log when it cannot be published
 */
public record PublishedBean<T>(Class<T> type, String name, String otherwise) {
    private static final Logger LOG = Logger.getLogger(PublishedBean.class.getName());

    /** Publishes it until {@link #withdraw}, in place of a former one of this name. */
    public void publish(T bean) {
        withdraw();
        try {
            server().registerMBean(new StandardMBean(bean, type), new ObjectName(name));
        } catch (JMException e) {
            LOG.log(Level.WARNING, otherwise, e);
        }
    }

    /** Takes it away, as a new deployment in the same JVM needs; does nothing when it is not there. */
    public void withdraw() {
        try {
            ObjectName published = new ObjectName(name);
            if (server().isRegistered(published)) {
                server().unregisterMBean(published);
            }
        } catch (JMException e) {
            LOG.log(Level.FINE, e, () -> name + " was not taken away");
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
