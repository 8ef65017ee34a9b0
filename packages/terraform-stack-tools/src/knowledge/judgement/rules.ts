import { differences } from "../../planned/values";
import { parseAddress } from "../../stack/address";
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
  texts,
  textValues,
} from "../../stack/json";
import { attributesRead, namesIn } from "../../stack/references";
import { once } from "../../stack/remembered";
import { isTemplate } from "../../stack/template";
import { CLUSTERS, contentOf, resourceType, rewritten } from "../access/translation";
import { DOCKER_KEYS, isAzapi, isNewCluster, isPullSecret } from "../catalogue/block-types";
import lists from "./lists.json";
import {
  type Around,
  blocksOf,
  type Given,
  groupKind,
  isChanged,
  isDeployer,
  isFrom,
  isGiven,
  isLeft,
  lineFor,
  manifestKind,
  type Rule,
  whole,
} from "./rule";

/** What is derived of something in the same stack, by the argument that names it. */
const ABOUT: Readonly<Record<string, { readonly arguments: readonly string[]; readonly types: readonly string[] }>> =
  lists.about;

const elsewhere: Rule = ({ block }) => {
  const { arguments: names = [], types = [] } = lookUp(ABOUT, block.blockType) ?? {};
  const about = names.map((name) => block.body[name]).filter(isGiven);
  return isFrom(types, about) ? undefined : "what it is for is in another plan";
};

/** Settings by which others than before come into a group. Terraform Registry, azuread_group, 2026-02-19. */
const joined: Rule = (given, around) =>
  around.before !== undefined && isChanged(["visibility", "administrative_unit_ids"], given, around)
    ? "others than before may join it, or change its members"
    : undefined;

/** Whoever runs Terraform owns what it creates. */
const owners: Rule = (given, around) => {
  const { body } = given.block;
  if (around.before?.account_enabled === false && given.values.account_enabled !== false) {
    return "it may sign in again, with the roles that it has";
  }
  if (!isChanged(["owners", "dynamic_membership"], given, around)) {
    return joined(given, around);
  }
  if (blocksOf(body, "dynamic_membership").length > 0) {
    return "whoever fits its rule is a member";
  }
  return isGiven(body.owners) && !isDeployer(body.owners)
    ? "its owners may add credentials or members"
    : joined(given, around);
};

/** A policy without an identity deploys nothing, and changes nothing that exists. */
const identity: Rule = ({ block }) =>
  blocksOf(block.body, "identity").length > 0 ? "its policies deploy or change something with its identity" : undefined;

function isOneOf(known: readonly string[], value: Json | undefined): boolean {
  return isList(value) && value.length > 0 && value.every((one) => known.includes(textOf(one).toLowerCase()));
}

/** Who reads the secrets of a vault, other than whoever runs Terraform. What is in it, no plan tells. */
const vault: Rule = (given, around) => {
  const { blockType, body } = given.block;
  const isPolicy = blockType === "azurerm_key_vault_access_policy";
  if (!isChanged(isPolicy ? ["object_id", "secret_permissions"] : ["access_policy"], given, around)) {
    return undefined;
  }
  const policies = isPolicy ? [body] : blocksOf(body, "access_policy");
  const isReading = ({ object_id, secret_permissions: allowed }: JsonObject) =>
    isGiven(allowed) && !isOneOf(lists.vault, allowed) && !isDeployer(object_id);
  return policies.some(isReading) ? "it lets somebody read secrets, which may be passwords of a registry" : undefined;
};

/** A new cluster has no pull secrets yet. */
const administrators: Rule = (given, around) => {
  const { before } = around;
  if (before === undefined || !isChanged(lists.administrators, given, around)) {
    return undefined;
  }
  const [old, fresh] = [before, given.block.body].map((body) =>
    lists.administrators
      .flatMap((name) => blocksOf(body, name))
      .flatMap(({ admin_group_object_ids: ids }) => listOf(ids)),
  );
  return fresh.every((one) => old.includes(one)) ? undefined : "its administrators read the pull secrets in it";
};

