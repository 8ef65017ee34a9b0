import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assembly } from "../support/assembly";
import { hasReal, programs } from "../testbed/programs/place";
import { PROJECT } from "./support/packages";
import { languagesFolder, run, TOOLS } from "./support/programs";

const CLASSES = Object.values(assembly().types)
  .filter(({ kind }) => kind === "class")
  .map(({ name }) => name);

/** The public classes that the programs in a language use. Go writes `NewImagePullSecret` and `RegistryToken_IsConstruct`. */
function classesUsedIn(language: string): string[] {
  const folder = join(PROJECT, "examples/languages", language);
  const text = readdirSync(folder)
    .filter((name) => /\.(ts|py|go|java|cs)$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  return CLASSES.filter((name) => new RegExp(`\\b(New)?${name}(\\b|_)`).test(text));
}

// What is translated from TypeScript has them, too.
test.each(["typescript", "go"])("the programs in %s use every public class", (language) => {
  expect(CLASSES.length).toBeGreaterThan(15);
  expect(classesUsedIn(language)).toEqual(CLASSES);
});

// The suites of the languages compare with what is ejected here, byte for byte.
(hasReal() ? test : test.skip)("what they synthesize is ejected, and the real providers plan no changes", () => {
  const [input, out] = ["typescript", "ejected"].map((name) => join(languagesFolder(), name));
  const values = ["--var", 'object_ids={"jobs":"11111111-1111-1111-1111-111111111111"}'];
  const env = { TF_CLI_ARGS_init: `-plugin-dir='${programs().mirror}'`, XDG_CACHE_HOME: join(languagesFolder(), "cache") };
  const printed = run(PROJECT, process.execPath, [TOOLS, "eject", input, "--out", out, "--check", ...values], env);
  expect(printed).toMatch(/^every-construct: no changes \([4-9]\d objects\)\n$/);
});
