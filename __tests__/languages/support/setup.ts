import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useEngines } from "../../testbed/programs/place";
import { layOutPackages, PROJECT } from "./packages";
import { run } from "./programs";

/** The packages of all languages, and what the programs in TypeScript synthesize. Suites find them by the variable. */
export default function setup(): void {
  if (!existsSync(join(PROJECT, "lib/index.js"))) {
    throw new Error("npm run test:languages packs what npm run build has compiled; run that first.");
  }
  useEngines();
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-languages-"));
  process.env.LANGUAGES_FOLDER = folder;
  layOutPackages(folder);
  const program = ["--import", "tsx", "examples/languages/typescript/main.ts"];
  run(PROJECT, process.execPath, program, { CDKTF_OUTDIR: join(folder, "typescript") });
}
