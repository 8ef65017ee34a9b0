import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { processesLeftIn } from "../support/signals";

const PROJECT = join(__dirname, "../..");
const NODE = ["--require", "tsx/cjs", "src/cli/main.ts"];

const call = (...args: string[]) => spawnSync(process.execPath, [...NODE, ...args], { cwd: PROJECT, encoding: "utf8" });

test("exits with the code and writes to both streams without colours", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const { status, stdout, stderr } = call("hand-off", stackFolder(folder, GRANT), "--out", out);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `${out}\n`,
      stderr: expect.stringMatching(/^'grant': \d+ files\n$/),
    });
    expect(call("nothing").status).toBe(2);
  });
});

test("executes nothing from its input", () => {
  inFolder((folder) => {
    const stack = stackFolder(folder, { ...GRANT, locals: { a: `\${file("$(touch ${folder}/ran)")}` } });
    writeFiles(stack, {
      "package.json": { main: "x.js" },
      "x.js": `require("fs").writeFileSync("${folder}/ran", "")`,
      "assets/run.sh": "touch ran",
    });
    chmodSync(join(stack, "assets/run.sh"), 0o755);
    expect(call("hand-off", stack, "--out", join(folder, "out")).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(["out", "stack"]);
  });
});

const canMount = process.platform === "linux" && process.getuid?.() === 0;

(canMount ? test : test.skip)("reports a full disk and leaves nothing behind", () => {
  inFolder((folder) => {
    const disk = join(folder, "disk");
    const input = writeFiles(stackFolder(folder, GRANT), { "assets/large": "x".repeat(200_000) });
    execFileSync("mkdir", ["-p", disk]);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status !== 0) {
      return;
    }
    try {
      const { status, stderr } = call("hand-off", input, "--out", join(disk, "out"));
      expect(status).toBe(1);
      expect(stderr).toContain("the disk is full; free some space and try again");
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

/** An engine that is asked for a plan, and never answers. It has a child, which a signal to it alone would leave. */
const ENGINE = `#!/bin/sh
[ "$1" = version ] && echo "Terraform v1.11.4" && exit
sleep 600 &
touch "$(dirname "$0")/started"
wait
`;

test.each(["SIGHUP", "SIGINT", "SIGTERM"] as const)(
  "%s ends what it has started, and leaves no folder",
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), "stack-tools-signal-"));
    try {
      writeFiles(folder, { engine: ENGINE, "in/cdk.tf.json": { resource: { terraform_data: { a: {} } } }, "tmp/.keep": "" });
      chmodSync(join(folder, "engine"), 0o755);
      const main = join(PROJECT, "src/cli/main.ts");
      const args = ["plan", "in", "--binary", join(folder, "engine")];
      const program = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), main, ...args], {
        cwd: folder,
        // A folder that is initialized already would not ask this engine.
        env: { ...process.env, TMPDIR: join(folder, "tmp"), XDG_CACHE_HOME: join(folder, "cache") },
        stdio: "ignore",
      });
      const ended = once(program, "exit");
      while (!existsSync(join(folder, "started")) && program.exitCode === null) {
        await sleep(20);
      }
      program.kill(signal);
      expect(await ended).toEqual([128 + constants.signals[signal], null]);
      expect(readdirSync(join(folder, "tmp")).filter((name) => name.startsWith("stack-tools-"))).toEqual([]);
      expect(await processesLeftIn(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
