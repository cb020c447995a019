/**
 * Pages on the management port besides the platform's probes and metrics.
 *
 * <p>What lives here: one resource, packaged as a small application of its own, because an application answers on one
 * virtual host only and Stork EE's is the extender's. It knows no feature: a feature registers its page as an MBean
 * ({@link org.storkee.operations.management.PageResource} says how), and the two share nothing but the JVM.
 *
 * <p>May use the platform only; nobody uses it. The ports: {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations.management;
