/**
 * The admission webhook: new pods that use volumes of a driver are given the scheduler that asks Stork.
 *
 * <p>The way of a call: {@code endpoint} on the webhook's own port → {@link org.storkee.admission.Webhook} →
 * {@code ReviewCodec} → {@code AdmissionRules}, which ask {@code PodStorage} whose volumes the pod uses → answer. The way
 * of a certificate: {@code AdmissionTimer} → {@code CertificateKeeper} ({@code RotationPlan} decides) and
 * {@code WebhookRegistration}. Only {@code AdmissionActions} writes to the cluster.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; nobody uses it. For administrators:
 * {@code docs/admission.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.admission;
