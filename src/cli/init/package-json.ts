import { ownManifest } from "../../shared/own-package";
import { entries, type JsonObject, objectOf, textOf } from "../../terraform/json";
import { parseJson } from "../../terraform/json-text";
import { MANIFEST } from "./scenarios";

/**
 * The package.json of a project: the templates merged, with the exact versions that this package is tested with.
 * @param templates in each, `*` means the tested version
 * @param source what the project depends on as this package
 */
export function packageJson(templates: readonly string[], source: string): string {
  const manifest: JsonObject = Object.assign({}, ...templates.map((text) => objectOf(parseJson(text))));
  const own = ownManifest();
  const tested = { ...objectOf(own.devDependencies), [textOf(own.name)]: source };
  const pinned = {
    ...manifest,
    dependencies: withVersions(manifest.dependencies, tested),
    devDependencies: withVersions(manifest.devDependencies, tested),
  };
  return `${JSON.stringify(pinned, undefined, 2)}\n`;
}

function withVersions(dependencies: JsonObject[string], tested: JsonObject): JsonObject {
  return Object.fromEntries(entries(dependencies).map(([name]) => [name, versionOf(name, tested)]));
}

function versionOf(name: string, tested: JsonObject): string {
  const version = tested[name];
  if (typeof version !== "string") {
    throw new Error(`the templates depend on ${name}, which is not among the devDependencies of this package`);
  }
  return version;
}

/** What a project installs, with the versions: a line each. */
export function dependenciesOf(files: ReadonlyMap<string, string>): string {
  const { dependencies, devDependencies } = objectOf(parseJson(files.get(MANIFEST) ?? "{}"));
  const all = [...entries(dependencies), ...entries(devDependencies)];
  return all.map(([name, version]) => `\n  ${name} ${textOf(version)}`).join("");
}
