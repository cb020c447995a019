package org.storkee;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.ArrayList;
import java.util.List;
import org.storkee.testing.cluster.AuditLog;

/**
 * One thing a shipped role lets a ServiceAccount do.
 *
 * @param namespace empty for all
 * @param name empty for all
 */
record Grant(String role, String account, String verb, String group, String resource, String namespace, String name) {

    /** Every grant among these objects; a role without a binding grants nothing. */
    static List<Grant> in(List<HasMetadata> objects) {
        List<Grant> grants = new ArrayList<>();
        for (HasMetadata object : objects) {
            if (object instanceof ClusterRoleBinding binding) {
                add(grants, objects, binding.getRoleRef(), binding.getSubjects());
            } else if (object instanceof RoleBinding binding) {
                add(grants, objects, binding.getRoleRef(), binding.getSubjects());
            }
        }
        return grants;
    }

    private static void add(List<Grant> grants, List<HasMetadata> objects, RoleRef ref, List<Subject> subjects) {
        for (HasMetadata object : objects) {
            if (!object.getMetadata().getName().equals(ref.getName())) {
                continue;
            }
            if (object instanceof ClusterRole role) {
                role.getRules().forEach(rule -> add(grants, object, "", rule, subjects));
            } else if (object instanceof Role role) {
                role.getRules()
                        .forEach(
                                rule -> add(grants, object, object.getMetadata().getNamespace(), rule, subjects));
            }
        }
    }

    private static void add(
            List<Grant> grants, HasMetadata role, String namespace, PolicyRule rule, List<Subject> subjects) {
        List<String> names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
        for (Subject subject : subjects) {
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    for (String verb : rule.getVerbs()) {
                        names.forEach(name -> grants.add(new Grant(
                                role.getMetadata().getName(),
                                subject.getName(),
                                verb,
                                group,
                                resource,
                                namespace,
                                name)));
                    }
                }
            }
        }
    }

    boolean allows(AuditLog.Request request) {
        return account.equals(request.account())
                && verb.equals(request.verb())
                && group.equals(request.group())
                && resource.equals(request.resource())
                && (namespace.isEmpty() || namespace.equals(request.namespace()))
                && (name.isEmpty() || name.equals(request.name()));
    }

    /** As in {@code stork-health: list events}. */
    @Override
    public String toString() {
        return role + ": " + verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                + (name.isEmpty() ? "" : " " + name);
    }
}