/** Whoever pulls from the cache pulls what it copies. */
const upstream: Rule = ({ block, values }) => {
  const { sourceRepository } = objectOf(objectOf(contentOf(values.body ?? block.body.body)).properties);
  const source = values.source_repo ?? block.body.source_repo ?? sourceRepository;
  return isElsewhere(source) ? undefined : "pulls from it get images of another registry";
};

/** Only what can be read is derived. */
const body: Rule = ({ block, values }) =>
  rewritten(block, values) === undefined ? "its body is not in the plan" : undefined;

/** Those with which no pod pulls, and nobody gets into the cluster. */
const settings: Rule = (given, around) => {
  const { block, values } = given;
  const all = [block.body.body, values.body].map((one) => objectOf(contentOf(one)).properties).filter(isGiven);
  const isHarmless = all.every(
    (one) => isObject(one) && Object.keys(one).every((name) => lists.cluster.includes(name)),
  );
  return isHarmless || !isChanged(["body"], given, around) ? undefined : "some of its settings may let somebody pull";
};

/** By the names that the table has for them. */
export const AZURE_RULES: Readonly<Record<string, Rule>> = {
  ...{ administrators, body, elsewhere, identity, owners, settings, upstream, vault },
};

const IDENTITY = "azurerm_user_assigned_identity";

/** What may act by itself: identities, and the service principal of a cluster. */
const ACTING = [IDENTITY, "azuread_application", "azuread_service_principal"];

const EXISTING = "it gets an identity that exists already, which may have roles by other plans";
const HIDDEN = "a part of its body is not in the plan";

/** Nothing of a user's runs in the control plane of a cluster. */
const OF_NODES = ["kubelet_identity", "service_principal"];

/**
 * An identity that exists already may have roles by other plans. Those of one that is made with what it is given to are
 * derived.
 */
export const existingIdentity: Rule = (given, around) => {
  const { block } = given;
  if (!/^az(api|urerm)_/.test(block.type)) {
    return undefined;
  }
  const isCluster = isNewCluster(block);
  const places = isCluster ? OF_NODES.filter((place) => !isMadeByAks(place, given)) : ["identity"];
  const carried = places.flatMap((place) => idsIn(place, given));
  const ids = [
    ...(isChanged(places, given, around) ? carried : []),
    ...(isCluster || block.type.startsWith("azapi_") ? [] : namedElsewhere(given, around, carried)),
  ];
  return ids.every((id) => isFrom(ACTING, id)) ? undefined : EXISTING;
};

/** Nodes for which nobody chooses an identity get one that AKS creates. Only a control plane of users' may be given another. */
function isMadeByAks(place: string, given: Given): boolean {
  const { block, values } = given;
  const control = blocksOf(block.body, "identity");
  const isSystem = control.length > 0 && control.every(({ type }) => type === "SystemAssigned");
  return place === "kubelet_identity" && values[place] === undefined && (isSystem || isLeft(place, given));
}

function idsIn(place: string, { block, values }: Given): Json[] {
  const all = [...blocksOf(block.body, place), ...blocksOf(values, place)];
  return all.flatMap(({ identity_ids, user_assigned_identity_id, client_id }) =>
    [identity_ids, user_assigned_identity_id, client_id].filter(isGiven),
  );
}

/** What other arguments name, such as the identity with which a group of containers pulls. */
function namedElsewhere(given: Given, around: Around, carried: readonly Json[]): string[] {
  const { body } = given.block;
  const known = textValues([...carried]);
  const names = Object.keys(body).filter(
    (name) => name !== "identity" && !isLeft(name, given) && isChanged([name], given, around),
  );
  return names
    .flatMap((name) => texts(body[name], name))
    .filter(({ place, text }) => isIdentity(text) || (isTemplate(text) && /identity(_ids?)?(\[\d+\])?$/.test(place)))
    .flatMap(({ text }) => (known.includes(text) ? [] : [text]));
}

