import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Kills handoffs of many modules at moments spread over all calls that write, by SIGKILL and SIGINT in turn, and checks
 * that each bundle is whole or refused by Terraform, and that the next run ends what was begun:
 * `npm run build && node --import tsx bench/interruption.ts [modules] [moments]`
 */
const [modules = 200, moments = 200] = process.argv.slice(2).map(Number);

const PROGRAM = join(__dirname, "../packages/terraform-stack-tools/lib/cli/main.js");

/** Kills the program at the n-th call that writes; without a number it prints how many there were. */
const PRELOAD = `
const fs = require("node:fs");
let calls = 0;
for (const name of ["copyFileSync", "linkSync", "mkdirSync", "renameSync", "rmSync", "rmdirSync", "writeFileSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (process.argv[1].endsWith("program.js") && ++calls === Number(process.env.KILL_AT)) {
      if (name === "writeFileSync") real(args[0], String(args[1]).slice(0, 5), args[2]);
      process.kill(process.ppid, process.env.SIGNAL);
      if (process.env.SIGNAL === "SIGKILL") process.kill(process.pid, "SIGKILL");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);
    }
    return real(...args);
  };
}
if (!process.env.KILL_AT && process.argv[1].endsWith("program.js")) {
  process.on("exit", () => fs.writeSync(2, "calls " + calls + "\\n"));
}
`;

const root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-interruption-"));
const out = join(root, "out");
const preload = join(root, "preload.cjs");
writeFileSync(preload, PRELOAD);
const inputs = ["first", "second"].map(writeApp);
const whole = inputs.map((input) => {
  rmSync(out, { recursive: true, force: true });
  handOff(input);
  return digests(out);
});
const calls = Number(/calls (\d+)/.exec(handOff(inputs[0]).stderr)?.[1]);
const states = { old: 0, new: 0, refused: 0 };
const faults: string[] = [];

for (let moment = 1; moment <= moments; moment++) {
  const next = moment % 2;
  const signal = moment % 4 < 2 ? "SIGKILL" : "SIGINT";
  const killed = handOff(inputs[next], { KILL_AT: String(Math.ceil((moment * calls) / moments)), SIGNAL: signal });
  const found = digests(out);
  const names = new Set(whole[next].keys());
  for (const bundle of bundlesIn(names)) {
    const state = stateOf(bundle, found, whole[1 - next], whole[next]);
    if (state === undefined) {
      faults.push(`moment ${moment}: ${bundle} is neither old nor new`);
    } else {
      states[state]++;
    }
  }
  const again = handOff(inputs[next]);
  const isWhole = JSON.stringify([...digests(out)]) === JSON.stringify([...whole[next]]);
  if (
    (killed.status === 130 ? "SIGINT" : killed.signal) !== signal ||
    again.status !== 0 ||
    !isWhole ||
    readdirSync(out).some((name) => name.startsWith(".hand-off") || name.startsWith("unfinished"))
  ) {
    faults.push(`moment ${moment}: ${killed.signal}, then ${again.status}: ${again.stderr.slice(0, 300)}`);
  }
}
rmSync(root, { recursive: true });
process.stdout.write(`${JSON.stringify({ modules, moments, calls, states, faults }, null, 2)}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

type Digests = ReadonlyMap<string, string>;

function stateOf(bundle: string, found: Digests, before: Digests, after: Digests): keyof typeof states | undefined {
  if (existsSync(join(out, bundle, "unfinished-handoff.tf.json"))) {
    return "refused";
  }
  const paths = [...after.keys()].filter((path) => path.startsWith(`${bundle}/`));
  const isOf = (version: Digests) => paths.every((path) => found.get(path) === version.get(path));
  if (isOf(before)) {
    return "old";
  }
  return isOf(after) ? "new" : undefined;
}

function handOff(input: string, env: Readonly<Record<string, string>> = {}) {
  const args = ["--require", preload, PROGRAM, "hand-off", input, "--out", out, "--commit", "0123456"];
  return spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, ...env } });
}

/** An app whose stacks all differ from those of another version. */
function writeApp(version: string): string {
  const names = Array.from({ length: modules }, (_, index) => `m${index}`);
  const input = join(root, version);
  for (const name of names) {
    mkdirSync(join(input, "stacks", name), { recursive: true });
    const stack = { output: { version: { value: version } }, variable: { [version]: { type: "string" } } };
    writeFileSync(join(input, "stacks", name, "cdk.tf.json"), JSON.stringify(stack));
  }
  const stacks = names.map((name) => [name, { synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]);
  writeFileSync(join(input, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(stacks) }));
  return input;
}

/** The page of changes depends on the version before, and the manifest on the page. */
function digests(folder: string): Digests {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  const compared = paths.filter(
    (path) => !/(^|\/)(CHANGES\.md|manifest\.json)$/.test(path) && !path.startsWith(".hand-off"),
  );
  return new Map(
    compared.map((path) => [
      path,
      createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex"),
    ]),
  );
}

function bundlesIn(paths: ReadonlySet<string>): string[] {
  return [...new Set([...paths].filter((path) => path.includes("/")).map((path) => path.split("/")[0]))];
}
