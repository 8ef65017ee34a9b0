import { parseAddress } from "../../stack/address";
import { isTemplate } from "../../stack/expression/template";
import { isList, isObject, type Json, type JsonObject, objectOf, textOf, texts, textValues } from "../../stack/json";
import { attributesRead } from "../../stack/references";
import { contentOf, resourceType } from "../access/translation/azapi";
import { isNewCluster } from "../catalogue/questions";
import { type Around, blocksOf, isChanged, isFrom, isGiven, isLeft, type Rule } from "./rule";
import type { Given } from "./table";

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
  const isResource = block.type === "azapi_resource" || block.type === "azapi_update_resource";
  if (!isResource || !isChanged(["body", ...SENSITIVE], given, around)) {
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
const CLUSTERS = "microsoft.containerservice/managedclusters";

function isIdentity(text: string): boolean {
  return /\/userAssignedIdentities\//i.test(text) || (isTemplate(text) && text.includes(`${IDENTITY}.`));
}

/** Registries that hold no images of a customer of Azure. */
const PUBLIC = [
  ...["docker.io", "index.docker.io", "registry-1.docker.io", "dhi.io", "mcr.microsoft.com", "public.ecr.aws"],
  ...["ghcr.io", "quay.io", "registry.k8s.io", "gcr.io", "nvcr.io", "registry.redhat.io", "registry.access.redhat.com"],
];

/** Whether an address or the name of an image is of such a registry. */
export function isElsewhere(place: Json | undefined): boolean {
  const [host] = textOf(place)
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .split("/");
  return PUBLIC.includes(host) || /^[a-z\d-]+\.pkg\.dev$/.test(host);
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
  return logins.length > 0 ? "it pulls with a password, whose rights are not told here" : undefined;
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
    PASSWORDS.get(parseAddress(address)?.type ?? "")?.some((name) => attributes.has(name)),
  );
  return isPassword ? "it gets a password of a registry or of a service principal" : undefined;
};

/** Most texts name none of these, and need no reading. */
const PASSWORD_TYPE = /azurerm_container_registry|azuread_/;

/** What is a password, by the type of what has it. */
const PASSWORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["azurerm_container_registry", ["admin_password"]],
  ["azurerm_container_registry_token_password", ["password1", "password2"]],
  ["azuread_application", ["password"]],
  ["azuread_application_password", ["value"]],
  ["azuread_service_principal_password", ["value"]],
]);
