import { differences } from "../../planned/path";
import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, textOf } from "../../stack/json";
import { once } from "../../stack/once";
import { namesIn } from "../../stack/references";
import { contentOf } from "../access/translation/azapi";
import { fromManifest } from "../access/translation/manifest";
import { DOCKER_KEYS } from "../catalogue/block-types/kubernetes";
import { isPullSecret } from "../catalogue/questions";
import { isElsewhere, passwordGiven } from "./credentials";
import { type Around, blocksOf, isChanged, isFrom, isGiven, type Rule, whole } from "./rule";
import { type Given, groupKind, lineFor, manifestKind } from "./table";

/** Types of secrets that no registry and no API server takes. */
const OTHER_TYPES = ["Opaque", "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth", "kubernetes.io/tls"];

/** Pull secrets are derived, unless controllers copy them to other namespaces. */
const secret: Rule = (given, around) => {
  const { block, values } = translated(given);
  if (isPullSecret(block, values)) {
    const { annotations } = metadataIn(block.body);
    const isPlain = (annotations ?? null) === null || (isObject(annotations) && Object.keys(annotations).length === 0);
    return isPlain || isSame("annotations", given, around) ? undefined : "a controller may copy it by its annotations";
  }
  const type = values.type ?? block.body.type ?? "Opaque";
  return OTHER_TYPES.includes(textOf(type))
    ? (passwordGiven(given, around) ?? documents(given, around))
    : "its type is not known to be harmless";
};

const CONTENT = ["data", "data_wo", "binary_data", "binary_data_wo", "manifest"];

/** What programs that build or copy images log in with, whatever keeps it. */
const documents: Rule = (given, around) => {
  const { block, values } = translated(given);
  const all = [block.body, values, objectOf(given.block.body.manifest)].flatMap((body) =>
    CONTENT.flatMap((name) => Object.values(objectOf(body[name]))),
  );
  return isChanged(CONTENT, given, around) && all.some(hasLogins) ? "it holds a login of a registry" : undefined;
};

/** Kubernetes, "Secrets", under "Docker config Secrets": logins are in its auths, by registry. */
function hasLogins(value: Json): boolean {
  const text = textOf(value);
  return [text, Buffer.from(text, "base64").toString()].some((one) =>
    Object.keys(objectOf(contentOf(one)?.auths)).some((host) => !isElsewhere(host)),
  );
}

/** Amazon EKS, "Grant IAM users access to Kubernetes with a ConfigMap". */
const MAPPED = ["mapAccounts", "mapRoles", "mapUsers"];

const configuration: Rule = (given, around) => {
  const { body } = given.block;
  const content = [body.data, objectOf(body.manifest).data].map(objectOf);
  const isMapping = metadataIn(body).name === "aws-auth" || content.some((one) => MAPPED.some((name) => name in one));
  return isMapping && isChanged(CONTENT, given, around)
    ? "whom it lets into a cluster may read the pull secrets in it"
    : documents(given, around);
};

const CLIENT = "azure.workload.identity/client-id";

/** Azure, "Use Microsoft Entra Workload ID with AKS": an identity that exists may trust its tokens already. */
const account: Rule = ({ block }, { before = {} }) => {
  const [fresh, old] = [block.body, before].map((body) => body.annotations ?? metadataIn(body).annotations ?? {});
  const id = isObject(fresh) ? lookUp(fresh, CLIENT) : fresh;
  const isSame = id === lookUp(objectOf(old), CLIENT);
  return isSame || !isGiven(id) || isFrom(["azurerm_user_assigned_identity", "azuread_application"], id)
    ? undefined
    : "its pods may act as an identity that exists already";
};

/** A manifest of a secret as the resource that is made for it. */
function translated(given: Given): Given {
  const { block, values } = given;
  const translation = fromManifest(block.blockType, block.body, values);
  return translation === undefined
    ? given
    : {
        block: { ...block, type: translation.type, blockType: translation.type, body: translation.convert(block.body) },
        values: translation.convert(values),
      };
}

/** Of a secret whose type is elsewhere, the keys tell whether pods pull with it. */
const data: Rule = (given, around) => {
  const { body } = given.block;
  const all = [body.data, body.data_wo].filter(isGiven);
  const isOther = all.length > 0 && all.every((one) => isObject(one) && !DOCKER_KEYS.some((key) => key in one));
  return isOther ? documents(given, around) : "pods may pull with what it puts into a secret";
};

