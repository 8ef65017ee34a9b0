import { code, listed, prose } from "../../shared/markdown";
import { writtenKeys } from "../../stack/definitions";
import { isObject, textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import type { Access } from "../access/access";
import { isAboutImages, isPullSecret, titleOf } from "../catalogue/block-types";
import { hasTokenInSource } from "../catalogue/secret-names";
import { accessSummary } from "./access";
import { inputsAsCode } from "./who-may-pull";

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
