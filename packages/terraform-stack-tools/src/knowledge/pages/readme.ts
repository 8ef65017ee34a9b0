import { code, codeList, label, listed, prose, shellQuoted, table } from "../../shared/words";
import { writtenKeys } from "../../stack/definitions";
import { compare, isObject, textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import {
  type Access,
  accessRemark,
  accessSentence,
  allowedWords,
  CREDENTIAL_KINDS,
  type CredentialKind,
  originWords,
} from "../access/access";
import {
  isAboutImages,
  isComputed,
  isOfType,
  isPullGrant,
  isPullSecret,
  type Permission,
  permissionOf,
  ROLES,
  type Role,
  titleOf,
} from "../catalogue/block-types";
import { hasTokenInSource } from "../catalogue/secret-names";
import { accessSummary } from "./access";

/** More kinds are counted. */
const MAXIMUM_KINDS = 6;

/** What a stack creates and reads, in one sentence each. */
export function purpose(stack: Stack): readonly [string, ...string[]] {
  const [resources, modules, data] = (["resource", "module", "data"] as const).map((wanted) =>
    stack.blocks.filter(({ kind }) => kind === wanted),
  );
  const called = [...new Set(modules.map(sourceOf))].map((source) => `what the module ${source} contains`);
  const created = [...kindsOf(resources, stack), ...called];
  const read = kindsOf(data, stack);
  return [
    created.length === 0 ? "Creates nothing." : `Creates: ${listed(created)}.`,
    ...(read.length === 0 ? [] : [`Reads: ${listed(read)}.`]),
  ];
}

/** An address with a credential is not shown. */
function sourceOf({ address, body }: Block): string {
  const source = textOf(body.source);
  return code(hasTokenInSource(source) ? address : source);
}

/** Such as `subnet (2)`, the most frequent first. Of how many only a plan tells, there is no number. */
function kindsOf(blocks: readonly Block[], stack: Stack): string[] {
  const counts = new Map<string, number>();
  for (const block of blocks) {
    const title = titleFor(block.blockType);
    counts.set(title, (counts.get(title) ?? 0) + (instancesOf(block, stack) ?? Number.NaN));
  }
  const sorted = [...counts].sort(([, left], [, right]) => (right || 1) - (left || 1));
  const shown = sorted.slice(0, sorted.length > MAXIMUM_KINDS + 1 ? MAXIMUM_KINDS : sorted.length);
  const others = sorted.length - shown.length;
  return [
    ...shown.map(([title, count]) => (count > 1 ? `${prose(title)} (${count})` : prose(title))),
    ...(others === 0 ? [] : [`${others} other kinds`]),
  ];
}

/** As people call it: without the version, and with its provider where one word says little. */
function titleFor(type: string): string {
  const title = titleOf(type).replace(/ v\d+$/, "");
  const [provider] = type.replace(/^data\./, "").split("_");
  return BARE.includes(title) ? `${provider} ${title}` : title;
}

/** Types whose name is one word that any provider might have. */
const BARE = ["resource", "project", "file", "pet", "password", "id", "string", "integer"];

/** Undefined where only a plan tells. */
function instancesOf(block: Block, stack: Stack): number | undefined {
  const { body } = block;
  if (body.for_each !== undefined) {
    return writtenKeys(block, stack).length || undefined;
  }
  const { count = 1 } = body;
  return typeof count === "number" ? count : undefined;
}

/** What follows for who may pull, the first sentence for itself. What else is to be said is in the list of who may pull what. */
export function pullSummary(stack: Stack, access: readonly Access[]): string[] {
  if (access.length === 0) {
    return stack.blocks.length === 0 ? [] : [...(isAboutImages(stack) ? [NO_KNOWN_WAY] : []), REVIEW];
  }
  const told = inputsAsCode(prose(accessSummary(access)));
  const secrets = stack.blocks.filter((block) => isPullSecret(block));
  const stored = secrets.every(isWriteOnly) ? "not stored" : "stored";
  return [
    `${told.charAt(0).toUpperCase()}${told.slice(1)}.`,
    ...(secrets.length === 0 ? [] : [`The credentials in its pull secrets are ${stored} in the Terraform state.`]),
  ];
}

const NO_KNOWN_WAY = "No known way to pull images from Azure Container Registry uses what it creates.";
const REVIEW = "Review the module itself before you use it.";

function isWriteOnly({ body }: Block): boolean {
  return isObject(body.data_wo) || typeof body.data_wo === "string";
}

/** More of them make no picture: Mermaid itself draws at most 500. */
const MAXIMUM_ARROWS = 40;

/** Who, a secret or a registry, in the order in which they are drawn. */
const NODES = ["w", "s", "r"] as const;

interface Node {
  readonly kind: (typeof NODES)[number];
  readonly name: string;
}

const SHAPES: Readonly<Record<Node["kind"], (label: string) => string>> = {
  w: (words) => `["${words}"]`,
  s: (words) => `[/"${words}"/]`,
  r: (words) => `[("${words}")]`,
};

interface Arrow {
  readonly from: Node;
  readonly to: Node;
  /** Escaped. */
  readonly words: string;
}

/** Who may pull what once the stack is applied: a Mermaid flowchart, and the same in sentences. Empty if nobody may. */
export function whoMayPull(access: readonly Access[]): string[] {
  if (access.length === 0) {
    return [];
  }
  const arrows = new Map(access.flatMap(arrowsOf).map((arrow) => [JSON.stringify(arrow), arrow]));
  const chart = ["```mermaid", ...flowchart([...arrows.values()]), "```"].join("\n");
  const isByInputs = access.some(({ who, registry, secret = "" }) =>
    [who, registry, secret].some((name) => name.includes("var.")),
  );
  return [chart, access.map(line).join("\n"), ...(isByInputs ? ["`var.` marks the value of an input."] : [])];
}

function flowchart(arrows: readonly Arrow[]): string[] {
  const shown = arrows.slice(0, MAXIMUM_ARROWS);
  const nodes = shown.flatMap(({ from, to }) => [from, to]);
  const ids = new Map<string, string>();
  const lines = NODES.flatMap((kind) => {
    const names = [...new Set(nodes.filter((one) => one.kind === kind).map(({ name }) => name))];
    return names.map((name, index) => {
      ids.set(`${kind} ${name}`, `${kind}${index + 1}`);
      return `  ${kind}${index + 1}${SHAPES[kind](label(name))}`;
    });
  });
  const idOf = ({ kind, name }: Node) => ids.get(`${kind} ${name}`);
  return [
    "flowchart LR",
    ...lines,
    ...shown.map(({ from, to, words }) => `  ${idOf(from)} -->|"${words}"| ${idOf(to)}`),
    ...(arrows.length > shown.length ? [`  more["${arrows.length - shown.length} more"]`] : []),
  ];
}

/** From pods or people to images: directly, or by a pull secret. */
function arrowsOf(access: Access): Arrow[] {
  const { who, registry, isScope, origin, secret } = access;
  const from: Node = { kind: "w", name: who };
  const to: Node = { kind: "r", name: isScope ? registry : `registry ${registry}` };
  const words = `${label(allowedWords(access))}<br>${label(originWords(origin))}`;
  if (secret === undefined) {
    return [{ from, to, words }];
  }
  const document: Node = { kind: "s", name: `secret ${secret}` };
  return [
    { from, to: document, words: "read" },
    { from: document, to, words },
  ];
}

function line(access: Access): string {
  const sentence = accessSentence(access);
  const start = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return `- ${inputsAsCode(`${prose(start)}: ${prose(accessRemark(access))}`)} (${code(access.address)}).`;
}

/** A text of Markdown in which the inputs that it names are code. */
function inputsAsCode(markdown: string): string {
  return markdown.replace(/\bvar\.[\w-]+/g, "`$&`");
}

/**
 * How to replace each credential, on schedule and after a leak; empty where a stack has nothing to do with any.
 * @param inState an address of the module as it is in the state
 */
export function rotating(
  { blocks, variables }: Stack,
  access: readonly Access[],
  inState: (address: string) => string,
): string[] {
  const inputs = variables.filter(({ isSecret }) => isSecret).map(({ name }) => code(name));
  const isAboutImages = access.length > 0 || blocks.some((block) => isPullSecret(block));
  const isThere = (kind: CredentialKind) => access.some(({ origin }) => origin.kind === kind);
  const made = CREDENTIAL_KINDS.map((kind) => ({
    kind,
    addresses: blocks.filter((block) => passwordKind(block) === kind).map(({ address }) => inState(address)),
  }));
  const steps = [
    ...(made.some(({ addresses }) => addresses.length > 0) ? [GENERATION] : []),
    ...made.flatMap(({ kind, addresses }) => {
      // An input has a step of its own.
      const isElsewhere = isThere(kind) && (kind !== "existing account" || inputs.length === 0);
      if (addresses.length > 0) {
        return [leaked(kind, addresses)];
      }
      return isElsewhere ? [ELSEWHERE[kind]] : [];
    }),
  ];
  const all = [
    ...(isAboutImages ? steps : []),
    ...inputs.map((name) => `To rotate the input ${name}, provide the new value and apply.`),
  ];
  if (all.length === 0) {
    return isAboutImages ? ["This module creates and uses no known credential, so there is nothing to rotate."] : [];
  }
  return [all.map((step) => `- ${step}`).join("\n"), ...(isAboutImages ? [RUNNING_PODS] : [])];
}

/** The credential that a block has a password of, which it creates itself. */
function passwordKind(block: Block): CredentialKind | undefined {
  if (isOfType(block, "azuread_application_password") || isOfType(block, "azuread_service_principal_password")) {
    return "service principal";
  }
  return isOfType(block, "azurerm_container_registry_token_password") ? "registry token" : undefined;
}

const GENERATION =
  "To rotate on schedule, ask the team that maintains the source to raise `generation` and to hand off again. " +
  "The plan then creates a new password, updates the pull secrets in place " +
  "and deletes the password before the previous one. Pulls do not fail in between.";

const RUNNING_PODS = "Running pods need no restart: a pull secret is read when an image is pulled.";

/** What to do with credentials whose password the module does not create. */
const ELSEWHERE: Readonly<Record<CredentialKind, string>> = {
  "service principal":
    "The password of the service principal is created elsewhere. Create a new one there, and apply with it.",
  "registry token":
    "The password of the registry token is created elsewhere. Create a new one there, and apply with it. " +
    "If it leaks, run `az acr token update --registry <registry> --name <token> --status disabled` at once.",
  "key vault":
    "To change credentials that come from a key vault, write the new values to the vault. Terraform sends them when " +
    "`data_wo_revision` of the pull secret changes, so ask for a hand-off with a higher `revision`.",
  "admin account":
    "To rotate the password of the admin account, run `az acr credential renew --name <registry> --password-name password`, " +
    "then apply. This updates the password in the state and in every pull secret that contains it.",
  "existing account": "The credentials are written in the module. Ask the team that maintains the source for new ones.",
  opaque: "The password of the account is created elsewhere. Create a new one there, and apply with it.",
};

function leaked(kind: CredentialKind, addresses: readonly string[]): string {
  return kind === "registry token"
    ? "If a token leaks, disable it at once: `az acr token update --registry <registry> --name <token> --status disabled`. " +
        "Then ask for a hand-off with `generation` raised by two. " +
        `Do not use \`-replace\` on ${codeList(addresses)}: Azure refuses a second password for one token.`
    : `If a password leaks, run ${codeList(addresses.map((one) => `terraform apply -replace=${shellQuoted(one)}`))}. ` +
        "It creates a new password and updates the pull secrets before it deletes the old one.";
}

/** What no longer works without the grants and the secrets of a module. */
export function withoutPulls(blocks: readonly Block[]): string[] {
  const grants = blocks.filter(isPullGrant).map(({ address }) => address);
  return [
    ...(grants.length > 0
      ? [`Without ${codeList(grants)}, pulls that rely on it fail. Nodes keep running the images that they have.`]
      : []),
    ...(blocks.some((block) => isPullSecret(block)) ? [WITHOUT_SECRETS] : []),
  ];
}

const WITHOUT_SECRETS =
  "If the pull secrets are removed, running pods keep running, but new pods do not start on nodes that lack the image.";

/** What to do before accounts are removed that a cluster needs. @param inState an address of the module as it is in the state */
export function keepingAccounts(blocks: readonly Block[], inState: (address: string) => string): string[] {
  const accounts = blocks.filter((block) => isOfType(block, "kubernetes_default_service_account_v1"));
  const commands = codeList(accounts.map(({ address }) => `terraform state rm ${shellQuoted(inState(address))}`));
  return accounts.length === 0
    ? []
    : [
        "Before you do so, or before you remove a namespace from the inputs, " +
          "remove the default service accounts from the Terraform state, so that Terraform does not delete them: " +
          `${commands}. For a single namespace, append ${code('["<namespace>"]')} to the address. ` +
          "Kubernetes needs these accounts: they stay in the cluster and still reference the pull secrets.",
      ];
}

/** What the identity that runs Terraform must be allowed to do, and what the roles allow that it assigns. */
export function permissions(stack: Stack): string[] {
  const needs = needsOf(stack);
  const roles = assignedRoles(stack.blocks);
  return [
    coverage(needs),
    ...(needs.some(({ permission }) => permission !== undefined)
      ? [table(["For", "In", "Permissions"], needs.flatMap(rowsOf))]
      : []),
    ...(roles.length > 0 ? [ROLES_TITLE, roleTable(roles)] : []),
  ];
}

/** What one type of block or one provider needs. */
interface Need {
  readonly type: string;
  /** In a reader's words. */
  readonly title: string;
  /** Undefined where this package does not know. */
  readonly permission?: Permission;
}

/** What a permission allows, each action once in Markdown. */
export function permissionLines({ azure = [], azureData = [], graph = [], kubernetes = [] }: Permission): string[] {
  return [...actions(azure, azureData), ...graph.map(code), ...kubernetes];
}

const VERBS =
  "`write` is needed to create and change resources, `delete` to destroy them. A plan needs only the read permissions.";

const ROLES_TITLE = "The module assigns these roles to others:";

function needsOf({ blocks, requiredProviders }: Stack): Need[] {
  const types = [...new Set(blocks.map(typeOf))].sort(compare);
  const providers = requiredProviders
    .map(({ name }) => `provider.${name}`)
    .filter((type) => permissionOf(type) !== undefined);
  return [
    ...types.map((type) => ({ type, title: typeTitle(type), permission: permissionOf(type) })),
    ...providers.map((type) => ({
      type,
      title: `the provider ${code(type.replace("provider.", ""))}`,
      permission: permissionOf(type),
    })),
  ];
}

/** A child module has no type. */
function typeOf({ kind, blockType, address }: Block): string {
  return kind === "module" ? address : blockType;
}

function typeTitle(type: string): string {
  return type.startsWith("data.") && !isComputed(type) ? `existing ${prose(titleOf(type))}` : prose(titleOf(type));
}

/** Says what is known and what is not in one breath, so that nobody reads a part as the whole. */
function coverage(needs: readonly Need[]): string {
  const unknown = needs.filter(({ permission }) => permission === undefined).map(({ type }) => type);
  const verbs = needs.some(({ permission }) => permission?.azure !== undefined) ? VERBS : "";
  if (unknown.length === 0) {
    return needs.length === 0 ? "It needs no permission." : verbs;
  }
  const start = unknown.length === needs.length ? "**Unknown.** This" : "**Incomplete:** this";
  return `${start} page does not know what these need: ${codeList(unknown)}. See their documentation. ${verbs}`.trim();
}

/** A row for each service that a block needs something of, or one for a note alone, such as that it needs nothing. */
function rowsOf({ title, permission = {} }: Need): string[][] {
  const { azure = [], azureData = [], on = "", graph = [], kubernetes = [], note } = permission;
  const services: readonly (readonly [where: string, texts: readonly string[]])[] = [
    [`Azure: ${on}`, actions(azure, azureData)],
    ["Microsoft Graph: the application", graph.map(code)],
    ["Kubernetes: each namespace", kubernetes],
  ];
  const rows = services
    .filter(([, texts]) => texts.length > 0)
    .map(([where, texts]) => [title, where, lines(texts, note)]);
  return rows.length > 0 || note === undefined ? rows : [[title, "", note]];
}

/** By name or id, as the stack writes it; of a role that is not in the catalogue, nothing else is known. */
function assignedRoles(blocks: readonly Block[]): [string, Role | undefined][] {
  const assignments = blocks.filter((block) => isOfType(block, "azurerm_role_assignment"));
  const names = assignments
    .map(({ body }) => body.role_definition_name ?? body.role_definition_id)
    .filter((name) => typeof name === "string");
  return [...new Set(names)].sort(compare).map((name) => [name, ROLES.get(name)]);
}

function roleTable(roles: readonly [string, Role | undefined][]): string {
  const rows = roles.map(([name, role]) =>
    role === undefined
      ? [code(name), "what is in its scope", "not known to this page: see its definition in Azure"]
      : [name, role.reach, lines(actions(role.actions, role.dataActions ?? []), undefined)],
  );
  return table(["Role", "Reaches", "Allows"], rows);
}

function actions(management: readonly string[], data: readonly string[]): string[] {
  return [...management.map(code), ...data.map((action) => `${code(action)} (data)`)];
}

function lines(texts: readonly string[], note: string | undefined): string {
  return [...texts, ...(note === undefined ? [] : [note])].join("<br>");
}