/** Annotations and labels of what is harmless whatever it says. */
const annotated: Rule = (given, around) => {
  const { block, values } = given;
  const [version, kind] = ["api_version", "kind"].map((name) => values[name] ?? block.body[name]);
  const named = groupKind(version, kind);
  const line = named === undefined ? undefined : lineFor(`kubernetes_manifest ${named}`);
  if (line?.unless === "account") {
    return account(given, around);
  }
  const isHarmless =
    line !== undefined &&
    line.verdict !== "not judged" &&
    (line.unless === undefined || line.unless === "configuration");
  return isHarmless ? undefined : "controllers and roles go by annotations and labels of such an object";
};

/** What a role allows, in the words of a manifest. */
interface RoleRule {
  readonly groups: Json | undefined;
  readonly resources: Json | undefined;
  readonly verbs: Json | undefined;
  readonly urls: Json | undefined;
}

/** Groups of which nothing that is read is a credential. */
const GROUPS = [
  ...["apps", "autoscaling", "batch", "policy", "events.k8s.io", "metrics.k8s.io", "networking.k8s.io"],
  ...["apiextensions.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "node.k8s.io", "scheduling.k8s.io"],
  ...["storage.k8s.io", "gateway.networking.k8s.io", "rbac.authorization.k8s.io"],
];

/**
 * What may be read of the core group, without what leads into pods and nodes. Kubernetes, "Kubelet
 * authentication/authorization": all but metrics and statistics of a node may lead there.
 */
const READABLE = [
  ...["configmaps", "endpoints", "events", "limitranges", "namespaces", "nodes", "nodes/metrics", "nodes/stats"],
  ...[
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "pods/log",
    "pods/status",
    "replicationcontrollers",
    "resourcequotas",
  ],
  ...["serviceaccounts", "services", "services/status", "nodes/status", "namespaces/status"],
];

/** What may be done to these gives nobody more: locks, events, and questions about permissions. */
const USABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ["", ["events"]],
  ["authentication.k8s.io", ["tokenreviews"]],
  ["authorization.k8s.io", ["localsubjectaccessreviews", "selfsubjectaccessreviews", "subjectaccessreviews"]],
  ["coordination.k8s.io", ["leases"]],
  ["events.k8s.io", ["events"]],
  ["networking.k8s.io", ["ingresses/status"]],
]);

const rules: Rule = (given, around) => {
  const isOld = !isChanged(["rule", "aggregation_rule", "manifest"], given, around) && isSame("labels", given, around);
  return isOld || isHarmlessRole(given) ? undefined : "it may read secrets, or create what does";
};

/** Whether a part of the metadata is as before: other parts change with every update. */
function isSame(name: string, { block }: Given, { before = {} }: Around): boolean {
  const [old, fresh] = [before, block.body].map((body) => metadataIn(body)[name] ?? null);
  return differences(old, fresh).length === 0;
}

/** What it is made of may be another role, and other roles may be made of it. */
function isHarmlessRole({ block }: Given): boolean {
  const manifest = objectOf(block.body.manifest);
  const made = [block.body.aggregation_rule, manifest.aggregationRule].some(isGiven);
  const { labels } = metadataIn(block.body);
  const isPart = Object.keys(objectOf(labels)).some((name) =>
    name.startsWith("rbac.authorization.k8s.io/aggregate-to-"),
  );
  const isReadable = (labels ?? null) === null || isObject(labels);
  return (
    !made &&
    !isPart &&
    isReadable &&
    rulesOf(block.body).every((rule) => isHarmlessRule(rule, metadataIn(block.body).name))
  );
}

function rulesOf(body: JsonObject): RoleRule[] {
  const { rules: written } = objectOf(body.manifest);
  return [
    ...blocksOf(body, "rule").map(({ api_groups, resources, verbs, non_resource_urls }) => ({
      groups: api_groups,
      resources,
      verbs,
      urls: non_resource_urls,
    })),
    ...listOf(written)
      .map(objectOf)
      .map(({ apiGroups, resources, verbs, nonResourceURLs }) => ({
        groups: apiGroups,
        resources,
        verbs,
        urls: nonResourceURLs,
      })),
  ];
}

