import { listed } from "../../shared/words";
import { isObject, objectOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { type Access, CREDENTIAL_KINDS, type CredentialKind, type Grantee, type Origin } from "../access/access";
import { type ImageRight, POWER_NAMES, type Power, RIGHTS } from "../access/roles";
import { isAboutImages, isOfType, isPullGrant, isPullSecret } from "../catalogue/block-types";

/**
 * How a stack lets pods pull images, and what that means. The first sentence can be read on its own. Empty for a stack
 * that neither has a pull secret nor assigns a role for pulling.
 */
export function pullSummary({ blocks }: Pick<Stack, "blocks">, access: readonly Access[]): string[] {
  const secrets = blocks.filter((block) => isPullSecret(block));
  return secrets.length === 0 && !blocks.some(isPullGrant)
    ? []
    : [
        ...secretSummary(blocks, secrets, access),
        ...grantSummary(blocks, access, secrets.length > 0),
        ...accountSummary(access),
      ];
}

/** What is to be said of a stack that is not about pulling images. */
export function otherSummary(stack: Stack, access: readonly Access[]): string[] {
  if (access.length > 0) {
    const hasRoles = access.some(({ origin }) => origin.kind === "role assignment");
    return [...(hasRoles ? [BY_THE_WAY] : []), ...accountSummary(access)];
  }
  if (stack.blocks.length === 0) {
    return [];
  }
  return [...(isAboutImages(stack) ? [NO_KNOWN_WAY] : []), "Review the module itself before you use it."];
}

const BY_THE_WAY =
  "It assigns a role that reaches images in Azure Container Registry: the list below says who may do what.";

const NO_KNOWN_WAY = "No known way to pull images from Azure Container Registry uses what it creates.";

/** What some lines of access allow together. */
interface Allowed {
  readonly rights: readonly ImageRight[];
  /** What leads to any right. */
  readonly powers: readonly Power[];
  /** Whether each line says what it allows. */
  readonly isKnown: boolean;
  readonly isPullOnly: boolean;
}

function allowedBy(access: readonly Access[]): Allowed {
  const rights = RIGHTS.filter((right) => access.some((line) => line.rights.includes(right)));
  const powers = POWER_NAMES.filter((power) => access.some((line) => line.rights.includes(power)));
  const isKnown = access.every((line) => line.rights.length > 0);
  return { rights, powers, isKnown, isPullOnly: isKnown && [...rights, ...powers].join() === "pull" };
}

function deeds({ rights, isKnown }: Allowed): string {
  return isKnown ? `It can ${listed(rights)} images.` : "What it can do is not decided in this module alone.";
}

function secretSummary(blocks: readonly Block[], secrets: readonly Block[], access: readonly Access[]): string[] {
  if (secrets.length === 0) {
    return [];
  }
  const inSecrets = access.filter(({ secret }) => secret !== undefined);
  const kinds = CREDENTIAL_KINDS.filter((kind) => inSecrets.some(({ origin }) => origin.kind === kind));
  return [
    `${SECRET}${deliveryIn(blocks, inSecrets)}.`,
    ...kinds.map((kind) =>
      credential(
        kind,
        inSecrets.filter(({ origin }) => origin.kind === kind),
      ),
    ),
    `The credentials are ${secrets.every(isWriteOnly) ? "not stored" : "stored"} in the Terraform state.`,
  ];
}

const SECRET =
  "Pods pull images from Azure Container Registry with an image pull secret in their namespace. " +
  "It is referenced by ";

/** Which pods use the pull secret. */
function deliveryIn(blocks: readonly Block[], access: readonly Access[]): string {
  const has = (kind: Grantee["kind"]) => access.some(({ grantees }) => grantees.some((one) => one.kind === kind));
  const accounts = [
    ...(has("every pod") ? ["the default service account of each namespace"] : []),
    ...(has("pods of a service account") ? ["the service account of this module"] : []),
  ];
  const others = blocks.some(isInjectingPolicy)
    ? "a policy of the API server, which adds it to pods that use the registry"
    : "each PodSpec, in `imagePullSecrets`";
  return listed(accounts) || others;
}

function isInjectingPolicy(block: Block): boolean {
  return isOfType(block, "kubernetes_manifest") && objectOf(block.body.manifest).kind === "MutatingAdmissionPolicy";
}

function isWriteOnly({ body }: Block): boolean {
  return isObject(body.data_wo) || typeof body.data_wo === "string";
}

/** Where the credentials in a pull secret come from. */
const CREDENTIALS: Readonly<Record<CredentialKind, string>> = {
  "service principal": "The credentials belong to a service principal.",
  "registry token": "The credentials belong to a registry token.",
  "key vault": "The credentials come from a key vault, which Terraform reads on every run.",
  "admin account":
    "The credentials belong to the admin account of the registry, which can also push and delete images: use it for development only.",
  "existing account":
    "The credentials belong to an existing account: they are an input, or they are written in the module.",
  opaque: "Whose credentials they are, this page cannot tell: they come from another resource or module.",
};

function credential(kind: CredentialKind, access: readonly Access[]): string {
  if (kind !== "service principal" && kind !== "registry token") {
    return CREDENTIALS[kind];
  }
  const allowed = allowedBy(access);
  return `${CREDENTIALS[kind]} ${allowed.isPullOnly ? "It can pull and do nothing else." : deeds(allowed)}`;
}

/** What passwords that are in no pull secret allow, and what nobody needs a password for. */
function accountSummary(access: readonly Access[]): string[] {
  const inSecrets = new Set(access.map(({ grantedBy }) => grantedBy));
  const others = access.filter(({ secret, address }) => secret === undefined && !inSecrets.has(address));
  return [...new Set(others.map(({ origin }) => origin.kind))].flatMap((kind) => {
    const words = ACCOUNTS[kind];
    const own = others.filter(({ origin }) => origin.kind === kind);
    return kind === "registry token" ? `${words} ${deeds(allowedBy(own))}` : words || [];
  });
}

/** Roles have sentences of their own, and the rest is known by the secrets that it is in. */
const ACCOUNTS: Readonly<Record<Origin["kind"], string>> = {
  "admin account":
    "The admin account of a registry is enabled: whoever holds its password can pull, push and delete everything in it.",
  "registry token": "Whoever holds the password of a registry token has its rights.",
  "anonymous pull": "Anyone who reaches the registry can pull from it, since anonymous pull is enabled.",
  definition: "It defines what others may do, whom other stacks let: the list below says what.",
  delegation: "It lets somebody act as a group or an identity: the list below says who.",
  "role assignment": "",
  "service principal": "",
  "key vault": "",
  "existing account": "",
  opaque: "",
};

/** Whom role assignments let pull, and what that means. */
function grantSummary(blocks: readonly Block[], access: readonly Access[], hasSecrets: boolean): string[] {
  // The roles of service principals that pods use by a secret are told with the secret.
  const inSecrets = new Set(access.map(({ grantedBy }) => grantedBy));
  const lines = access.filter(({ address, origin }) => origin.kind === "role assignment" && !inSecrets.has(address));
  if (lines.length === 0) {
    return [];
  }
  const grants = grantsOf(lines, blocks);
  const holders = new Set(lines.flatMap(({ grantees }) => grantees.map(holderOf)));
  const others = lines.filter(({ grantees }) => grantees.every((one) => holderOf(one) === "identity"));
  const [only] = holders.size === 1 ? holders : [];
  return [
    ...(holders.has("nodes") ? [nodes(lines)] : []),
    ...(holders.has("service accounts") ? [SERVICE_ACCOUNTS] : []),
    ...(others.length > 0 ? [identities(isSeveral(grantsOf(others, blocks)), allowedBy(others))] : []),
    ...permission(isSeveral(grants), lines),
    ...(hasSecrets ? [] : [only === undefined ? MIXED_EFFECT : EFFECTS[only]]),
    // In ABAC mode, a condition limits what a role assignment permits.
    ...(grants.some(({ body }) => body.condition !== undefined) ? [CONDITIONS] : []),
  ];
}

type Holder = "nodes" | "service accounts" | "identity";

function holderOf({ kind }: Grantee): Holder {
  if (kind === "nodes") {
    return "nodes";
  }
  return kind === "trusted pods" ? "service accounts" : "identity";
}

function nodes(lines: readonly Access[]): string {
  const clusters = new Map(
    lines.flatMap(({ grantees }) =>
      grantees.flatMap((one) => (one.kind === "nodes" ? [[one.address, one.isNew]] : [])),
    ),
  );
  const [isNew] = clusters.values();
  const one = isNew ? "a new AKS cluster" : "an existing AKS cluster";
  return `The nodes of ${clusters.size > 1 ? "several AKS clusters" : one} pull images from Azure Container Registry with an Azure identity.`;
}

const SERVICE_ACCOUNTS =
  "Pods of a service account pull images from Azure Container Registry with an Azure identity of its own.";

const POWERS: Readonly<Record<Power, string>> = {
  "grant access": "grant any access",
  "get credentials": "get credentials with any access",
};

function powersIn(powers: readonly Power[]): string {
  return listed(powers.map((power) => POWERS[power]));
}

function identities(isPlural: boolean, { rights, powers, isKnown }: Allowed): string {
  const subject = isPlural ? "Azure identities are" : "An Azure identity is";
  if (!isKnown) {
    return `${subject} given a role for Azure Container Registry.`;
  }
  const deed = rights.length === 0 ? `${powersIn(powers)} for` : `${listed(rights)} images from`;
  return `${subject} allowed to ${deed} Azure Container Registry.`;
}

const GERUNDS: Readonly<Record<ImageRight, string>> = { pull: "pulling", push: "pushing", delete: "deleting" };

function permission(isPlural: boolean, lines: readonly Access[]): string[] {
  const { rights, powers, isKnown, isPullOnly } = allowedBy(lines);
  // An assignment above registries holds for all that are below.
  const isWide = lines.some(({ isScope }) => isScope === true);
  if (isPullOnly && !isWide) {
    return [
      isPlural
        ? "Each role assignment permits pulling from one registry and nothing else."
        : "The role assignment permits pulling from the registry and nothing else.",
    ];
  }
  const subject = isPlural ? "The role assignments permit" : "The role assignment permits";
  return [
    ...(rights.length > 0 ? [`${subject} ${listed(rights.map((right) => GERUNDS[right]))}.`] : []),
    ...(powers.length > 0 ? [`Whoever has such a role can ${powersIn(powers)}.`] : []),
    ...(isWide ? ["A role above registries reaches every registry in its scope, also later ones."] : []),
    ...(isKnown ? [] : ["What a role permits that is not known has to be looked up."]),
  ];
}

const EFFECTS: Readonly<Record<Holder, string>> = {
  nodes: "There is no pull secret, and no workload has to change: every pod on these nodes can pull.",
  "service accounts": "There is no pull secret, and pods of other service accounts get no right.",
  identity:
    "There is no pull secret. If an identity belongs to the nodes of a cluster, every pod there can pull, and no workload has to change.",
};

const MIXED_EFFECT = "There is no pull secret. The list below says who may do what.";

const CONDITIONS = "Conditions limit role assignments to certain repositories: the list below says to which.";

function grantsOf(lines: readonly Access[], blocks: readonly Block[]): Block[] {
  const addresses = new Set(lines.map(({ address }) => address));
  return blocks.filter(({ address }) => addresses.has(address));
}

function isSeveral(blocks: readonly Block[]): boolean {
  return blocks.length > 1 || blocks.some(({ isRepeated }) => isRepeated);
}
