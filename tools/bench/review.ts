import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planOfLandingZones, planOfModules } from "./support/landing-zones";
import { PROJECT, Programs } from "./support/program";
import { ratios, shown } from "./support/ratio";

const ROUNDS = 5;

/** The most that a review of creates may take, as a multiple of reading its JSON, and write, as a multiple of its input. */
const MOST = { time: 25, size: 2 };

/** Of updates. Wide ones have all arguments of each type; narrow ones have as few as most people set, and are measured as whole processes, too. */
const NARROW = 8;
const PLANS = [
  { changes: 1_000, share: 1 },
  { changes: 10_000, share: 1 },
  { changes: 1_000, share: NARROW },
  { changes: 10_000, share: NARROW },
];

/** Of creates, ten in each, with as many arguments as a first apply of landing zones has. */
const MODULES = 1_000;
const USUAL = 3;

/** As users have it: compiled, by `npm run build`. */
const TOOLS = join(PROJECT, "packages/terraform-stack-tools/lib/cli");
const { run }: typeof import("../../packages/terraform-stack-tools/src/cli/program") = require(join(TOOLS, "program"));

/** Of all processors, which other programs on the machine do not take from. */
function milliseconds(body: () => void): number {
  const start = process.cpuUsage();
  body();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function compareWithReading(file: string, what: string): void {
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
  console.log(`review of ${what}: ${least} ms, ${shown(ratio)} times as long as reading the JSON`);
}

/** Beside JSON. */
const FORMATS = ["text", "markdown", "html", "sarif", "access"];

/** A review with each report, beside the one with the JSON. */
function compareReports(file: string, what: string): void {
  const time = (format: string) => () =>
    milliseconds(() => run(["review", file, "--format", format], { out: () => undefined, error: () => undefined }));
  for (const [index, ratio] of ratios(ROUNDS, time("json"), ...FORMATS.map(time)).entries()) {
    console.log(`review of ${what} as ${FORMATS[index]}: ${shown(ratio)} of that as JSON`);
  }
}

/** Whole processes, from their start to their end. */
function compareProcesses(programs: Programs, file: string, what: string) {
  const reading = programs.write("read.js", 'JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf8"));');
  const main = join(TOOLS, "main.js");
  const time =
    (...args: readonly string[]) =>
    () =>
      programs.run(...args).processor;
  const [toReading] = ratios(ROUNDS, time(reading, file), time(main, "review", file));
  let written = "";
  run(["review", file, "--format", "json"], { out: (text) => (written += text), error: () => undefined });
  const size = Buffer.byteLength(written) / statSync(file).size;
  console.log(`review of ${what}: its JSON has ${size.toFixed(2)} times the size of the plan`);
  const [toHelp] = ratios(ROUNDS, time(main, "review", "--help"), time(main, "review", file));
  console.log(
    `review of ${what}, whole process: ${shown(toReading)} of reading the JSON, ${shown(toHelp)} of review --help`,
  );
  return { time: toReading.median, size };
}

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
const programs = new Programs();
try {
  const write = (name: string, plan: object) => {
    const file = join(folder, name);
    const text = JSON.stringify(plan);
    writeFileSync(file, text);
    return { file, size: `${(text.length / 1e6).toFixed(0)} MB` };
  };
  const creates = write("creates.json", planOfModules(MODULES, USUAL));
  const { time, size } = compareProcesses(
    programs,
    creates.file,
    `${10 * MODULES} creates in ${MODULES} modules (${creates.size})`,
  );
  if (time > MOST.time || size > MOST.size) {
    console.error(`more than ${MOST.time} times the time, or more than ${MOST.size} times the size`);
    process.exitCode = 1;
  }
  for (const { changes, share } of PLANS) {
    const { file, size } = write(`plan-${changes}-${share}.json`, planOfLandingZones(changes, share));
    const what = `${changes} updates (${size})`;
    compareWithReading(file, what);
    if (share === NARROW) {
      compareProcesses(programs, file, what);
      compareReports(file, what);
    }
  }
} finally {
  programs.remove();
  rmSync(folder, { recursive: true });
}
