import { type Item, layOut } from "../../hand-off/hcl/layout";
import { SectionWriter } from "../../hand-off/hcl/module-files";
import { inReadingOrder } from "../../hand-off/hcl/reading-order";
import type { RootModule } from "../../hand-off/module/root-module";
import { checkHcl } from "../../hand-off/output/read-back";
import { type KnownSchemas, StackSchemas } from "../../providers/schemas/known-schemas";
import { Refusal } from "../../shared/refusal";
import type { JsonObject } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import { backendBlock } from "./backend";
import { filesFor } from "./placement";

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
