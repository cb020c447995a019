package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.ArrayList;
import java.util.List;
import org.storkee.cluster.EventRecorder;

/** Keeps events as {@code <kind>/<name> <reason>: <message>} instead of writing them. */
final class RecordedEvents extends EventRecorder {
    final List<String> texts = new ArrayList<>();

    @Override
    public void warn(ObjectReference about, String reason, String message) {
        texts.add(about.getKind() + "/" + about.getName() + " " + reason + ": " + message);
    }
}
