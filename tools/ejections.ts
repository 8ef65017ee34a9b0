import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eject } from "../packages/terraform-stack-tools/src/eject";
import { writeProjectFile } from "./inputs";

const PROJECT = join(__dirname, "..");

/** Apps with what `eject` makes of them: `before` has what was synthesized, `after` what is written. */
export const PLACE = "packages/terraform-stack-tools/docs";

export const EJECTIONS = ["shop"];

/** The files in `after`, by path. */
export function ejected(name: string): ReadonlyMap<string, string> {
  const input = join(PROJECT, PLACE, name, "before");
  const schemas = [join(input, "schemas.json")].filter((file) => existsSync(file));
  const folder = mkdtempSync(join(tmpdir(), "ejection-"));
  try {
    const out = join(folder, "after");
    eject({ input, out, schemas });
    return new Map(filesIn(out).map((path) => [path, readFileSync(join(out, path), "utf8")]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

if (require.main === module) {
  for (const name of EJECTIONS) {
    const after = `${PLACE}/${name}/after`;
    rmSync(join(PROJECT, after), { recursive: true, force: true });
    for (const [path, text] of ejected(name)) {
      mkdirSync(dirname(join(PROJECT, after, path)), { recursive: true });
      writeProjectFile(`${after}/${path}`, text);
    }
  }
}
