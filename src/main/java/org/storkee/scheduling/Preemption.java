package org.storkee.scheduling;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyService;

/** Where evicting pods would help another pod (design S12). Thread-safe. */
@ApplicationScoped
class Preemption {
    @Inject
    Extender extender;

    @Inject
    TopologyService topologies;

    private final CatchUp catchUp = new CatchUp();

    /** The nodes of {@code request} on which evicting its victims would let the pod run. Takes up to a second. */
    Map<String, PreemptionCodec.Victims> helped(PreemptionCodec.Request request) {
        return PreemptionRules.kept(request.victims(), catchUp.judge(() -> judge(request)));
    }

    private Verdicts judge(PreemptionCodec.Request request) {
        Topology topology = topologies.current();
        List<KubernetesNode> unknown = request.victims().keySet().stream()
                .filter(name -> topology.indexOf(name) < 0)
                .map(KubernetesNode::named)
                .toList();
        Topology complete = unknown.isEmpty() ? topology : topology.with(unknown);
        int[] candidates =
                request.victims().keySet().stream().mapToInt(complete::indexOf).toArray();
        return extender.judge(request.pod(), complete, candidates);
    }
}
