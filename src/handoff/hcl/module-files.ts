import { Refusal } from "../../shared/refusal";
import { quoted } from "../../terraform/quoted";
import type { RootModule } from "../module/root-module";
import { layOut } from "./layout";
import { SectionWriter } from "./section-writer";

/** In the order in which people write them. */
const SECTIONS = [
  "provider",
  "locals",
  "data",
  "ephemeral",
  "resource",
  "module",
  "moved",
  "removed",
  "import",
  "check",
  "variable",
  "output",
  "terraform",
];

/**
 * The files of a module in HCL, by path. Nothing is left out.
 * @throws Refusal that names everything HCL cannot say
 */
export function hclFiles(
  { files, stack, providers }: RootModule,
  source: string,
): readonly (readonly [path: string, content: string])[] {
  const problems: string[] = [];
  const report = (place: string, problem: string): void => {
    problems.push(`  ${quoted(place)}: ${problem}`);
  };
  const writer = new SectionWriter(stack, providers, report);
  const written = Object.entries(files).flatMap(([name, sections]) => {
    const items = sectionsInOrder(Object.keys(sections)).flatMap((section) => writer.items(section));
    return items.length === 0 ? [] : [[`${name}.tf`, `${layOut(items).join("\n")}\n`] as const];
  });
  if (problems.length > 0) {
    throw new Refusal(
      `${quoted(source)} cannot be written as HCL; use --format json:\n${problems.join("\n")}`,
      "hcl-bundles",
    );
  }
  return written;
}

function sectionsInOrder(names: readonly string[]): string[] {
  return [...SECTIONS.filter((name) => names.includes(name)), ...names.filter((name) => !SECTIONS.includes(name))];
}
