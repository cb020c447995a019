package org.storkee.testing.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that works on the real control plane. Its constructors and methods may take
 *
 * <ul>
 *   <li>a {@link TestCluster}: one for all such classes of a JVM, started when the first one asks;
 *   <li>a {@link StorkServer}: one packaged server on it, with shipped settings, asked by the schedulers {@code stork}
 *       (not ignorable) and {@code default-scheduler} (ignorable), as the manifests say.
 * </ul>
 *
 * Both end with the JVM, of which a run may have several. So a test uses names of its own (a namespace, a node prefix, and a scheduler name where it
 * wants another scheduler), removes its nodes, and leaves the shared processes running as it found them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface ClusterTest {}
