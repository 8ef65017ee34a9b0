import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { plan } from "../../packages/terraform-stack-tools/src/plan";
import { initializedFolder } from "../../packages/terraform-stack-tools/src/providers/initialized-folder";
import { terraformBinary } from "../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { binaries } from "../support/terraform";

const [name] = binaries();
const STACK = {
  terraform: { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } },
  resource: { time_offset: { one: { offset_days: 1 } } },
};
const PROJECT = join(__dirname, "../..");

/** Runs a test's body with a cache of its own. */
function inCache(body: (root: string) => void): void {
  const before = process.env.XDG_CACHE_HOME ?? "";
  inFolder((folder) => {
    process.env.XDG_CACHE_HOME = folder;
    const root = join(folder, "terraform-stack-tools", "plan");
    mkdirSync(root, { recursive: true });
    try {
      body(root);
    } finally {
      process.env.XDG_CACHE_HOME = before;
    }
  });
}

const initialized = (patience?: number) => initializedFolder(terraformBinary(name), { terraform: STACK.terraform }, patience);

test("plans of one stack run init once", () => {
  inCache((root) => {
    const [wrapper, log] = [join(root, "wrapper"), join(root, "log")];
    writeFileSync(wrapper, `#!/bin/sh\necho "$1" >> '${log}'\nexec ${name} "$@"\n`, { mode: 0o755 });
    for (let count = 0; count < 3; count++) {
      plan(STACK, { existing: STACK, binary: wrapper });
    }
    const commands = readFileSync(log, "utf8").trim().split("\n");
    const counts = ["init", "providers", "apply", "plan"].map((command) => commands.filter((line) => line === command).length);
    expect(counts).toEqual([1, 1, 3, 3]);
  });
});

test("workers that start at the same time share one init, and leave no draft and no lock behind", () => {
  inCache((root) => {
    const script =
      `const { initializedFolder } = require("./packages/terraform-stack-tools/src/providers/initialized-folder");` +
      `const { terraformBinary } = require("./packages/terraform-stack-tools/src/providers/terraform-binary");` +
      `console.log(initializedFolder(terraformBinary("${name}"), ${JSON.stringify({ terraform: STACK.terraform })}));`;
    const worker = `node --import tsx --eval '${script}'`;
    const place = { cwd: PROJECT, env: process.env, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync("sh", ["-c", `${worker} & ${worker} & ${worker} & wait`], place);
    expect(stderr).toBe("");
    const [folder, ...others] = stdout.trim().split("\n");
    expect(others).toEqual([folder, folder]);
    expect(readdirSync(root).filter((entry) => entry !== "downloads")).toEqual([folder.slice(root.length + 1)]);
  });
});

test("the lock of a process that has died is removed; one that is never released ends the wait with its path", () => {
  inCache((root) => {
    mkdirSync(join(root, "lock"));
    writeFileSync(join(root, "lock", "pid"), String(spawnSync("true").pid));
    expect(readdirSync(initialized())).toContain(".terraform.lock.hcl");
    inCache((other) => {
      mkdirSync(join(other, "lock"));
      writeFileSync(join(other, "lock", "pid"), String(process.pid));
      expect(() => initialized(0)).toThrow(
        `another plan has held ${join(other, "lock")} for too long; remove that folder if no plan is running`,
      );
    });
  });
});
