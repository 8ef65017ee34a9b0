import { parseAddress } from "../../stack/address";
import {
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
import { attributesRead } from "../../stack/references";
import { isTemplate } from "../../stack/template";
import { CLUSTERS, contentOf, resourceType, rewritten } from "../access/translation";
import { isAzapi, isNewCluster } from "../catalogue/block-types";
import { argument, blocksOf, type Given, isChanged, isDeployer, isFrom, isGiven, isLeft, type Rule } from "./kinds";
import lists from "./lists.json";

/** What is derived of something in the same stack, by the argument that names it. */
const ABOUT: Readonly<Record<string, { readonly arguments: readonly string[]; readonly types: readonly string[] }>> =
  lists.about;

const elsewhere: Rule = ({ block }) => {
  const { arguments: names = [], types = [] } = lookUp(ABOUT, block.blockType) ?? {};
  const about = names.map((name) => block.body[name]).filter(isGiven);
  return isFrom(types, about) ? undefined : "what it is for is in another plan";
};

/** Whoever runs Terraform owns what it creates. */
const owners: Rule = (given) => {
  const { block, values, before } = given;
  if (before?.account_enabled === false && values.account_enabled !== false) {
    return "it may sign in again, with the roles that it has";
  }
  if (isChanged(["owners", "dynamic_membership"], given)) {
    if (blocksOf(block.body, "dynamic_membership").length > 0) {
      return "whoever fits its rule is a member";
    }
    if (isGiven(block.body.owners) && !isDeployer(block.body.owners)) {
      return "its owners may add credentials or members";
    }
  }
  // Settings by which others than before come into a group. Terraform Registry, azuread_group, 2026-02-19.
  return before !== undefined && isChanged(["visibility", "administrative_unit_ids"], given)
    ? "others than before may join it, or change its members"
    : undefined;
};

/** A policy without an identity deploys nothing, and changes nothing that exists. */
const identity: Rule = ({ block }) =>
  blocksOf(block.body, "identity").length > 0 ? "its policies deploy or change something with its identity" : undefined;

/** Who reads the secrets of a vault, other than whoever runs Terraform. What is in it, no plan tells. */
const vault: Rule = (given) => {
  const { blockType, body } = given.block;
  const isPolicy = blockType === "azurerm_key_vault_access_policy";
  if (!isChanged(isPolicy ? ["object_id", "secret_permissions"] : ["access_policy"], given)) {
    return undefined;
  }
  const isHarmless = (allowed: Json | undefined) =>
    isList(allowed) && allowed.every((one) => lists.vault.includes(textOf(one).toLowerCase()));
  const policies = isPolicy ? [body] : blocksOf(body, "access_policy");
  const isReading = ({ object_id, secret_permissions: allowed }: JsonObject) =>
    isGiven(allowed) && !isHarmless(allowed) && !isDeployer(object_id);
  return policies.some(isReading) ? "it lets somebody read secrets, which may be passwords of a registry" : undefined;
};

/** A new cluster has no pull secrets yet. */
const administrators: Rule = (given) => {
  const { block, before } = given;
  if (before === undefined || !isChanged(lists.administrators, given)) {
    return undefined;
  }
  const [old, fresh] = [before, block.body].map((body) =>
    lists.administrators
      .flatMap((name) => blocksOf(body, name))
      .flatMap(({ admin_group_object_ids: ids }) => listOf(ids)),
  );
  return fresh.every((one) => old.includes(one)) ? undefined : "its administrators read the pull secrets in it";
};

/** Whoever pulls from the cache pulls what it copies. */
const upstream: Rule = (given) => {
  const { sourceRepository } = objectOf(objectOf(contentOf(argument("body", given))).properties);
  const isPublic = isElsewhere(argument("source_repo", given) ?? sourceRepository);
  return isPublic ? undefined : "pulls from it get images of another registry";
};

/** Only what can be read is derived. */
const body: Rule = ({ block, values }) =>
  rewritten(block, values) === undefined ? "its body is not in the plan" : undefined;

/** Those with which no pod pulls, and nobody gets into the cluster. */
const settings: Rule = (given) => {
  const bodies = [given.block.body.body, given.values.body];
  const all = bodies.map((one) => objectOf(contentOf(one)).properties).filter(isGiven);
  const isHarmless = all.every(
    (one) => isObject(one) && Object.keys(one).every((name) => lists.cluster.includes(name)),
  );
  return isHarmless || !isChanged(["body"], given) ? undefined : "some of its settings may let somebody pull";
};

/** Only a request that is written out and asks for nothing to be done. */
const request: Rule = (given) => {
  const isAsking = ["GET", "HEAD"].includes(textOf(argument("method", given) ?? "GET"));
  const url = textOf(given.values.url);
  return isAsking && !isGiven(given.block.body.request_body) && url !== "" && !isTemplate(url)
    ? undefined
    : "its request may do more than read, or reveal a secret";
};

/** By the names that the table has for them. */
export const AZURE_RULES: Readonly<Record<string, Rule>> = {
  ...{ administrators, body, elsewhere, identity, owners, request, settings, upstream, vault },
};

const IDENTITY = "azurerm_user_assigned_identity";

/** What may act by itself: identities, and the service principal of a cluster. */
const ACTING = [IDENTITY, "azuread_application", "azuread_service_principal"];

const EXISTING = "it gets an identity that exists already, which may have roles by other plans";

/** Nothing of a user's runs in the control plane of a cluster. */
const OF_NODES = ["kubelet_identity", "service_principal"];

/**
 * An identity that exists already may have roles by other plans. Those of one that is made with what it is given to are
 * derived.
 */
const existingIdentity: Rule = (given) => {
  const { block, values } = given;
  if (!/^az(api|urerm)_/.test(block.type)) {
    return undefined;
  }
  const isCluster = isNewCluster(block);
  const places = isCluster ? OF_NODES.filter((place) => !isMadeByAks(place, given)) : ["identity"];
  const carried = places
    .flatMap((place) => [...blocksOf(block.body, place), ...blocksOf(values, place)])
    .flatMap((one) => [one.identity_ids, one.user_assigned_identity_id, one.client_id].filter(isGiven));
  const ids = [
    ...(isChanged(places, given) ? carried : []),
    ...(isCluster || block.type.startsWith("azapi_") ? [] : namedElsewhere(given, textValues(carried))),
  ];
  return ids.every((id) => isFrom(ACTING, id)) ? undefined : EXISTING;
};

/** Nodes for which nobody chooses an identity get one that AKS creates. Only a control plane of users' may be given another. */
function isMadeByAks(place: string, given: Given): boolean {
  const control = blocksOf(given.block.body, "identity");
  const isSystem = control.length > 0 && control.every(({ type }) => type === "SystemAssigned");
  return place === "kubelet_identity" && given.values[place] === undefined && (isSystem || isLeft(place, given));
}

/** What other arguments name, such as the identity with which a group of containers pulls. */
function namedElsewhere(given: Given, carried: readonly string[]): string[] {
  const { body } = given.block;
  return Object.keys(body)
    .filter((name) => name !== "identity" && !isLeft(name, given) && isChanged([name], given))
    .flatMap((name) => texts(body[name], name))
    .filter(({ place, text }) => isIdentity(text) || (isTemplate(text) && /identity(_ids?)?(\[\d+\])?$/.test(place)))
    .flatMap(({ text }) => (carried.includes(text) ? [] : [text]));
}

/** The same in a body of Azure's own API, where an identity may stand anywhere. */
const identityInBody: Rule = (given) => {
  const { block, values } = given;
  if (!isAzapi(block.type) || !isChanged(["body", ...SENSITIVE], given)) {
    return undefined;
  }
  const bodies = [block.body.body, values.body].filter(isGiven).map(contentOf);
  if (SENSITIVE.some((name) => isGiven(block.body[name])) || bodies.includes(undefined)) {
    return "a part of its body is not in the plan";
  }
  const isCluster = resourceType(block.body, values) === CLUSTERS;
  const isForeign = bodies.map(objectOf).some(({ identity: own, ...rest }) => {
    const { userAssignedIdentities: all } = objectOf(own);
    const carried = Object.keys(objectOf(all));
    // Nothing takes the place of something that nobody knows.
    const isRead = [own, all].every((part) => !isGiven(part) || isObject(part));
    const named = texts(rest).flatMap(({ text }) => (isIdentity(text) ? [text] : []));
    // The identity of a cluster is that of its control plane.
    const isNew = isCluster || (isRead && carried.every((id) => isFrom([IDENTITY], id)));
    return !isNew || !named.every((id) => !isCluster && carried.includes(id));
  });
  return isForeign ? EXISTING : undefined;
};

const SENSITIVE = ["sensitive_body", "sensitive_body_version"];

function isIdentity(text: string): boolean {
  return /\/userAssignedIdentities\//i.test(text) || (isTemplate(text) && text.includes(`${IDENTITY}.`));
}

/** Whether an address or the name of an image is of a registry that holds no images of a customer of Azure. */
export function isElsewhere(place: Json | undefined): boolean {
  const [host] = textOf(place)
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .split("/");
  return lists.publicRegistries.includes(host) || /^[a-z\d-]+\.pkg\.dev$/.test(host);
}

/** A password with which something pulls. An identity with which it does is told by itself. */
const registryLogin: Rule = (given) => {
  const { block, values } = given;
  if (!/^az(api|urerm)_/.test(block.type)) {
    return undefined;
  }
  const names = Object.keys(block.body).filter((name) => isChanged([name], given));
  const isLogin = names.some((name) => {
    const content = name === "body" ? (contentOf(block.body.body) ?? contentOf(values.body)) : undefined;
    return hasLogin(content ?? block.body[name], REGISTRY.test(name));
  });
  return isLogin ? "it pulls with a password, whose rights are not shown here" : undefined;
};

const REGISTRY = /registr|docker/i;
const PASSWORD = /password/i;
const SERVER = /server|url/i;

/** Whether an object has a password that is for a registry, by its own name or by what the object is called. */
function hasLogin(value: Json, isAbout: boolean): boolean {
  if (!isObject(value)) {
    return isList(value) && value.some((part) => hasLogin(part, isAbout));
  }
  const members = Object.entries(value);
  const own = members.filter(([name, part]) => (isAbout || REGISTRY.test(name)) && isGiven(part));
  const hasPassword = own.some(([name]) => PASSWORD.test(name));
  const isPublic = own.some(([name, part]) => SERVER.test(name) && isElsewhere(part));
  // Settings of an app may be a list of names and values.
  const isSetting = [REGISTRY, PASSWORD].every((form) => form.test(textOf(value.name)));
  return (hasPassword && !isPublic) || isSetting || members.some(([name, part]) => hasLogin(part, REGISTRY.test(name)));
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

/** Of whatever is harmless by itself. */
export const FOR_ALL: readonly Rule[] = [existingIdentity, identityInBody, registryLogin, passwordGiven];
