import { code, codeList, listed, prose, table } from "../shared/words";
import { compare, grouped, textOf } from "../stack/json";
import { writtenKeys } from "../stack/references";
import type { Block, Stack } from "../stack/stack";
import { type Access, accessRemark, accessSentence, type ChangedAccess, ineffectiveSentence } from "./access/access";
import { joinedGrants } from "./access/changes";
import { isAboutImages, isComputed, type Permission, permissionOf, titleOf } from "./catalogue/block-types";
import { hasTokenInSource } from "./catalogue/secret-names";
import type { NotJudged } from "./judgement/judgement";

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

/** Who may pull what once the stack is applied, as a list; empty for a stack that has nothing to do with images. */
export function whoMayPull(stack: Stack, access: readonly Access[]): string[] {
  if (access.length === 0) {
    return isAboutImages(stack) ? [NO_KNOWN_WAY] : [];
  }
  const isByInputs = access.some(({ who, registry, secret = "" }) =>
    [who, registry, secret].some((name) => name.includes("var.")),
  );
  return [joinedGrants(access).map(line).join("\n"), ...(isByInputs ? ["`var.` marks the value of an input."] : [])];
}

const NO_KNOWN_WAY = "No known way to pull images from Azure Container Registry uses what it creates.";

function line(access: ChangedAccess): string {
  const sentence = access.fault === undefined ? accessSentence(access) : ineffectiveSentence(access);
  const start = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  const { from = [access.address] } = access;
  return `- ${inputsAsCode(`${prose(start)}: ${prose(accessRemark(access))}`)} (${listed(from.map(code))}).`;
}

/** A text of Markdown in which the inputs that it names are code. */
function inputsAsCode(markdown: string): string {
  return markdown.replace(/\bvar\.[\w-]+/g, "`$&`");
}

/** What the identity that runs Terraform must be allowed to do. */
export function permissions(stack: Stack): string[] {
  const needs = needsOf(stack);
  return [
    coverage(needs),
    ...(needs.some(({ permission }) => permission !== undefined)
      ? [table(["For", "In", "Permissions"], needs.flatMap(rowsOf))]
      : []),
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

const VERBS =
  "`write` is needed to create and change resources, `delete` to destroy them. A plan needs only the read permissions.";

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

function actions(management: readonly string[], data: readonly string[]): string[] {
  return [...management.map(code), ...data.map((action) => `${code(action)} (data)`)];
}

function lines(texts: readonly string[], note: string | undefined): string {
  return [...texts, ...(note === undefined ? [] : [note])].join("<br>");
}

/** Of which kinds a module that nobody has planned does not show whether they give access. Empty where there is nothing. */
export function notJudgedProse(all: readonly NotJudged[]): string[] {
  const counts = grouped(all, ({ kind }) => kind);
  const kinds = [...counts].map(([kind, own]) => `${code(kind)} (${own.flatMap(({ addresses }) => addresses).length})`);
  return kinds.length === 0
    ? []
    : [`Not judged, since the module does not show what access they give: ${listed(kinds)}.`];
}
