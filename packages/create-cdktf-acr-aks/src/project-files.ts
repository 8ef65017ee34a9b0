import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Choice, MANIFEST, OLDEST_NODE, templateFolders } from "./choices";
import tested from "./versions.json";

/** npm leaves files of this name out of packages, so templates have it without the dot. */
const GITIGNORE = ".gitignore";

/** What pip installs, a package on each line. */
export const REQUIREMENTS = "requirements.txt";

type Versions = Readonly<Record<string, string>>;

/** The parts of a project's package.json that templates leave open: `*` is the version that this release is tested with. */
interface Manifest {
  readonly scripts?: Versions;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

/** The files of a project, by path: what all scenarios share, then those of its scenario, then those of its CDK. */
export function projectFiles(choice: Choice): ReadonlyMap<string, string> {
  const folders = templateFolders(choice).map(filesIn);
  const files = new Map(folders.flatMap((folder) => [...folder]));
  const manifests = folders.map((folder): Manifest => JSON.parse(folder.get(MANIFEST) ?? "{}"));
  const merged: Manifest = Object.assign({}, ...manifests);
  files.set(
    MANIFEST,
    JSON.stringify({ ...merged, scripts: Object.assign({}, ...manifests.map(({ scripts }) => scripts)) }),
  );
  const translated = choice.cdk === "cdktn" ? new Map([...files].map(([path, text]) => [path, inCdktn(text)])) : files;
  return withVersions(translated, choice);
}

/** What a project installs, with the versions. */
export function versionsIn(files: ReadonlyMap<string, string>): [name: string, version: string][] {
  const { dependencies, devDependencies }: Manifest = JSON.parse(files.get(MANIFEST) ?? "{}");
  const required = (files.get(REQUIREMENTS) ?? "").split("\n").filter((line) => line !== "");
  return [
    ...Object.entries({ ...dependencies, ...devDependencies }),
    ...required.map((line): [string, string] => [line.split("==")[0], line.split("==")[1]]),
  ];
}

/** A CDK may have nothing of its own in a language. */
function filesIn(folder: string): Map<string, string> {
  if (!existsSync(folder)) {
    return new Map();
  }
  // Paths and not entries, which tell their folder only since Node.js 20.12.
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(
    files.map((path) => [path === GITIGNORE.slice(1) ? GITIGNORE : path, readFileSync(join(folder, path), "utf8")]),
  );
}

function withVersions(files: Map<string, string>, { cdk, language }: Choice): Map<string, string> {
  const { common, ...others } = tested;
  const known: Versions = { ...common, ...others[cdk], ...others[`${language}-${cdk}`] };
  const versionOf = (name: string) => {
    const version = known[name];
    if (version === undefined) {
      throw new Error(`a template depends on ${name}, which has no version in versions.json`);
    }
    return version;
  };
  const pinned = (names: Versions = {}) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, versionOf(name)]));
  const manifest: Manifest = JSON.parse(files.get(MANIFEST) ?? "{}");
  const dependencies = manifest.dependencies && { dependencies: pinned(manifest.dependencies) };
  const engines = { node: `>=${OLDEST_NODE[cdk]}` };
  const complete = { ...manifest, engines, ...dependencies, devDependencies: pinned(manifest.devDependencies) };
  files.set(MANIFEST, `${JSON.stringify(complete, undefined, 2)}\n`);
  const required = files.get(REQUIREMENTS);
  if (required !== undefined) {
    files.set(
      REQUIREMENTS,
      required.replace(/^(.+)==\*$/gm, (_line, name: string) => `${name}==${versionOf(name)}`),
    );
  }
  return files;
}

/** The names of files that both CDKs share stay. */
const NAME = /cdktf(?!\.(?:json|out)\b)/g;

/** As pages say it. */
const [NODE_OF_CDKTF, NODE_OF_CDKTN] = [OLDEST_NODE.cdktf, OLDEST_NODE.cdktn].map(
  (version) => `Node.js ${version.replace(/\.0$/, "")}`,
);

/** A file of a template with the packages, modules and programs of cdktn in place of those of cdktf, and the Node.js that they need. */
function inCdktn(text: string): string {
  const renamed = text.replace(/cdktf([-_])cdktf\1provider/g, "cdktn$1provider").replace(NAME, "cdktn");
  return renamed.split(NODE_OF_CDKTF).join(NODE_OF_CDKTN);
}
