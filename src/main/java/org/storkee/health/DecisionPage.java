package org.storkee.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.storkee.cluster.Leadership;
import org.storkee.cluster.PublishedBean;

/**
 * The last decisions as JSON and as text: an MBean, by which the management port's page {@code /health-decisions} reads
 * them.
 */
@ApplicationScoped
class DecisionPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PublishedBean<Page> BEAN = new PublishedBean<>(
            Page.class, "org.storkee:type=Page,name=health-decisions", "/health-decisions cannot be served");

    @Inject
    DecisionLog log;

    @Inject
    HealthSettings settings;

    @Inject
    Leadership leadership;

    /** What the management port reads. */
    public interface Page {
        /** The page; {@code format} is {@code json} or {@code text}. */
        String read(String format);
    }

    /** Makes the page readable until {@link #unregister}. */
    void register() {
        BEAN.publish(this::read);
    }

    /** Takes it away, as a new deployment in the same JVM needs. */
    void unregister() {
        BEAN.withdraw();
    }

    String read(String format) {
        return format.equals("text") ? text() : json();
    }

    private String json() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("leader", leadership.isLeader());
        page.put("mode", settings.mode().name().toLowerCase(java.util.Locale.ROOT));
        page.put("decisions", log.entries().stream().map(DecisionPage::fields).toList());
        try {
            return JSON.writeValueAsString(page);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("decisions are texts and numbers, and yet cannot be written", e);
        }
    }

    private static Map<String, Object> fields(DecisionLog.Entry entry) {
        Decision decision = entry.decision();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", entry.number());
        fields.put("first", entry.first().toString());
        fields.put("last", entry.last().toString());
        fields.put("count", entry.count());
        fields.put("action", label(decision.action()));
        fields.put("carriedOut", decision.carryOut());
        fields.put("reason", decision.reason().label());
        fields.put("message", decision.message());
        fields.put(
                "driver", decision.driver() == null ? null : decision.driver().toString());
        fields.put("node", decision.node());
        fields.put("pod", decision.pod() == null ? null : decision.pod().toString());
        fields.put("podUid", decision.pod() == null ? null : decision.pod().uid());
        fields.put(
                "attachment",
                decision.attachment() == null ? null : decision.attachment().name());
        fields.put("outcome", entry.outcome());
        List<Map<String, String>> evidence = new ArrayList<>();
        for (Fact fact : decision.evidence()) {
            evidence.add(Map.of("what", fact.what(), "value", fact.value()));
        }
        fields.put("evidence", evidence);
        return fields;
    }

    /** As metrics and JSON call it: {@code delete-gracefully}. */
    static String label(Action action) {
        return action.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private String text() {
        StringBuilder text = new StringBuilder("Storage health: mode ")
                .append(settings.mode().name().toLowerCase(java.util.Locale.ROOT))
                .append(
                        leadership.isLeader()
                                ? ", this replica leads"
                                : ", this replica does not lead and decides nothing")
                .append('\n');
        for (DecisionLog.Entry entry : log.entries()) {
            append(text, entry);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, DecisionLog.Entry entry) {
        Decision decision = entry.decision();
        text.append('\n').append(entry.last());
        if (entry.count() > 1) {
            text.append(" (")
                    .append(entry.count())
                    .append(" times since ")
                    .append(entry.first())
                    .append(')');
        }
        text.append("  ").append(label(decision.action()));
        if (decision.action().writes() && !decision.carryOut()) {
            text.append(" (not carried out)");
        }
        if (decision.pod() != null) {
            text.append("  pod ").append(decision.pod());
        }
        if (decision.attachment() != null) {
            text.append("  attachment ").append(decision.attachment().name());
        }
        if (decision.node() != null) {
            text.append("  node ").append(decision.node());
        }
        if (decision.driver() != null) {
            text.append("  driver ").append(decision.driver());
        }
        text.append("\n    ").append(decision.message()).append('\n');
        if (entry.outcome() != null) {
            text.append("    outcome: ").append(entry.outcome()).append('\n');
        }
        decision.evidence().forEach(fact -> text.append("    ").append(fact).append('\n'));
    }
}
