import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VERSION = "hashicorp/time/0.13.1/linux_amd64";

/**
 * A mirror in which a script takes the place of a provider. The script may run the provider itself, `"$REAL"`.
 * @param arguments_ of `init`, which name the mirror with the provider
 */
export function providerMirror(folder: string, script: string, arguments_ = process.env.TF_CLI_ARGS_init): string {
  const [, real] = /-plugin-dir='([^']+)'/.exec(arguments_ ?? "") ?? [];
  for (const host of ["registry.terraform.io", "registry.opentofu.org"]) {
    const [program] = readdirSync(join(real, host, VERSION));
    const path = join(folder, host, VERSION, program);
    mkdirSync(join(folder, host, VERSION), { recursive: true });
    writeFileSync(path, `#!/bin/sh\nREAL='${join(real, host, VERSION, program)}'\n${script}\n`);
    chmodSync(path, 0o755);
  }
  return folder;
}
