import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { compare, entries, isObject, type JsonObject, parse } from "../../terraform/json";
import { checkStack } from "../../terraform/stack";
import { onDisk, Refusal, shown } from "./refusal";

/** A synthesized stack, as it lies on the disk. */
export interface Source {
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
  readonly stack: JsonObject;
  /** What the stack refers to in its folder, by relative path. */
  readonly assets: ReadonlyMap<string, Buffer>;
}

export interface Sources {
  /** Whether a whole `cdktf.out` was given, which becomes a folder for each stack. */
  readonly several: boolean;
  readonly sources: readonly Source[];
}

const STACK_FILE = "cdk.tf.json";
const SYNTHESIZE = "run `cdktf synth`, and give cdktf.out or the folder of a stack in it";

export function readSources(input: string): Sources {
  const folder = resolve(input);
  if (!onDisk(folder, () => statSync(folder)).isDirectory()) {
    throw new Refusal(`${shown(folder)} is a file; give the folder it lies in.`);
  }
  const names = onDisk(folder, () => readdirSync(folder));
  if (names.includes(STACK_FILE)) {
    return { several: false, sources: [readSource(folder, folder)] };
  }
  if (names.includes("cdk.tf")) {
    throw new Refusal(`${shown(folder)} holds HCL; synthesize it again without --hcl.`);
  }
  if (!names.includes("manifest.json")) {
    throw new Refusal(`${shown(folder)} holds neither ${STACK_FILE} nor manifest.json; ${SYNTHESIZE}.`);
  }
  const folders = foldersOf(folder);
  if (folders.length === 0) {
    throw new Refusal(`${shown(join(folder, "manifest.json"))} lists no stack; ${SYNTHESIZE}.`);
  }
  return { several: true, sources: folders.map(([name, path]) => readSource(folder, path, name)) };
}

/** The names become folders, so that only plain ones pass. */
function foldersOf(folder: string): [name: string, path: string][] {
  const file = join(folder, "manifest.json");
  const manifest = parse(readWithin(folder, file).toString("utf8"), file);
  const stacks = isObject(manifest) ? manifest.stacks : undefined;
  if (!isObject(stacks)) {
    throw new Refusal(`${shown(file)} is not a manifest of cdktf: it has no "stacks"; ${SYNTHESIZE}.`);
  }
  const taken = new Map<string, string>();
  return entries(stacks).map(([name, stack]) => {
    if (!/^[A-Za-z0-9][-A-Za-z0-9._]{0,99}$/.test(name) || name.endsWith(".")) {
      throw new Refusal(`${shown(file)}: the stack ${shown(name)} cannot be a folder; use letters, digits, '-', '_' and '.'.`);
    }
    const other = taken.get(name.toLowerCase());
    if (other !== undefined) {
      throw new Refusal(`${shown(file)}: the stacks '${other}' and '${name}' would be one folder on some systems; rename one.`);
    }
    taken.set(name.toLowerCase(), name);
    const path = isObject(stack) ? stack.synthesizedStackPath : undefined;
    if (typeof path !== "string" || basename(path) !== STACK_FILE) {
      throw new Refusal(
        `${shown(file)}: the stack '${name}' has no synthesizedStackPath that ends in ${STACK_FILE}; ${SYNTHESIZE}.`,
      );
    }
    return [name, resolve(folder, path, "..")];
  });
}

function readSource(root: string, folder: string, name?: string): Source {
  const file = join(folder, STACK_FILE);
  const bytes = readWithin(root, file);
  const stack = checkStack(parse(bytes.toString("utf8"), file), file);
  const metadata = isObject(stack["//"]) ? stack["//"].metadata : undefined;
  const own = isObject(metadata) && typeof metadata.stackName === "string" ? metadata.stackName : basename(folder);
  return { name: name ?? own, file, bytes, stack, assets: readAssets(folder) };
}

/** Reads nothing outside the folder that was given, wherever links and `..` lead. */
function readWithin(root: string, file: string): Buffer {
  return onDisk(file, () => {
    const real = relative(realpathSync(root), realpathSync(file));
    if (real === ".." || real.startsWith(`..${sep}`) || resolve(real) === real) {
      throw new Refusal(`${shown(file)} leads out of ${shown(root)}; give a folder that holds the stack itself.`);
    }
    return readFileSync(file);
  });
}

/** What cdktf copied beside the stack: files and local modules, which the configuration names as `assets/…`. */
function readAssets(folder: string): Map<string, Buffer> {
  const assets = new Map<string, Buffer>();
  const visit = (path: string): void => {
    const full = join(folder, path);
    const stats = onDisk(full, () => lstatSync(full));
    if (stats.isDirectory()) {
      for (const name of onDisk(full, () => readdirSync(full)).sort(compare)) {
        visit(`${path}/${name}`);
      }
    } else if (stats.isFile()) {
      assets.set(
        path,
        onDisk(full, () => readFileSync(full)),
      );
    } else {
      throw new Refusal(`${shown(full)} is neither a file nor a folder; replace the link by what it points to.`);
    }
  };
  if (onDisk(folder, () => readdirSync(folder)).includes("assets")) {
    visit("assets");
  }
  return assets;
}
