import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assembly } from "../support/assembly";
import { PROJECT } from "./support/packages";

const LANGUAGES = readdirSync(join(PROJECT, "languages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(LANGUAGES)("the programs in %s use every public class", (language) => {
  const folder = join(PROJECT, "languages", language);
  const text = readdirSync(folder)
    .filter((name) => /\.(ts|py|go|java|cs)$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const classes = Object.values(assembly().types).filter(({ kind }) => kind === "class");
  expect(classes.length).toBeGreaterThan(10);
  // Go writes `NewImagePullSecret` and `RegistryCredentials_FromPassword`.
  const isUsed = (name: string) => new RegExp(`\\b(New)?${name}(\\b|_)`).test(text);
  expect(classes.filter(({ name }) => !isUsed(name)).map(({ name }) => name)).toEqual([]);
});
