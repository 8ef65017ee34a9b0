import { differences, isUnset } from "../../planned/values";
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
import {
  argument,
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
} from "./kinds";
import lists from "./lists.json";
import { isElsewhere, passwordGiven } from "./rules";

/** Pull secrets are derived, unless controllers copy them to other namespaces. */
const secret: Rule = (given) => {
  const own = translated(given);
  if (isPullSecret(own.block, own.values)) {
    const isPlain = isUnset(metadataIn(own.block.body).annotations ?? null);
    return isPlain || isSame("annotations", given) ? undefined : "a controller may copy it by its annotations";
  }
  return lists.secretTypes.includes(textOf(argument("type", own) ?? "Opaque"))
    ? (passwordGiven(given) ?? documents(given))
    : "its type is not known to be harmless";
};

/** What programs that build or copy images log in with, whatever keeps it. */
const documents: Rule = (given) => {
  const { block, values } = translated(given);
  const all = [block.body, values, objectOf(given.block.body.manifest)].flatMap((body) =>
    lists.content.flatMap((name) => Object.values(objectOf(body[name]))),
  );
  return isChanged(lists.content, given) && all.some(hasLogins) ? "it holds a login of a registry" : undefined;
};

/** Kubernetes, "Secrets", under "Docker config Secrets": logins are in its auths, by registry. */
function hasLogins(value: Json): boolean {
  const text = textOf(value);
  return [text, Buffer.from(text, "base64").toString()].some((one) =>
    Object.keys(objectOf(contentOf(one)?.auths)).some((host) => !isElsewhere(host)),
  );
}

/** Amazon EKS, "Grant IAM users access to Kubernetes with a ConfigMap". */
const configuration: Rule = (given) => {
  const { body } = given.block;
  const content = [body.data, objectOf(body.manifest).data].map(objectOf);
  const isMapping =
    metadataIn(body).name === "aws-auth" || content.some((one) => lists.mapped.some((name) => name in one));
  return isMapping && isChanged(lists.content, given)
    ? "those it lets into a cluster may read the pull secrets in it"
    : documents(given);
};

const CLIENT = "azure.workload.identity/client-id";

/** Azure, "Use Microsoft Entra Workload ID with AKS": an identity that exists may trust its tokens already. */
const account: Rule = ({ block, before = {} }) => {
  const [fresh, old] = [block.body, before].map((body) => body.annotations ?? metadataIn(body).annotations ?? {});
  const id = isObject(fresh) ? lookUp(fresh, CLIENT) : fresh;
  const isOld = id === lookUp(objectOf(old), CLIENT);
  return isOld || !isGiven(id) || isFrom(["azurerm_user_assigned_identity", "azuread_application"], id)
    ? undefined
    : "its pods may act as an identity that exists already";
};

/** A manifest of a secret as the resource that is made for it. */
function translated({ block, values }: Given): Given {
  return rewritten(block, values) ?? { block, values };
}

/** Of a secret whose type is elsewhere, the keys tell whether pods pull with it. */
const data: Rule = (given) => {
  const { body } = given.block;
  const all = [body.data, body.data_wo].filter(isGiven);
  const isOther = all.length > 0 && all.every((one) => isObject(one) && !DOCKER_KEYS.some((key) => key in one));
  return isOther ? documents(given) : "pods may pull with what it puts into a secret";
};

/** Annotations and labels of what is harmless whatever it says. */
const annotated: Rule = (given) => {
  const named = groupKind(argument("api_version", given), argument("kind", given));
  const line = named === undefined ? undefined : lineFor(`kubernetes_manifest ${named}`);
  if (line?.unless === "account") {
    return account(given);
  }
  const isHarmless =
    line !== undefined && line.verdict !== "not judged" && [undefined, "configuration"].includes(line.unless);
  return isHarmless ? undefined : "controllers and roles go by annotations and labels of such an object";
};

const rules: Rule = (given) => {
  const isOld = !isChanged(["rule", "aggregation_rule", "manifest"], given) && isSame("labels", given);
  return isOld || isHarmlessRole(given) ? undefined : "it may read secrets, or create what does";
};

/** Whether a part of the metadata is as before: other parts change with every update. */
function isSame(name: string, { block, before = {} }: Given): boolean {
  const [old, fresh] = [before, block.body].map((body) => metadataIn(body)[name] ?? null);
  return differences(old, fresh).length === 0;
}

/** What it is made of may be another role, and other roles may be made of it. */
function isHarmlessRole({ block: { body } }: Given): boolean {
  const { labels = null, name } = metadataIn(body);
  const isMade = [body.aggregation_rule, objectOf(body.manifest).aggregationRule].some(isGiven);
  const isPart = Object.keys(objectOf(labels)).some((label) =>
    label.startsWith("rbac.authorization.k8s.io/aggregate-to-"),
  );
  const isReadable = labels === null || isObject(labels);
  // In the words of the resource that is made for a role, or in those of a manifest.
  const all = [...blocksOf(body, "rule"), ...listOf(objectOf(body.manifest).rules).map(objectOf)];
  return !isMade && !isPart && isReadable && all.every((rule) => isHarmlessRule(rule, name));
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
const binding: Rule = (given) => {
  const { block, instances = NONE } = given;
  if (!isChanged(["role_ref", "subject", "manifest"], given)) {
    return undefined;
  }
  const { kind, name } = blocksOf(block.body, "role_ref")[0] ?? objectOf(objectOf(block.body.manifest).roleRef);
  // The roles of the stack that it names, in the same cluster and namespace.
  const keys = isGiven(name) ? [keyOf(block, kind, metadataIn(block.body).namespace, name), ...namesIn(name)] : [];
  const own = keys.flatMap((key) => rolesIn(instances).get(key) ?? []);
  const isBuiltIn = kind === "ClusterRole" && lists.builtIn.includes(textOf(name));
  const isKnown = own.length > 0 ? own.every(isHarmlessRole) : isBuiltIn;
  return isKnown ? undefined : "its role may read secrets, or create what does";
};

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

/** Of a role; undefined for anything else. */
function kindOf(given: Given): string | undefined {
  const { type } = given.block;
  return lookUp(ROLES, type === "kubernetes_manifest" ? (manifestKind(given) ?? "") : type.replace(/_v1$/, ""));
}

const ROLES: Readonly<Record<string, string>> = {
  kubernetes_cluster_role: "ClusterRole",
  kubernetes_role: "Role",
  "rbac.authorization.k8s.io/ClusterRole": "ClusterRole",
  "rbac.authorization.k8s.io/Role": "Role",
};

function metadataIn(body: JsonObject): JsonObject {
  return blocksOf(body, "metadata")[0] ?? objectOf(objectOf(body.manifest).metadata);
}

/** By the names that the table has for them. */
export const KUBERNETES_RULES: Readonly<Record<string, Rule>> = {
  ...{ account, annotated, binding, configuration, data, rules, secret },
};
