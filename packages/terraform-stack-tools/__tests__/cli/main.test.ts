import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";

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
