import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
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
  return stacksAt(given, command);
}

/**
 * The path itself where it is a stack or the output of an app, and otherwise the only output of an app in it or below.
 * @throws Refusal where a folder has none, or several
 */
export function stacksAt(path: string, command: string): string {
  const names = namesIn(path);
  if (names === undefined || names.includes(STACK_FILE) || names.includes("cdk.tf")) {
    return path;
  }
  const own = outputIn(path);
  if (own !== undefined || names.includes("manifest.json")) {
    return own ?? path;
  }
  const [found, ...others] = new Set(outputsBelow(path, DEPTH));
  if (found === undefined) {
    const missing = quoted(outputOf(path));
    throw new Refusal(
      `no app is synthesized in ${quoted(path)} or below: there is no ${missing}; run \`cdktf synth\`, or name the folder ` +
        `that it writes to: stack-tools ${command} <folder>.`,
      "handoff-input",
    );
  }
  if (others.length > 0) {
    const all = [found, ...others].map((one) => `\n  stack-tools ${command} ${quoted(one)}`);
    throw new Refusal(`below ${quoted(path)}, ${all.length} apps are synthesized; name one:${all.join("")}`);
  }
  return found;
}

/** Undefined for what is no folder that can be read. */
function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}

/** The output of the app in a folder; undefined where it is not synthesized. */
function outputIn(folder: string): string | undefined {
  const output = outputOf(folder);
  return existsSync(join(output, "manifest.json")) ? output : undefined;
}

function outputOf(folder: string): string {
  const settings = join(folder, "cdktf.json");
  const text = existsSync(settings) ? onDisk(settings, () => readFileSync(settings, "utf8")) : "";
  return outputFolder(folder, objectOf(jsonIn(text)));
}

/** Where the app in a folder is synthesized to, by its cdktf.json. */
export function outputFolder(project: string, { output }: JsonObject): string {
  const path = typeof output === "string" && output !== "" ? output : "cdktf.out";
  return isAbsolute(path) ? path : join(project, path);
}

/** The outputs of the apps below a folder, in order. What is within an app is not looked at. */
function outputsBelow(folder: string, depth: number): string[] {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(({ name }) => join(folder, name))
    .filter((path) => namesIn(path) !== undefined);
  return folders.sort().flatMap((path) => outputIn(path) ?? (depth > 1 ? outputsBelow(path, depth - 1) : []));
}
