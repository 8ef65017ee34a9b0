import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { isHere, laid, REAL } from "../../testbed/binaries";

/** Linked alone, because the real providers beside it have the same versions as the doubles. */
const AZAPI = "azure/azapi";

const FOLDERS = join(__dirname, "../../node_modules/.cache/cdktf-acr-aks/azapi");

/** Before the tests: where `init` is told to download nothing, it finds the real azapi as well, if that is beside this checkout. */
export default function addAzapi(): void {
  const { TF_CLI_ARGS_init: init } = process.env;
  if (init !== undefined && isHere) {
    const real = laid(REAL);
    // Plans are cached by this path, so that other binaries need another one.
    const folder = join(FOLDERS, basename(real));
    linkAzapi(join(real, "mirror"), folder);
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
