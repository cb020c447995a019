/** Prometheus and its tool, as they are, for tests of what {@code deploy/prometheus} and {@code deploy/grafana} ship. */
package org.storkee.testing.monitoring;
