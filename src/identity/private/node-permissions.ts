import type * as bindingBinding from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1";
import type * as roleBinding from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import type { TerraformProvider } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { PullIdentityConsumer, ServiceAccountSubject } from "../../interfaces";
import { claim } from "../../private/claim";
import type { Complaint } from "../../private/fail";
import { lazy } from "../../private/lazy";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { clusterOf } from "../../private/provider-settings";
import { expressionOf } from "../../private/rendering/expression";
import type { Rules } from "../../private/rules";

const roles = lazy<typeof roleBinding>(() => require("@cdktf/provider-kubernetes/lib/cluster-role-v1"));
const roleBindings = lazy<typeof bindingBinding>(() =>
  require("@cdktf/provider-kubernetes/lib/cluster-role-binding-v1"),
);

const RBAC = "rbac.authorization.k8s.io";
const SHARED_ARGUMENTS = ["metadata.annotations", "metadata.labels"];

/** Who gets the permission: a group, or service accounts. */
export type Grantees = { readonly group: string } | { readonly serviceAccounts: readonly ServiceAccountSubject[] };

export interface ClusterPermission {
  /** Ids of the role and its binding. */
  readonly ids: readonly [role: string, binding: string];
  /** Name of both in the cluster. */
  readonly name: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly verb: string;
  readonly to: Grantees;
  readonly provider?: TerraformProvider;
  readonly rules?: Rules;
  /** What is wrong if another construct has created a role of this name. */
  readonly taken: (first: IConstruct) => Complaint;
}

/** A ClusterRole with one rule and its binding. Returns the binding. */
function clusterPermission(scope: Construct, permission: ClusterPermission): bindingBinding.ClusterRoleBindingV1 {
  const { ids, name, apiGroup, resource, verb, to, provider, rules, taken } = permission;
  const claimed = expressionOf(scope, name);
  // Names of roles and ids of clients differ in more than their case.
  claim(scope, `cluster role ${claimed.toLowerCase()} in ${clusterOf(provider)}`, (first) => ({
    ...taken(first),
    got: claimed,
  }));
  const role = new (roles().ClusterRoleV1)(scope, ids[0], {
    metadata: { name },
    rule: [{ apiGroups: [apiGroup], resources: [resource], verbs: [verb] }],
    provider,
    lifecycle: rules?.lifecycle(),
  });
  const binding = new (roleBindings().ClusterRoleBindingV1)(scope, ids[1], {
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
    subject: subjectsOf(to),
    provider,
    dependsOn: [role],
  });
  for (const resource of [role, binding]) {
    leaveIfUnstated(resource, SHARED_ARGUMENTS);
  }
  return binding;
}

function subjectsOf(to: Grantees): bindingBinding.ClusterRoleBindingV1Subject[] {
  return "group" in to
    ? [{ apiGroup: RBAC, kind: "Group", name: to.group }]
    : to.serviceAccounts.map(({ namespaceName, serviceAccountName }) => ({
        kind: "ServiceAccount",
        name: serviceAccountName,
        namespace: namespaceName,
      }));
}

/** Lets nodes request tokens of any service account for an audience. Without it they get 403. */
export function tokenRequests(
  scope: Construct,
  options: Pick<ClusterPermission, "name" | "provider" | "rules"> & { readonly audience: string },
): bindingBinding.ClusterRoleBindingV1 {
  const { audience, ...others } = options;
  return clusterPermission(scope, {
    ...others,
    ids: ["Default", "Binding"],
    apiGroup: "",
    resource: audience,
    verb: "request-serviceaccounts-token-audience",
    to: { group: "system:nodes" },
    taken: ({ node }) => ({
      property: "clusterRoleName",
      must: `be unique in the cluster, but '${node.path}' uses it already`,
      repair: `set clusterRoleName, or leave it to '${node.path}', which is enough for the whole cluster`,
      see: "names-in-use",
    }),
  });
}

/** Lets service accounts use an identity by the identity binding of an AKS cluster. */
export function identityUse(
  scope: Construct,
  options: Pick<ClusterPermission, "ids" | "to" | "provider"> & { readonly clientId: string },
): bindingBinding.ClusterRoleBindingV1 {
  const { clientId, ...others } = options;
  return clusterPermission(scope, {
    ...others,
    name: `use-managed-identity-${clientId}`,
    apiGroup: "cid.wi.aks.azure.com",
    resource: clientId,
    verb: "use-managed-identity",
    taken: (first) => usedTwice(scope, first),
  });
}

type Consuming = IConstruct & { readonly consumer?: PullIdentityConsumer };

function usedTwice(scope: Consuming, first: Consuming): Complaint {
  const property = "the permission to use an identity";
  const see = "pull-identity-subjects";
  if (first === scope) {
    const repair = "set kubernetesProvider of each cluster, or remove the duplicate";
    return { property, must: "be given once in a cluster, but two clusters have the same provider", repair, see };
  }
  // The subjects of one have one consumer.
  const isSame = first.consumer !== undefined && first.consumer === scope.consumer;
  return {
    property,
    must: `be given once in a cluster, but '${first.node.path}' gives it already`,
    repair: `${isSame ? `add the subjects to '${first.node.path}', ` : ""}use another identity, or set kubernetesProvider if it is another cluster`,
    see,
  };
}
