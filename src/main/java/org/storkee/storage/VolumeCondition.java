package org.storkee.storage;

/**
 * What a storage system says of a volume's health. Immutable.
 *
 * @param abnormal it needs a person's attention: data is at risk or cannot be served
 * @param message the storage system's own words, shown to people; may be empty
 */
public record VolumeCondition(boolean abnormal, String message) {
    /** All is well: the one instance of the commonest value. */
    public static final VolumeCondition NORMAL = new VolumeCondition(false, "");

    /** An abnormal one. */
    public static VolumeCondition abnormal(String message) {
        return new VolumeCondition(true, message);
    }
}
