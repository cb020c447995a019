/**
 * What answers on the webhook's port: one resource, packaged as a small application of its own, because an application
 * answers on one virtual host only and Stork EE's is the extender's. It knows no rule: the body goes to the MBean that
 * {@code org.storkee.admission.Webhook} registers, and the two share nothing but the JVM.
 *
 * <p>May use the platform only; nobody uses it. The ports: {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.admission.endpoint;
