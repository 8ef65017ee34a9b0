import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonObject, objectOf } from "../stack/json";
import { parseJson } from "../stack/json-text";

/** The folder of this package, wherever it is installed. */
export const PACKAGE_FOLDER = join(__dirname, "../..");

/** The package.json of this package. */
export function ownManifest(): JsonObject {
  return objectOf(parseJson(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8")));
}
