package org.storkee.health;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/**
 * Which volumes are abnormal by two observations that agree, and since when pods are moved for them: a volume that stays
 * abnormal elsewhere must not chase its pod from node to node. Not thread-safe; the detector guards it.
 */
final class VolumeWatch {
    private final HealthSettings settings;
    private final Map<VolumeKey, Track> tracks = new HashMap<>();

    VolumeWatch(HealthSettings settings) {
        this.settings = settings;
    }

    /** One look. {@code held}: when the views that count as evidence held; volumes of other drivers prove nothing. */
    void observe(Map<DriverId, Instant> held, Set<VolumeKey> abnormal, Instant now) {
        abnormal.forEach(key -> tracks.computeIfAbsent(key, k -> new Track()));
        tracks.entrySet().removeIf(entry -> {
            VolumeKey key = entry.getKey();
            Instant heldAt = held.get(key.driver());
            if (heldAt == null) {
                entry.getValue().loseEvidence();
                return entry.getValue().movedAt == null;
            }
            return abnormal.contains(key)
                    ? entry.getValue().abnormal(heldAt, settings)
                    : entry.getValue().normal(now, settings);
        });
    }

    Set<VolumeKey> confirmed() {
        return tracks.entrySet().stream()
                .filter(e -> e.getValue().confirmed)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** When a pod was first to leave each of these volumes. */
    Map<VolumeKey, Instant> movedAt() {
        Map<VolumeKey, Instant> moved = new HashMap<>();
        tracks.forEach((volume, track) -> {
            if (track.movedAt != null) {
                moved.put(volume, track.movedAt);
            }
        });
        return moved;
    }

    void acted(VolumeKey volume, Instant now) {
        Track track = tracks.computeIfAbsent(volume, k -> new Track());
        track.movedAt = track.movedAt == null ? now : track.movedAt;
    }

    /** Of times that may be of another clock nothing is known but that a pod was moved: no other one is. */
    void loseEvidence() {
        tracks.values().forEach(track -> {
            track.loseEvidence();
            track.movedAt = track.movedAt == null ? null : Instant.MIN;
        });
    }

    /** As for a new leader; but what a pod was moved for is remembered. */
    void reset() {
        loseEvidence();
    }

    private static final class Track {
        private @Nullable Instant first;
        private boolean confirmed;
        private @Nullable Instant movedAt;
        private @Nullable Instant normalSince;

        boolean abnormal(Instant heldAt, HealthSettings settings) {
            normalSince = null;
            first = first == null || heldAt.isBefore(first) ? heldAt : first;
            confirmed |= !heldAt.isBefore(first.plus(settings.confirmAfter()));
            return false;
        }

        /** True when it can be forgotten: normal, and long enough so if a pod was moved for it. */
        boolean normal(Instant now, HealthSettings settings) {
            loseEvidence();
            normalSince = normalSince == null ? now : normalSince;
            return movedAt == null || !now.isBefore(normalSince.plus(settings.coolDown()));
        }

        void loseEvidence() {
            first = null;
            confirmed = false;
        }
    }
}
