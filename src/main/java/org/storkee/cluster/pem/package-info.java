/**
 * PEM files as tools write them, certificates and private keys, and the key stores made of them, for whoever serves or
 * asks over TLS. Plain Java: the
 * launcher uses it before the server's libraries are there. May use nothing else of ours. For administrators:
 * {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.cluster.pem;
