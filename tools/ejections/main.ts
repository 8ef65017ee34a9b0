import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeProjectFile } from "../inputs";
import { EJECTIONS, ejectionFiles, PLACE } from "./ejections";

const PROJECT = join(__dirname, "../..");

/** Writes what `eject` makes of some apps, before and after. */
for (const ejection of EJECTIONS) {
  rmSync(join(PROJECT, PLACE, ejection.name), { recursive: true, force: true });
  for (const [path, text] of ejectionFiles(ejection)) {
    const file = `${PLACE}/${ejection.name}/${path}`;
    mkdirSync(dirname(join(PROJECT, file)), { recursive: true });
    writeProjectFile(file, text);
  }
}