/** The same in a body of Azure's own API, where an identity may stand anywhere. */
export const identityInBody: Rule = (given, around) => {
  const { block, values } = given;
  if (!isAzapi(block.type) || !isChanged(["body", ...SENSITIVE], given, around)) {
    return undefined;
  }
  const bodies = [block.body.body, values.body].filter(isGiven).map(contentOf);
  if (SENSITIVE.some((name) => isGiven(block.body[name])) || bodies.includes(undefined)) {
    return HIDDEN;
  }
  const isCluster = resourceType(block.body, values) === CLUSTERS;
  const isForeign = bodies.map(objectOf).some(({ identity, ...rest }) => {
    const carried = Object.keys(objectOf(objectOf(identity).userAssignedIdentities));
    const named = texts(rest).flatMap(({ text }) => (isIdentity(text) ? [text] : []));
    // The identity of a cluster is that of its control plane.
    const isNew = isCluster || (isRead(identity) && carried.every((id) => isFrom([IDENTITY], id)));
    return !isNew || !named.every((id) => !isCluster && carried.includes(id));
  });
  return isForeign ? EXISTING : undefined;
};

/** Whether nothing in it takes the place of something that nobody knows. */
function isRead(identity: Json | undefined): boolean {
  const { userAssignedIdentities } = objectOf(identity);
  return [identity, userAssignedIdentities].every((part) => !isGiven(part) || isObject(part));
}

const SENSITIVE = ["sensitive_body", "sensitive_body_version"];

function isIdentity(text: string): boolean {
  return /\/userAssignedIdentities\//i.test(text) || (isTemplate(text) && text.includes(`${IDENTITY}.`));
}

/** Whether an address or the name of an image is of a registry that holds no images of a customer of Azure. */
function isElsewhere(place: Json | undefined): boolean {
  const [host] = textOf(place)
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .split("/");
  return lists.publicRegistries.includes(host) || /^[a-z\d-]+\.pkg\.dev$/.test(host);
}

/** A password with which something pulls. An identity with which it does is told by itself. */
export const registryLogin: Rule = (given, around) => {
  const { block, values } = given;
  if (!/^az(api|urerm)_/.test(block.type)) {
    return undefined;
  }
  const names = Object.keys(block.body).filter((name) => isChanged([name], given, around));
  const logins = names.flatMap((name) => {
    const content = name === "body" ? (contentOf(block.body.body) ?? contentOf(values.body)) : undefined;
    return loginsIn(content ?? block.body[name], REGISTRY.test(name));
  });
  return logins.length > 0 ? "it pulls with a password, whose rights are not shown here" : undefined;
};

const REGISTRY = /registr|docker/i;
const PASSWORD = /password/i;
const SERVER = /server|url/i;

/** The objects with a password that is for a registry, by its own name or by what the object is called. */
function loginsIn(value: Json, isAbout: boolean): JsonObject[] {
  if (isList(value)) {
    return value.flatMap((part) => loginsIn(part, isAbout));
  }
  if (!isObject(value)) {
    return [];
  }
  const members = Object.entries(value);
  const own = members.filter(([name, part]) => (isAbout || REGISTRY.test(name)) && isGiven(part));
  const hasPassword = own.some(([name]) => PASSWORD.test(name));
  const isPublic = own.some(([name, part]) => SERVER.test(name) && isElsewhere(part));
  // Settings of an app may be a list of names and values.
  const isSetting = [REGISTRY, PASSWORD].every((form) => form.test(textOf(value.name)));
  return [
    ...((hasPassword && !isPublic) || isSetting ? [value] : []),
    ...members.flatMap(([name, part]) => loginsIn(part, REGISTRY.test(name))),
  ];
}

/** What is put somewhere may be read there. */
export const passwordGiven: Rule = ({ block }) => {
  const read = attributesRead(textValues(block.body).filter((text) => isTemplate(text) && PASSWORD_TYPE.test(text)));
  const isPassword = [...read].some(([address, attributes]) =>
    lookUp(PASSWORDS, parseAddress(address)?.type ?? "")?.some((name) => attributes.has(name)),
  );
  return isPassword ? "it gets a password of a registry or of a service principal" : undefined;
};

/** Most texts name none of these, and need no reading. */
const PASSWORD_TYPE = /azurerm_container_registry|azuread_/;

/** What is a password, by the type of what has it. */
const PASSWORDS: Readonly<Record<string, readonly string[]>> = lists.passwords;

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
    ? "those it lets into a cluster may read the pull secrets in it"
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
