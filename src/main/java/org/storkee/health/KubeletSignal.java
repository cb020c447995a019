package org.storkee.health;

/** Whether a node's kubelet lives, by the renewals of its Lease alone. */
public enum KubeletSignal {
    /** A renewal was seen to arrive lately. */
    ALIVE,
    /** None was, for as long as it takes. */
    LOST,
    /** Not watched for long enough to tell, or there is no Lease. */
    UNKNOWN
}
