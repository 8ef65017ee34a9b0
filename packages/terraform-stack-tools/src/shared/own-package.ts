import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonObject, objectOf, textOf } from "../stack/json";
import { parseJson } from "../stack/json-text";

/** The folder of this package, wherever it is installed. */
const PACKAGE_FOLDER = join(__dirname, "../..");

/** The package.json of this package. */
function ownManifest(): JsonObject {
  return objectOf(parseJson(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8")));
}

/** The address of a page of this project, such as `docs/errors.md`. */
export function ownPage(path: string): string {
  return `${textOf(objectOf(ownManifest().repository).url).replace(/\.git$/, "")}/blob/main/${path}`;
}

export function ownVersion(): string {
  return textOf(ownManifest().version);
}
