import { code, codeList } from "../../../shared/markdown";
import type { Json } from "../../../stack/json";
import { literalKeys } from "../../../stack/reference";
import { variablesIn } from "../../../stack/references";
import type { Block, Stack } from "../../../stack/stack";

/** What the first plan says of a state that is empty, so that a reader recognizes the right one. */
export function expectedPlan({ blocks, imports }: Stack): string {
  const resources = blocks.filter(({ kind }) => kind === "resource");
  const modules = blocks.filter(({ kind }) => kind === "module").map(({ address }) => address);
  const imported = new Set(imports.map(({ to }) => `${to.type}.${to.name}`));
  const fixed = resources.reduce((sum, { body }) => sum + (fixedCount(body) ?? 0), 0);
  const others = [...repeated(resources), ...(modules.length === 0 ? [] : [`what ${codeList(modules)} contain`])];
  const sum = others.length === 0 ? `\`Plan: ${fixed} to add, 0 to change, 0 to destroy.\`` : added(fixed, others);
  const sentence = `With an empty state, the plan ends with ${sum}`;
  return imported.size === 0 ? sentence : `${sentence} ${adoption(resources, imported)}`;
}

function added(fixed: number, others: readonly string[]): string {
  const counts = [...(fixed === 0 ? [] : [String(fixed)]), ...others];
  return `0 to change, 0 to destroy and this many to add: ${counts.join(", plus ")}.`;
}

function adoption(resources: readonly Block[], imported: ReadonlySet<string>): string {
  const adopted = resources.filter(({ address }) => imported.has(address)).map(({ address }) => address);
  return `Instances of ${codeList(adopted)} that an \`import\` block names are imported instead of added.`;
}

/** How many instances a block has; undefined where an input or a provider decides. */
function fixedCount({ count, for_each: forEach }: Block["body"]): number | undefined {
  if (forEach !== undefined) {
    return literalKeys(forEach).length || undefined;
  }
  if (count !== undefined) {
    return typeof count === "number" ? count : undefined;
  }
  return 1;
}

/** `2 for each element of var.namespaces`, and the like. */
function repeated(resources: readonly Block[]): string[] {
  const groups = new Map<string, number>();
  for (const { address, body } of resources.filter((resource) => fixedCount(resource.body) === undefined)) {
    const words =
      body.for_each === undefined ? `as many ${code(address)} as its \`count\`` : elementsOf(address, body.for_each);
    groups.set(words, (groups.get(words) ?? 0) + 1);
  }
  return [...groups].map(([words, number]) => (words.startsWith("as many") ? words : `${number} ${words}`));
}

function elementsOf(address: string, forEach: Json): string {
  const [variable] = variablesIn(forEach);
  return variable === undefined
    ? `for each element of the \`for_each\` of ${code(address)}`
    : `for each element of ${code(`var.${variable}`)}`;
}
