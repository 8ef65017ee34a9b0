import { SHIPPED_SCHEMAS } from "../../knowledge/catalogue/schemas";
import { KnownSchemas, StackSchemas } from "../../providers/schemas/known-schemas";
import { Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/json";
import type { PlacedModule } from "../module/layout";
import { layOut } from "./layout";
import { BLOCK_SECTIONS, BLOCKS, SectionWriter } from "./section-writer";

/** In the order in which people write them. The blocks of a stack are among each other, and come before what is about them. */
const SECTIONS = [
  "provider",
  "locals",
  ...BLOCK_SECTIONS,
  "moved",
  "removed",
  "import",
  "check",
  "variable",
  "output",
  "terraform",
];

/**
 * The files of modules in HCL, by path. Nothing is left out.
 * @param known tells blocks from arguments; by default those of this package
 * @throws Refusal that names everything HCL cannot say
 */
export function hclFiles(
  modules: readonly PlacedModule[],
  source: string,
  known = new KnownSchemas([SHIPPED_SCHEMAS]),
): readonly (readonly [path: string, content: string])[] {
  const problems = new Set<string>();
  const report = (place: string, problem: string): void => {
    problems.add(`  ${quoted(place)}: ${problem}`);
  };
  const written = modules.flatMap(({ folder, module: { files, stack, providers } }) => {
    const schemas = new StackSchemas(providers, known);
    const writer = new SectionWriter(stack, providers, schemas, report);
    const texts = Object.entries(files).flatMap(([name, sections]) => {
      const items = partsOf(Object.keys(sections)).flatMap((part) => writer.items(part));
      return items.length === 0 ? [] : [[`${folder}${name}.tf`, `${layOut(items).join("\n")}\n`] as const];
    });
    for (const problem of schemas.problems) {
      problems.add(problem);
    }
    return texts;
  });
  if (problems.size > 0) {
    throw new Refusal(
      `${quoted(source)} cannot be written as HCL; use --format json:\n${[...problems].join("\n")}`,
      "hcl-bundles",
    );
  }
  return written;
}

/** The sections in order, those of blocks as one. */
function partsOf(sections: readonly string[]): string[] {
  const known = SECTIONS.filter((name) => sections.includes(name));
  const unknown = sections.filter((name) => !SECTIONS.includes(name));
  const parts = [...known, ...unknown].map((name) => (BLOCK_SECTIONS.includes(name) ? BLOCKS : name));
  return [...new Set(parts)];
}
