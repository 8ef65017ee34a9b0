import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildReplaying, layOutReplaying } from "./replaying";

// Tests and builds the replaying provider, and lays it out as each provider that it stands in for:
//   node --import tsx __tests__/testbed/terraform/build.ts [folder]
const folder = resolve(process.argv[2] ?? join(__dirname, "../../dist/replaying"));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
buildReplaying(join(folder, "replay"), true);
layOutReplaying(join(folder, "replay"), join(folder, "mirror"));
console.log(`export TF_CLI_ARGS_init="-plugin-dir='${join(folder, "mirror")}'"`);
