import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const SHARED = join(__dirname, "../../shared");

/** The folder beside this checkout that has the real providers and the programs of Kubernetes. */
export const REAL = join(SHARED, "real");

/** The folder beside this checkout that has the replaying providers and OpenTofu. */
export const REPLAYING = join(SHARED, "terraform");

/** The binaries are built for one platform. */
const IS_PLATFORM = process.platform === "linux" && process.arch === "x64";

export const isHere = IS_PLATFORM && existsSync(join(REAL, "lay.sh"));

/** Unpacks the binaries of a folder, once, and returns where they are. */
export function laid(folder: string): string {
  if (!IS_PLATFORM || !existsSync(join(folder, "lay.sh"))) {
    throw new Error(
      `The binaries are missing: ${folder} has no lay.sh for ${process.platform} on ${process.arch}. ` +
        "Put the folder shared beside this checkout.",
    );
  }
  return execFileSync("bash", [join(folder, "lay.sh")], { encoding: "utf8" }).trim();
}
