package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * The shipped rights on the leader's Lease under another name, as an administrator has to grant them who sets
 * {@code stork.leader-election.name}. Beside the shipped role, for servers that lead side by side.
 */
final class LeaseRole {
    private static final String ROLE = "stork-leader-role";
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withForce(true)
            .withFieldManager("lease-role")
            .build();

    private LeaseRole() {}

    static void grant(KubernetesClient client, String namespace, String lease) {
        Role shipped =
                client.rbac().roles().inNamespace(namespace).withName(ROLE).require();
        RoleBinding binding = client.rbac()
                .roleBindings()
                .inNamespace(namespace)
                .withName(ROLE + "-binding")
                .require();
        String name = ROLE + "-" + lease;
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withRules(shipped.getRules())
                        .editMatchingRule(rule -> !rule.getResourceNames().isEmpty())
                        .withResourceNames(lease)
                        .endRule()
                        .build())
                .patch(APPLY);
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .withSubjects(binding.getSubjects())
                        .build())
                .patch(APPLY);
    }
}
