import { differences } from "../../planned/values";
import {
  collected,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textOf,
} from "../../stack/json";
import { namesIn } from "../../stack/references";
import { once } from "../../stack/remembered";
import { contentOf, rewritten } from "../access/translation";
import { DOCKER_KEYS, isPullSecret } from "../catalogue/block-types";
import { isElsewhere, passwordGiven } from "./azure";
import lists from "./lists.json";
import {
  type Around,
  blocksOf,
  type Given,
  groupKind,
  isChanged,
  isFrom,
  isGiven,
  lineFor,
  manifestKind,
  type Rule,
  whole,
} from "./rule";

/** Pull secrets are derived, unless controllers copy them to other namespaces. */
const secret: Rule = (given, around) => {
  const { block, values } = translated(given);
  if (isPullSecret(block, values)) {
    const { annotations } = metadataIn(block.body);
    const isPlain = (annotations ?? null) === null || (isObject(annotations) && Object.keys(annotations).length === 0);
    return isPlain || isSame("annotations", given, around) ? undefined : "a controller may copy it by its annotations";
  }
  const type = values.type ?? block.body.type ?? "Opaque";
  return lists.secretTypes.includes(textOf(type))
    ? (passwordGiven(given, around) ?? documents(given, around))
    : "its type is not known to be harmless";
};

/** What programs that build or copy images log in with, whatever keeps it. */
const documents: Rule = (given, around) => {
  const { block, values } = translated(given);
  const all = [block.body, values, objectOf(given.block.body.manifest)].flatMap((body) =>
    lists.content.flatMap((name) => Object.values(objectOf(body[name]))),
  );
  return isChanged(lists.content, given, around) && all.some(hasLogins) ? "it holds a login of a registry" : undefined;
};

/** Kubernetes, "Secrets", under "Docker config Secrets": logins are in its auths, by registry. */
function hasLogins(value: Json): boolean {
  const text = textOf(value);
  return [text, Buffer.from(text, "base64").toString()].some((one) =>
    Object.keys(objectOf(contentOf(one)?.auths)).some((host) => !isElsewhere(host)),
  );
}

/** Amazon EKS, "Grant IAM users access to Kubernetes with a ConfigMap". */
const configuration: Rule = (given, around) => {
  const { body } = given.block;
  const content = [body.data, objectOf(body.manifest).data].map(objectOf);
  const isMapping =
    metadataIn(body).name === "aws-auth" || content.some((one) => lists.mapped.some((name) => name in one));
  return isMapping && isChanged(lists.content, given, around)
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
function translated({ block, values }: Given): Given {
  return rewritten(block, values) ?? { block, values };
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

/** In the words of the resource that is made for a role, or in those of a manifest. */
function rulesOf(body: JsonObject): JsonObject[] {
  return [...blocksOf(body, "rule"), ...listOf(objectOf(body.manifest).rules).map(objectOf)];
}

/** @param name of the role */
function isHarmlessRule(rule: JsonObject, name: Json | undefined): boolean {
  const { api_groups, apiGroups: groups = api_groups, resources, verbs } = rule;
  const { non_resource_urls, nonResourceURLs: urls = non_resource_urls } = rule;
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

/** What may be done to these gives nobody more: locks, events, and questions about permissions. */
const USABLE: Readonly<Record<string, readonly string[]>> = lists.usable;

/**
 * Of most groups, nothing that is read is a credential. Of the core group, what leads into pods and nodes is. Kubernetes, "Kubelet
 * authentication/authorization": all but metrics and statistics of a node may lead there.
 */
function isHarmless(group: string, resource: string, isReading: boolean): boolean {
  const isReadable = group === "" ? lists.readable.includes(resource) : lists.groups.includes(group);
  return (isReading && isReadable) || (lookUp(USABLE, group) ?? []).includes(resource);
}

/** Some roles of Kubernetes itself read no secrets. */
const binding: Rule = (given, around) => {
  if (!isChanged(["role_ref", "subject", "manifest"], given, around)) {
    return undefined;
  }
  const { kind, name } = roleNamed(given.block.body);
  const own = rolesOf(given, around);
  const isBuiltIn = kind === "ClusterRole" && lists.builtIn.includes(textOf(name));
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
const rolesIn = once((instances: readonly Given[]) => {
  const roles = instances.filter((one) => kindOf(one) !== undefined).map(whole);
  return collected(
    roles.flatMap((one) => {
      const { name, namespace } = metadataIn(one.block.body);
      return [keyOf(one.block, kindOf(one), namespace, name), one.block.address].map((key) => [key, one] as const);
    }),
  );
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
  ...{ account, annotated, binding, configuration, data, rules, secret },
};