/** @param name of the role */
function isHarmlessRule({ groups, resources, verbs, urls }: RoleRule, name: Json | undefined): boolean {
  const [group, resource, verb] = [groups, resources, verbs].map((value) => (isList(value) ? value.map(textOf) : []));
  const isReading = verb.length > 0 && verb.every((one) => ["get", "list", "watch"].includes(one));
  if (isGiven(urls)) {
    return isReading;
  }
  // AKS reads such a role for an identity binding. Whose pods use it is derived of an identity that does not exist yet.
  if (verb.join() === "use-managed-identity") {
    return [resources, name].every((value) => isFrom(["azurerm_user_assigned_identity"], value));
  }
  // Nodes ask for tokens of their own pods.
  if (verb.join() === "request-serviceaccounts-token-audience") {
    return true;
  }
  const isWhole = group.length > 0 && resource.length > 0 && verb.length > 0;
  return isWhole && group.every((one) => resource.every((other) => isHarmless(one, other, isReading)));
}

function isHarmless(group: string, resource: string, isReading: boolean): boolean {
  const isReadable = group === "" ? READABLE.includes(resource) : GROUPS.includes(group);
  return (isReading && isReadable) || (USABLE.get(group) ?? []).includes(resource);
}

/** Roles of Kubernetes itself that read no secrets. */
const BUILT_IN = [
  ...["view", "system:auth-delegator", "system:basic-user", "system:discovery", "system:public-info-viewer"],
  "system:service-account-issuer-discovery",
];

const binding: Rule = (given, around) => {
  if (!isChanged(["role_ref", "subject", "manifest"], given, around)) {
    return undefined;
  }
  const { kind, name } = roleNamed(given.block.body);
  const own = rolesOf(given, around);
  const isBuiltIn = kind === "ClusterRole" && BUILT_IN.includes(textOf(name));
  const isKnown = own.length > 0 ? own.every(isHarmlessRole) : isBuiltIn;
  return isKnown ? undefined : "its role may read secrets, or create what does";
};

function roleNamed(body: JsonObject): JsonObject {
  return blocksOf(body, "role_ref")[0] ?? objectOf(objectOf(body.manifest).roleRef);
}

/** The roles of the stack that a binding names, in the same cluster and namespace. */
function rolesOf({ block }: Given, { instances = NONE }: Around): readonly Given[] {
  const { kind, name } = roleNamed(block.body);
  const { namespace } = metadataIn(block.body);
  const all = rolesIn(instances);
  const keys = [keyOf(block, kind, namespace, name), ...namesIn(name)];
  return isGiven(name) ? keys.flatMap((key) => all.get(key) ?? []) : [];
}

const NONE: readonly Given[] = [];

/** By what a binding of theirs has, and by their addresses. */
const rolesIn = once((instances: readonly Given[]): ReadonlyMap<string, readonly Given[]> => {
  const all = new Map<string, Given[]>();
  for (const instance of instances.filter((one) => kindOf(one) !== undefined)) {
    const one = whole(instance);
    const { name, namespace } = metadataIn(one.block.body);
    for (const key of [keyOf(one.block, kindOf(one), namespace, name), one.block.address]) {
      all.set(key, [...(all.get(key) ?? []), one]);
    }
  }
  return all;
});

function keyOf({ provider }: Given["block"], ...[kind, namespace, name]: (Json | undefined)[]): string {
  const place = kind === "ClusterRole" ? [] : [textOf(namespace)];
  return JSON.stringify([provider.name, provider.alias ?? null, textOf(kind), textOf(name), ...place]);
}

function kindOf(given: Given): string | undefined {
  const { type } = given.block;
  if (type !== "kubernetes_manifest") {
    return lookUp(ROLES, type.replace(/_v1$/, ""));
  }
  const [, kind] = /^rbac\.authorization\.k8s\.io\/(ClusterRole|Role)$/.exec(manifestKind(given) ?? "") ?? [];
  return kind;
}

const ROLES: Readonly<Record<string, string>> = { kubernetes_cluster_role: "ClusterRole", kubernetes_role: "Role" };

function metadataIn(body: JsonObject): JsonObject {
  return blocksOf(body, "metadata")[0] ?? objectOf(objectOf(body.manifest).metadata);
}

/** By the names that the table has for them. */
export const KUBERNETES_RULES: Readonly<Record<string, Rule>> = {
  account,
  annotated,
  binding,
  configuration,
  data,
  rules,
  secret,
};
