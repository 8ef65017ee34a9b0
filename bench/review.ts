import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planOfLandingZones } from "./support/landing-zones";
import { ratios, shown } from "./support/ratio";

const ROUNDS = 5;
const CHANGES = [1_000, 2_500, 10_000];

/** As users have it: compiled, by `npm run build`. */
const {
  run,
}: typeof import("../packages/terraform-stack-tools/src/cli/program") = require("../packages/terraform-stack-tools/lib/cli/program");

/** Of all processors, which other programs on the machine do not take from. */
function milliseconds(body: () => void): number {
  const start = process.cpuUsage();
  body();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
try {
  for (const changes of CHANGES) {
    const file = join(folder, `plan-${changes}.json`);
    const text = JSON.stringify(planOfLandingZones(changes));
    writeFileSync(file, text);
    const measured: number[] = [];
    const [ratio] = ratios(
      ROUNDS,
      () => milliseconds(() => JSON.parse(readFileSync(file, "utf8"))),
      () => {
        const taken = milliseconds(() => run(["review", file], { out: () => undefined, error: () => undefined }));
        measured.push(taken);
        return taken;
      },
    );
    const least = Math.round(Math.min(...measured));
    const size = (text.length / 1e6).toFixed(0);
    console.log(
      `review of ${changes} changes (${size} MB): ${least} ms, ${shown(ratio)} times as long as reading the JSON`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
