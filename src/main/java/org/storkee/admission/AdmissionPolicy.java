package org.storkee.admission;

/**
 * What is done to which pod.
 *
 * @param scheduler set as {@code schedulerName}
 * @param override also on pods that name a scheduler other than the default one
 * @param skipAnnotation with a true boolean, leaves a pod alone
 */
record AdmissionPolicy(String scheduler, boolean override, String skipAnnotation) {}
