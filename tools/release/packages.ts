import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

/** An npm package of this repository. All of them are released together, with one version. */
export interface ReleasedPackage {
  /** Its folder from the top of the repository; empty for the constructs. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** The constructs, then the packages of plain TypeScript. */
export function releasedPackages(): ReleasedPackage[] {
  const others = readdirSync(join(PROJECT, "packages")).map((name) => `packages/${name}`);
  return ["", ...others].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(PROJECT, folder, "package.json"), "utf8"));
    return { folder, name, version };
  });
}
