import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, lay, stackFolder } from "../../support/hand-off";

const PROJECT = join(__dirname, "../../..");
const NODE = ["--import", "tsx", "src/cli/main.ts"];

const call = (...args: string[]) => spawnSync(process.execPath, [...NODE, ...args], { cwd: PROJECT, encoding: "utf8" });

test("runs as a program: exit code, both streams, no colours", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const { status, stdout, stderr } = call("hand-off", stackFolder(folder, GRANT), "--out", out);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${out}\n`, stderr: "'grant': 10 files\n" });
    expect(call("nothing").status).toBe(2);
  });
});

test("executes nothing that it reads", () => {
  inFolder((folder) => {
    const stack = stackFolder(folder, { ...GRANT, locals: { a: `\${file("$(touch ${folder}/ran)")}` } });
    lay(stack, {
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

(canMount ? test : test.skip)("a full disk is said in words and leaves nothing", () => {
  inFolder((folder) => {
    const disk = join(folder, "disk");
    const input = lay(stackFolder(folder, GRANT), { "assets/large": "x".repeat(200_000) });
    lay(disk, {});
    execFileSync("mkdir", ["-p", disk]);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status !== 0) {
      return;
    }
    try {
      const { status, stderr } = call("hand-off", input, "--out", join(disk, "out"));
      expect(status).toBe(1);
      expect(stderr).toContain("the disk is full; make room and run it again");
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
