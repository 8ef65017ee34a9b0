import { BodyWriter, type Report } from "../hand-off/hcl/body";
import { type LanguageSchema, PLAIN } from "../hand-off/hcl/language-schema";
import { type Item, layOut } from "../hand-off/hcl/layout";
import { SectionWriter } from "../hand-off/hcl/module-files";
import { inReadingOrder } from "../hand-off/hcl/reading-order";
import { identifier } from "../hand-off/module/child-module";
import type { RootModule } from "../hand-off/module/root-module";
import { checkHcl } from "../hand-off/output/read-back";
import { type KnownSchemas, StackSchemas } from "../providers/schemas/known-schemas";
import { Refusal } from "../shared/refusal";
import { type JsonObject, quoted } from "../stack/json";
import type { Block, Stack } from "../stack/stack";

/** The files of sections that are not blocks of the configuration itself, in the order in which they are written. */
const FILES: readonly (readonly [file: string, sections: readonly string[]])[] = [
  ["versions", ["terraform"]],
  ["providers", ["provider"]],
  ["variables", ["variable"]],
  ["locals", ["locals"]],
  ["outputs", ["output"]],
  ["checks", ["check"]],
  ["moved", ["moved", "removed"]],
  ["imports", ["import"]],
];

/**
 * The files of a module in HCL, by path.
 * @param settings of the source, whose backend stays
 * @throws Refusal that names everything HCL cannot say, and where they cannot be read back
 */
export function rootFiles(
  { stack, providers }: RootModule,
  settings: JsonObject,
  source: string,
  known: KnownSchemas,
): ReadonlyMap<string, string> {
  const problems = new Set<string>();
  const report = (place: string, problem: string): void => {
    problems.add(`  ${quoted(place)}: ${problem}`);
  };
  const schemas = new StackSchemas(providers, known);
  const writer = new SectionWriter(stack, providers, schemas, report);
  const files = new Map<string, Item[]>();
  const add = (file: string, items: readonly Item[]) => {
    if (items.length > 0) {
      files.set(file, [...(files.get(file) ?? []), ...items]);
    }
  };
  const placed = FILES.flatMap(([, sections]) => sections);
  const others = Object.keys(stack.sections).filter((name) => !placed.includes(name) && !BLOCKS.includes(name));
  for (const [file, sections] of FILES) {
    for (const section of sections.filter((name) => name in stack.sections)) {
      add(file, writer.items(section));
    }
  }
  for (const section of others) {
    add("main", writer.items(section));
  }
  add("backend", backendBlock(settings, report));
  const placement = filesFor(stack);
  for (const block of inReadingOrder(stack)) {
    add(placement.get(block.address) ?? "main", writer.addressed(block));
  }
  for (const problem of schemas.problems) {
    problems.add(problem);
  }
  if (problems.size > 0) {
    throw new Refusal(`${quoted(source)} cannot be written as HCL:\n${[...problems].join("\n")}`, "hcl-bundles");
  }
  const written = new Map([...files].map(([name, items]) => [`${name}.tf`, `${layOut(items).join("\n")}\n`]));
  checkHcl(written, source);
  return written;
}

const BLOCKS: readonly string[] = ["data", "ephemeral", "resource", "module"];

/** Names with a meaning of their own: to people, to Terraform, or to Windows. */
const RESERVED =
  /^(backend|checks|imports|locals|main|moved|outputs|providers|terraform|variables|versions|con|prn|aux|nul|com\d|lpt\d|(.*_)?override)$/;

/** As many blocks as can be read in one file. */
const MAXIMUM_BLOCKS = 12;

const LONGEST_NAME = 60;

/**
 * The file that each block belongs to, without its ending, by address: one for each construct that has several blocks.
 * What is left is together, or by what it is about where that is too much for one file.
 */
function filesFor(stack: Stack): ReadonlyMap<string, string> {
  const constructs = constructsIn(stack);
  const sizes = new Map<string, number>();
  for (const name of constructs.values()) {
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const isAlone = ({ address }: Block) => (sizes.get(constructs.get(address) ?? "") ?? 0) < 2;
  const rest = stack.blocks.filter(isAlone);
  const kinds = rest.length > MAXIMUM_BLOCKS ? kindsOf(rest) : new Map<string, string>();
  return new Map(
    stack.blocks.map((block) => [
      block.address,
      isAlone(block) ? (kinds.get(block.address) ?? "main") : fileName(constructs.get(block.address) ?? ""),
    ]),
  );
}

/** The construct that each block is in, below the stack. Where one construct has everything, those below it count. */
function constructsIn({ blocks, constructPaths }: Stack): ReadonlyMap<string, string> {
  const paths = new Map(
    blocks.flatMap(({ address }): [string, string[]][] => {
      const path = constructPaths.get(address);
      return path === undefined ? [] : [[address, path.replace(/\/(Default|Resource)$/, "").split("/")]];
    }),
  );
  let depth = 1;
  const heads = () => new Set([...paths.values()].map((path) => path[depth] ?? ""));
  while (paths.size > 1 && heads().size === 1 && ![...paths.values()].some((path) => path.length <= depth + 1)) {
    depth++;
  }
  return new Map([...paths].flatMap(([address, path]) => (path[depth] === undefined ? [] : [[address, path[depth]]])));
}

/** What blocks are about: the word of their types after that of the provider, where several blocks share it. */
function kindsOf(blocks: readonly Block[]): ReadonlyMap<string, string> {
  const kindOf = ({ kind, type }: Block) => (kind === "module" ? "modules" : (type.split("_")[1] ?? ""));
  const sizes = new Map<string, number>();
  for (const block of blocks) {
    sizes.set(kindOf(block), (sizes.get(kindOf(block)) ?? 0) + 1);
  }
  const shared = blocks.filter((block) => (sizes.get(kindOf(block)) ?? 0) > 1 && kindOf(block) !== "");
  return new Map(shared.map((block) => [block.address, fileName(kindOf(block))]));
}

function fileName(text: string): string {
  const name = identifier(text).slice(0, LONGEST_NAME).replace(/_+$/, "");
  return RESERVED.test(name) ? `${name}_blocks` : name;
}

/** Nested blocks of backends and of HCP Terraform. Whatever else has members is a map. */
const NESTED: readonly string[] = ["exec", "workspaces"];

const SETTINGS: LanguageSchema = { ...PLAIN, blockOf: (name) => (NESTED.includes(name) ? PLAIN : undefined) };

const SCHEMA: LanguageSchema = {
  ...PLAIN,
  blockOf: (name) => {
    switch (name) {
      case "backend":
        return { ...SETTINGS, isLabelled: true };
      case "cloud":
        return SETTINGS;
      default:
        return undefined;
    }
  },
};

/** Where a stack keeps its state, as the block of its owners; nothing for a file on the machine that synthesized it. */
function backendBlock({ backend, cloud }: JsonObject, report: Report): Item[] {
  const kept = { ...(backend === undefined ? {} : { backend }), ...(cloud === undefined ? {} : { cloud }) };
  if (Object.keys(kept).length === 0 || isLocal(backend)) {
    return [];
  }
  return [{ header: "terraform", items: new BodyWriter(report).items(kept, SCHEMA, "terraform") }];
}

function isLocal(backend: JsonObject[string] | undefined): boolean {
  return typeof backend === "object" && backend !== null && "local" in backend;
}
