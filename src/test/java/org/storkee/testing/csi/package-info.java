/** Kubernetes' own provisioner with a small CSI driver: objects about CSI volumes and room that come from the real thing. */
package org.storkee.testing.csi;
