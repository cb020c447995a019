package org.storkee.testing.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that works on the real control plane. Its constructors and methods may take a {@link TestCluster}:
 * one for all such classes of a JVM, started when the first one asks and stopped at the end of the run. So a test uses
 * names of its own (a namespace, a node prefix, a scheduler name) and removes its nodes.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface ClusterTest {}
