/**
 * From the PEM files that a Kubernetes Secret mounts ({@code tls.crt}, {@code tls.key}, {@code ca.crt}) to the PKCS #12
 * stores the server reads: once by the launcher, before the server starts, and by a timer whenever the files change, so
 * that a renewed certificate needs no restart.
 *
 * <p>Plain Java but for {@link org.storkee.operations.tls.TlsReloadTimer}: the launcher runs without the server's
 * libraries. May use {@code cluster.pem} and nothing else of ours. For administrators: {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations.tls;
