import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder beside this checkout that has the real providers. */
export const REAL = join(__dirname, "../../../../shared/real");

/** Its binaries are built for one platform. */
export const isHere = existsSync(join(REAL, "env.sh")) && process.platform === "linux" && process.arch === "x64";

/** Before the tests: says why none of them runs where the real providers are missing. */
export default function setup(): void {
  if (!isHere) {
    console.log("skipped: the real providers are not here");
  }
}

/** Starts the imitation of Azure with the answers of `more-of-azure.ts`. */
export const MORE_OF_AZURE: NodeJS.ProcessEnv = {
  NODE_OPTIONS: `--require ${require.resolve("tsx/cjs")} --require ${join(__dirname, "more-of-azure.ts")}`,
};
