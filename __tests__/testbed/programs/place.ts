import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { idOf, LOCK, readLock } from "./lock-file";

/** Where the programs of the testbed are. Suites and commands ask here, and know no folder by themselves. */
export interface Programs {
  /** The real providers, a folder for `-plugin-dir`. */
  readonly mirror: string;
  /** etcd, the parts of a control plane, and what a kubelet runs. */
  readonly kubernetes: string;
  /** The replaying providers, a folder for `-plugin-dir`. */
  readonly replaying: string;
  /** Engines. Beside it, `oldest/` has the oldest ones that are supported. */
  readonly bin: string;
}

/** The one platform that there are programs for. */
const IS_PLATFORM = process.platform === "linux" && process.arch === "x64";

/** The folder with the programs: what `TESTBED_PROGRAMS` names, or the cache of `npm run testbed:get`. */
export function folderOfPrograms(): string {
  const { TESTBED_PROGRAMS, XDG_CACHE_HOME } = process.env;
  return TESTBED_PROGRAMS
    ? resolve(TESTBED_PROGRAMS)
    : join(XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-acr-aks/testbed");
}

/** Whether a folder has packed programs, which `npm run testbed:get` has nothing to do with. */
export function isPacked(folder: string): boolean {
  return ["real", "terraform"].every((part) => existsSync(join(folder, part, "lay.sh")));
}

/** Where a lock file's programs are within the folder. */
export function laidFolder(folder: string, lock: string = LOCK): string {
  return join(folder, idOf(readLock(lock)));
}

let found: { readonly folder: string; readonly programs: Programs | undefined } | undefined;

/** The programs, if they are here. */
export function findPrograms(): Programs | undefined {
  const folder = folderOfPrograms();
  if (found?.folder !== folder) {
    found = { folder, programs: IS_PLATFORM ? programsIn(folder) : undefined };
  }
  // What a command in the testbed is told, and what whoever lays programs out by hand says.
  const { TF_PLUGIN_DIR: mirror, K8S_BIN: kubernetes } = process.env;
  return mirror && kubernetes
    ? { replaying: "", bin: "", ...found.programs, mirror: resolve(mirror), kubernetes: resolve(kubernetes) }
    : found.programs;
}

function programsIn(folder: string): Programs | undefined {
  if (isPacked(folder)) {
    const [real, terraform] = ["real", "terraform"].map((part) => unpacked(join(folder, part)));
    return {
      mirror: join(real, "mirror"),
      kubernetes: join(real, "kubernetes"),
      replaying: join(terraform, "mirror"),
      bin: join(terraform, "bin"),
    };
  }
  const laid = laidFolder(folder);
  const [mirror, kubernetes, replaying, bin] = ["mirror", "kubernetes", "replaying", "bin"].map((part) => join(laid, part));
  return existsSync(laid) ? { mirror, kubernetes, replaying, bin } : undefined;
}

/** Its script unpacks once, and prints where. */
function unpacked(folder: string): string {
  return execFileSync("bash", [join(folder, "lay.sh")], { encoding: "utf8" }).trim();
}

/** Whether suites with the real providers can run. */
export function hasReal(): boolean {
  return findPrograms() !== undefined;
}

export function programs(): Programs {
  const here = findPrograms();
  if (!here) {
    const place = IS_PLATFORM ? folderOfPrograms() : `for ${process.platform} on ${process.arch}`;
    throw new Error(
      `The testbed's programs are missing: there are none ${IS_PLATFORM ? "in " : ""}${place}. ` +
        "Run npm run testbed:get, or let TESTBED_PROGRAMS name a folder that has them.",
    );
  }
  return here;
}

/**
 * What lets a shell or a suite find the engines, and `init` the replaying providers. What is set already stays, unless `ENGINES=oldest`
 * asks for the oldest ones that are supported.
 */
export function environmentOfEngines({ bin, replaying }: Programs): Record<string, string> {
  const { PATH = "", TF_CLI_ARGS_init: init, ENGINES } = process.env;
  const oldest = join(dirname(bin), "oldest");
  // One that is missing would have the usual one in its place.
  if (ENGINES === "oldest" && !["terraform", "tofu"].every((name) => existsSync(join(oldest, name)))) {
    throw new Error(`The oldest engines are not in ${dirname(bin)}; run npm run testbed:get.`);
  }
  const [first, last] = ENGINES === "oldest" ? [oldest, bin] : ["", bin];
  const folders = PATH.split(delimiter);
  const argument = replaying !== "" && existsSync(replaying) ? `-plugin-dir='${replaying}'` : undefined;
  return {
    PATH: [first, ...folders, last]
      .filter((folder, index, all) => folder !== "" && all.indexOf(folder) === index)
      .join(delimiter),
    ...((init ?? argument) === undefined ? {} : { TF_CLI_ARGS_init: init ?? argument ?? "" }),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
  };
}

/** Before the tests of a suite, whose processes inherit it. Terraform reads no configuration of this machine, which may name another mirror. */
export function useEngines(): void {
  const here = findPrograms();
  if (here) {
    Object.assign(process.env, environmentOfEngines(here));
    delete process.env.TF_CLI_CONFIG_FILE;
  }
}
