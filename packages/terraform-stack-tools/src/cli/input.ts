import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, isAbsolute, join, resolve } from "node:path";
import { STACK_FILE } from "../shared/files";
import { onDisk, Refusal } from "../shared/refusal";
import { type JsonObject, objectOf, quoted } from "../stack/json";
import { jsonIn } from "../stack/json-text";
import { UsageError } from "./command";

/** How far below a folder the output of an app is looked for. A repository has its apps there. */
const DEPTH = 4;

/** The only path that a command line of `command` names, or the folder in which it runs. @throws UsageError for several */
export function inputIn([given = ".", ...more]: readonly string[], command: string): string {
  if (given === "" || more.length > 0) {
    throw new UsageError(
      `${command} takes one path: the folder of a stack, its ${STACK_FILE}, or cdktf.out; without one, it takes cdktf.out here or below.`,
    );
  }
  return stacksAt(given);
}

/**
 * The path itself where it is a stack or the output of an app, and otherwise the only output of an app in it or below.
 * @throws Refusal where a folder has none, or several
 */
export function stacksAt(path: string): string {
  const names = namesIn(path);
  if (names === undefined || names.includes(STACK_FILE) || names.includes("cdk.tf")) {
    return path;
  }
  const settings = join(path, "cdktf.json");
  const text = existsSync(settings) ? onDisk(settings, () => readFileSync(settings, "utf8")) : "";
  const missing = outputFolder(path, objectOf(jsonIn(text)));
  if (isOutput(missing)) {
    return missing;
  }
  for (const folder of basename(resolve(path)) === "stacks" ? [path, join(path, "..")] : [path]) {
    // A website has a manifest, too.
    if (readable(join(folder, "manifest.json")).stacks !== undefined) {
      return folder;
    }
  }
  const [found, ...others] = new Set(outputsBelow(path, DEPTH));
  if (others.length > 0) {
    // As a shell reads them.
    const all = [found, ...others].map((one) => `\n  ${quoted(one.replace(/'/g, "'\\''"))}`);
    throw new Refusal(`there are ${all.length} apps below ${quoted(path)}; give the path of one:${all.join("")}`);
  }
  // The one that is no list of stacks is told as such by its reader.
  if (found === undefined && !names.includes("manifest.json")) {
    throw new Refusal(
      `no app is synthesized in ${quoted(path)} or up to four folders below (links and hidden folders are not followed): ` +
        `there is no ${quoted(missing)}; run \`cdktf synth\`, or give the path of the folder that it writes to.`,
      "handoff-input",
    );
  }
  return found ?? path;
}

/** Undefined for what is no folder that can be read. */
function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}

function isOutput(folder: string): boolean {
  return existsSync(join(folder, "manifest.json"));
}

/** Nothing for what nobody can read. */
function readable(file: string): JsonObject {
  try {
    return objectOf(jsonIn(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

/** Where the app in a folder is synthesized to, by its cdktf.json. */
function outputFolder(project: string, { output }: JsonObject): string {
  const path = typeof output === "string" && output !== "" ? output : "cdktf.out";
  return isAbsolute(path) ? path : join(project, path);
}

/** The outputs of the apps below a folder, in order. What is within an app is not looked at, nor what nobody can read. */
function outputsBelow(folder: string, depth: number): string[] {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(({ name }) => join(folder, name))
    .filter((path) => namesIn(path) !== undefined);
  return folders.sort().flatMap((path) => {
    const output = outputFolder(path, readable(join(path, "cdktf.json")));
    if (isOutput(output)) {
      return [output];
    }
    return depth > 1 ? outputsBelow(path, depth - 1) : [];
  });
}
