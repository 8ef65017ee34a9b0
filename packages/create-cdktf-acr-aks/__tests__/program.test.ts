import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, writeFiles } from "../../../__tests__/support/hand-off";
import { DEFAULT_SCENARIO } from "../src/create";
import { run } from "../src/program";

const PROGRAM = ["--import", require.resolve("tsx"), join(__dirname, "../src/main.ts")];

/** Runs the program in a folder, with these programs on the PATH and no others. */
function initIn(folder: string, programs: Readonly<Record<string, string>>, ...options: string[]) {
  const bin = join(folder, "bin");
  for (const [name, script] of Object.entries(programs)) {
    writeFiles(bin, { [name]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(bin, name), 0o755);
  }
  const args = [...PROGRAM, "project", ...options];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", env: { PATH: bin } });
}

test("runs npm install in the project, and says what to do next", () => {
  inFolder((folder) => {
    const { status, stdout, stderr } = initIn(folder, { npm: 'echo "$PWD $1" > called' });
    const project = join(folder, "project");
    expect(readFileSync(join(project, "called"), "utf8")).toBe(`${project} install\n`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${project}\n` });
    expect(stderr).toMatch(/Next, edit settings\.ts, and then run:\n {2}cd 'project'\n {2}npm run synth\n {2}npm test\n$/);
  });
});

test("runs nothing with --no-install, and names the command that installs", () => {
  inFolder((folder) => {
    const { status, stderr } = initIn(folder, { npm: "echo > called" }, "--no-install");
    expect(status).toBe(0);
    expect(existsSync(join(folder, "project/called"))).toBe(false);
    expect(stderr).toContain("\n  cd 'project'\n  npm install\n");
  });
});

test.each(["-dash", "--help", "it's", "a b", "$(id)"])("prints a command that a shell understands for the folder %s", (name) => {
  inFolder((folder) => {
    const args = [...PROGRAM, `./${name}`, "--no-install"];
    const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const command = /^ {2}(cd .*)$/m.exec(stderr)?.[1] ?? "exit 1";
    const { stdout } = spawnSync("sh", ["-c", `${command} && pwd`], { cwd: folder, encoding: "utf8" });
    expect(stdout).toBe(`${join(folder, name)}\n`);
  });
});

test("says what npm could not install, why, and what to run later", () => {
  inFolder((folder) => {
    const { status, stdout, stderr } = initIn(folder, { npm: 'echo "npm error code ENOTFOUND" >&2; exit 1' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/project' is complete, but npm could not install its packages\. Run npm install there/);
    expect(stderr).toMatch(/\n {2}cdkt[fn] \d+\.\d+\.\d+\n/);
    expect(stderr).toMatch(/\n {2}typescript \S+\nThe reason:\nnpm error code ENOTFOUND\n$/);
    expect(readdirSync(join(folder, "project"))).toContain("main.ts");
  });
});

test("says so where there is no npm", () => {
  inFolder((folder) => {
    const { status, stderr } = initIn(folder, {});
    expect(status).toBe(1);
    expect(stderr).toContain("The reason:\nnpm cannot be run: spawn npm ENOENT");
  });
});

async function call(...args: string[]) {
  const streams = { out: "", error: "" };
  const add = (stream: keyof typeof streams) => (text: string) => {
    streams[stream] += text;
  };
  return { code: await run(args, { out: add("out"), error: add("error") }), ...streams };
}

test("prints its help, in lines that fit into a terminal, and its version", async () => {
  const { code, out, error } = await call("--help");
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toMatch(/^Usage: npm create cdkt[fn]-acr-aks <folder> -- \[options\]/);
  expect(out).toContain(`(default: ${DEFAULT_SCENARIO})`);
  expect(out.split("\n").filter((line) => line.length > 90)).toEqual([]);
  expect((await call("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  [[], "one folder is needed"],
  [["a", "b"], "one folder is needed"],
  [["a", "--scenario", "cluster"], "--scenario must be one of existing-cluster,"],
  [["a", "--force"], "Unknown option '--force'"],
])("exits with 2 for %j", async (args, message) => {
  const { code, out, error } = await call(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toContain(message);
  expect(error).toMatch(/\nTry 'npm create cdkt[fn]-acr-aks -- --help'\.\n$/);
});
