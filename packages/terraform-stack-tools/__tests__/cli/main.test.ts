import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMMANDS } from "../../src/cli/program";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { processesLeftIn } from "../support/signals";

const SOURCE = join(__dirname, "../../src");
const TSX = ["--require", require.resolve("tsx/cjs")];
const MAIN = [...TSX, join(SOURCE, "cli/main.ts")];

const call = (...args: string[]) => spawnSync(process.execPath, [...MAIN, ...args], { encoding: "utf8" });

test("exits with the code, writes to both streams without colours, and executes nothing from its input", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const stack = stackFolder(folder, { ...GRANT, locals: { a: `\${file("$(touch ${folder}/ran)")}` } });
    writeFiles(stack, {
      "package.json": { main: "x.js" },
      "x.js": `require("fs").writeFileSync("${folder}/ran", "")`,
      "assets/run.sh": "touch ran",
    });
    chmodSync(join(stack, "assets/run.sh"), 0o755);
    const { status, stdout, stderr } = call("hand-off", stack, "--out", out);
    expect({ status, stdout, stderr }).toEqual({
      ...{ status: 0, stdout: `${out}\n`, stderr: expect.stringMatching(/^'grant': \d+ files\n$/) },
    });
    expect(readdirSync(folder).sort()).toEqual(["out", "stack"]);
  });
});

/** How many modules of the package are loaded when a command has printed its help. */
test.each(COMMANDS.map(({ name }) => name))("the help of %s loads what the command needs, and no other one", (name) => {
  const count = `process.on("exit", () => {
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(SOURCE)}));
    process.stderr.write(String(loaded.length));
  });
  process.argv.splice(1, 0, ${JSON.stringify(MAIN[2])});
  require(process.argv[1]);`;
  const { stdout, stderr } = spawnSync(process.execPath, [...TSX, "--eval", count, name, "--help"], { encoding: "utf8" });
  expect(stdout).toMatch(`Usage: terraform-stack-tools ${name} `);
  expect(Number(stderr)).toBeLessThan(60);
});

const canMount = process.platform === "linux" && process.getuid?.() === 0;

(canMount ? test : test.skip)("reports a full disk and leaves nothing behind", () => {
  inFolder((folder) => {
    const disk = join(folder, "disk");
    const input = writeFiles(stackFolder(folder, GRANT), { "assets/large": "x".repeat(200_000) });
    mkdirSync(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status !== 0) {
      return;
    }
    try {
      const { status, stderr } = call("hand-off", input, "--out", join(disk, "out"));
      expect({ status, stderr }).toEqual({
        ...{ status: 1, stderr: expect.stringContaining("the disk is full; free some space and try again") },
      });
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
      const program = spawn(process.execPath, [...MAIN, "plan", "in", "--binary", join(folder, "engine")], {
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
