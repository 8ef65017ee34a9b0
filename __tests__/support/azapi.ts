import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findPrograms, useEngines } from "../testbed/programs/place";

/** Linked alone, because the real providers beside it have the same versions as the doubles. */
const AZAPI = "azure/azapi";

const FOLDERS = join(__dirname, "../../node_modules/.cache/cdktf-acr-aks/azapi");

/** Before the tests: they find the engines and the doubles, and where `init` is told to download nothing, it finds the real azapi as well. */
export default function addAzapi(): void {
  useEngines();
  const { TF_CLI_ARGS_init: init } = process.env;
  const { mirror } = findPrograms() ?? {};
  if (init !== undefined && mirror !== undefined) {
    // Plans are cached by this path, so that other binaries need another one.
    const folder = join(FOLDERS, basename(dirname(realpathSync(mirror))));
    linkAzapi(mirror, folder);
    process.env.TF_CLI_ARGS_init = `${init} -plugin-dir='${folder}'`;
  }
}

/** Links each package, the only folder in a mirror that may be a link. */
function linkAzapi(mirror: string, folder: string): void {
  for (const host of readdirSync(mirror)) {
    for (const version of readdirSync(join(mirror, host, AZAPI))) {
      const [from, to] = [mirror, folder].map((root) => join(root, host, AZAPI, version));
      mkdirSync(to, { recursive: true });
      for (const platform of readdirSync(from).filter((name) => !existsSync(join(to, name)))) {
        symlinkSync(join(from, platform), join(to, platform));
      }
    }
  }
}
