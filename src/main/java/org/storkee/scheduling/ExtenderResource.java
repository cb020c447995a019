package org.storkee.scheduling;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.NodeLabels;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyService;

/** The scheduler extender's verbs on HTTP. Only translates; {@link Extender} decides. */
@Path("/")
@ApplicationScoped
public class ExtenderResource {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    BodyReader bodies;

    @Inject
    NodeLabels labels;

    @Inject
    TopologyService topologies;

    @Inject
    ClusterCache cache;

    @Inject
    Extender extender;

    @Inject
    Preemption preemption;

    @Inject
    Explainer explainer;

    @Inject
    ExtenderMetrics metrics;

    @Inject
    ExtenderTraces traces;

    @Inject
    @ConfigProperty(name = "stork.extender.refusals")
    String refusals;

    @Inject
    @ConfigProperty(name = "stork.extender.max-concurrent")
    int maxConcurrent;

    @Inject
    @ConfigProperty(name = "stork.extender.max-candidates")
    int maxCandidates;

    private ExtenderCodec codec;
    private Semaphore permits;

    @PostConstruct
    void init() {
        codec = new ExtenderCodec(node -> labels.read(node), maxCandidates);
        permits = new Semaphore(maxConcurrent);
    }

    /** filter and prioritize: any path that contains the word, filter looked for first, as upstream matches. */
    @POST
    @Path("{path: .*(filter|prioritize).*}")
    public Response extend(
            @PathParam("path") String path,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long announced,
            InputStream in)
            throws IOException {
        boolean filter = path.contains("filter");
        return withBody(announced, in, body -> {
            long start = System.nanoTime();
            ExtenderRequest request = codec.read(body.bytes(), body.length(), topologies.current());
            String mode = request.full ? "full" : "names";
            String verb = filter ? "filter" : "prioritize";
            Runnable afterwards = () -> {
                bodies.release(body);
                metrics.answered(verb, mode, System.nanoTime() - start);
            };
            ExtenderTraces.Subject subject = ExtenderTraces.Subject.of(request.pod, request.size());
            if (!filter) {
                int[] scores = traces.prioritize(subject, () -> extender.prioritize(request));
                return answer(ExtenderAnswer.priorities(request, scores, afterwards));
            }
            Verdicts verdicts = traces.filter(subject, () -> extender.filter(request));
            boolean refused = verdicts.waiting() != null
                    || (verdicts.accepted() == 0 && verdicts.pod().concernsStorage());
            if (refused && refusals.equals("http-400")) {
                metrics.answered(verb, mode, System.nanoTime() - start);
                return text(400, RefusalTexts.response(verdicts));
            }
            return answer(
                    verdicts.waiting() != null
                            ? ExtenderAnswer.wait(verdicts.waiting(), afterwards)
                            : ExtenderAnswer.filter(request, verdicts.refusals(), afterwards));
        });
    }

    /** preempt: the nodes on which the victims would help. */
    @POST
    @Path("preempt")
    public Response preempt(@HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long announced, InputStream in)
            throws IOException {
        return withBody(announced, in, body -> {
            long start = System.nanoTime();
            PreemptionCodec.Request request = PreemptionCodec.read(body.bytes(), body.length());
            ExtenderCodec.limit(request.victims().size(), maxCandidates);
            byte[] answer = traces.preempt(
                    ExtenderTraces.Subject.of(request.pod(), request.victims().size()),
                    () -> PreemptionCodec.write(preemption.helped(request)));
            metrics.answered("preempt", "names", System.nanoTime() - start);
            return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CONTENT_LENGTH, answer.length)
                    .build();
        });
    }

    /** Explains the decision for a pod of the cluster on all its nodes. */
    @GET
    @Path("explain")
    public Response explain(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("pod") @Nullable String pod,
            @Context Request request)
            throws IOException {
        if (namespace == null || namespace.isEmpty() || pod == null || pod.isEmpty()) {
            return text(400, "namespace and pod: both are required, as in /explain?namespace=default&pod=db-0");
        }
        Pod known = cache.pods().get(namespace, pod);
        if (known == null) {
            return text(404, "pod " + namespace + "/" + pod + " is not known to the cluster cache");
        }
        Topology topology = topologies.current();
        return explanation(
                explainer.explain(
                        known, topology, IntStream.range(0, topology.size()).toArray()),
                request);
    }

    /** Explains the decision for ExtenderArgs, as filter and prioritize would get them. */
    @POST
    @Path("explain")
    public Response explain(
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long announced, @Context Request http, InputStream in)
            throws IOException {
        return withBody(announced, in, body -> {
            ExtenderRequest request = codec.read(body.bytes(), body.length(), topologies.current());
            return explanation(explainer.explain(request.pod, request.topology, request.candidates), http);
        });
    }

    private Response withBody(@Nullable Long announced, InputStream in, Work work) throws IOException {
        BodyReader.Body body = null;
        boolean handedOver = false;
        try {
            body = bodies.read(in, announced == null ? -1 : announced);
            Response response = worked(body, work);
            handedOver = response.getEntity() instanceof ExtenderAnswer;
            return response;
        } catch (BadRequestException e) {
            metrics.rejected("bad-request");
            return text(400, e.getMessage());
        } catch (RejectedRequestException e) {
            metrics.rejected(String.valueOf(e.status()));
            // What is left of the body would be read to its end before the connection could be used again.
            return Response.fromResponse(text(e.status(), e.getMessage()))
                    .header("Connection", "close")
                    .build();
        } finally {
            if (body != null && !handedOver) {
                bodies.release(body);
            }
        }
    }

    private Response worked(BodyReader.Body body, Work work) throws IOException {
        if (!permits.tryAcquire()) {
            throw new RejectedRequestException(
                    503, "more than " + maxConcurrent + " requests at once (stork.extender.max-concurrent)");
        }
        try {
            return work.on(body);
        } finally {
            permits.release();
        }
    }

    private static Response answer(ExtenderAnswer answer) {
        return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CONTENT_LENGTH, answer.length())
                .build();
    }

    private static Response explanation(Explanation explanation, Request request) throws IOException {
        List<Variant> variants = Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, MediaType.TEXT_PLAIN_TYPE)
                .build();
        Variant chosen = request.selectVariant(variants);
        return chosen != null && MediaType.TEXT_PLAIN_TYPE.isCompatible(chosen.getMediaType())
                ? text(200, explanation.text())
                : Response.ok(JSON.writeValueAsString(explanation), MediaType.APPLICATION_JSON_TYPE)
                        .build();
    }

    private static Response text(int status, @Nullable String message) {
        return Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .entity(message + "\n")
                .build();
    }

    /** What is done with a body once it is read. */
    private interface Work {
        Response on(BodyReader.Body body) throws IOException;
    }
}
