import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assembly } from "../support/assembly";
import { PROJECT } from "./support/packages";

const CLASSES = Object.values(assembly().types)
  .filter(({ kind }) => kind === "class")
  .map(({ name }) => name);

/** The public classes that the programs in a language use. Go writes `NewImagePullSecret` and `RegistryToken_IsConstruct`. */
function classesUsedIn(language: string): string[] {
  const folder = join(PROJECT, "languages", language);
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
