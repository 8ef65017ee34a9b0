import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assembly } from "../support/assembly";
import { PROJECT } from "./support/packages";

/** The public classes that the programs in a language use. Go writes `NewImagePullSecret` and `RegistryToken_IsConstruct`. */
function classesUsedIn(language: string): string[] {
  const folder = join(PROJECT, "languages", language);
  const text = readdirSync(folder)
    .filter((name) => /\.(ts|py|go|java|cs)$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const classes = Object.values(assembly().types).filter(({ kind }) => kind === "class");
  return classes.map(({ name }) => name).filter((name) => new RegExp(`\\b(New)?${name}(\\b|_)`).test(text));
}

test.each(["python", "go", "java", "csharp"])("the programs in %s use every class that those in TypeScript use", (language) => {
  const expected = classesUsedIn("typescript");
  expect(expected.length).toBeGreaterThan(15);
  expect(classesUsedIn(language)).toEqual(expected);
});
