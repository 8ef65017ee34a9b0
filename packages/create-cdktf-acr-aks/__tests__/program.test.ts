import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { inFolder, writeFiles } from "../../terraform-stack-tools/__tests__/support/hand-off";
import { DEFAULTS } from "../src/choices";
import type { Machine } from "../src/machine";
import { run } from "../src/program";
import { type Ask, askInTerminal, askNobody, canAsk } from "../src/questions";

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

test("says which package manager of Python fails, after npm", () => {
  inFolder((folder) => {
    const python = 'mkdir -p .venv/bin; printf "#!/bin/sh\necho no wheel >&2; exit 1\n" > .venv/bin/pip; chmod +x .venv/bin/pip';
    const programs = { npm: "true", mkdir: 'exec /bin/mkdir "$@"', chmod: 'exec /bin/chmod "$@"', python3: python };
    const { status, stderr } = initIn(folder, programs, "--language", "python");
    expect(status).toBe(1);
    expect(stderr).toContain(
      "Run npm install && python3 -m venv .venv && .venv/bin/pip install --requirement requirements.txt there",
    );
    expect(stderr).toMatch(/\n {2}cdktf-cdktf-provider-azurerm \d+\.\d+\.\d+\n[\s\S]*\nThe reason:\nno wheel\n$/);
  });
});

test("says what npm could not install, why, and what to run later", () => {
  inFolder((folder) => {
    const { status, stdout, stderr } = initIn(folder, { npm: 'echo "npm error code ENOTFOUND" >&2; exit 1' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/project' is complete, but its packages could not be installed\. Run npm install there/);
    expect(stderr).toMatch(/\n {2}cdkt[fn] \d+\.\d+\.\d+\n/);
    expect(stderr).toMatch(/\n {2}typescript \S+\nThe reason:\nnpm error code ENOTFOUND\n$/);
    expect(readdirSync(join(folder, "project"))).toContain("main.ts");
  });
});

test("says so where npm cannot be run", () => {
  inFolder((folder) => {
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/npm"), "#!/nowhere/sh\n", { mode: 0o755 });
    const { status, stderr } = initIn(folder, {});
    expect(status).toBe(1);
    expect(stderr).toContain("The reason:\nnpm cannot be run: spawn npm E");
  });
});

test("tells who chose cdktn in TypeScript to generate the bindings", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    const { error } = await call([join(folder, "app"), "--no-install", "--cdk", "cdktn"], askNobody);
    expect(error).toMatch(/\n {2}npm install\n {2}npm run get\n {2}npm run synth\n {2}npm test\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["/proc/cdktf-acr-aks", /cannot be (created|written)/],
  ["/proc/self/cwd/../../../proc/x/y", /cannot be (created|written)/],
  ["/proc", /contains '[^']+', and nothing is ever overwritten/],
  ["/dev/zero", /exists already; choose another path/],
  ["/dev/zero/app", /is below a file, not a folder/],
  ["pipe", /exists already; choose another path/],
  ["pipe/app", /is below a file, not a folder/],
])("ends with a refusal for the folder %s, whatever comes from its standard input", (target, reason) => {
  inFolder((folder) => {
    spawnSync("mkfifo", [join(folder, "pipe")]);
    const endless = openSync("/dev/zero", "r");
    const args = [...PROGRAM, target, "--no-install"];
    const { status, stderr, signal } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: "utf8",
      timeout: 60_000,
      stdio: [endless, "pipe", "pipe"],
    });
    closeSync(endless);
    expect({ status, signal }).toEqual({ status: 1, signal: null });
    expect(stderr).toMatch(reason);
  });
});

/** Has all that apps need. */
const MACHINE = { node: "24.9.0", path: process.env.PATH ?? "" };

async function call(args: readonly string[], ask?: Ask, machine: Machine = MACHINE) {
  const streams = { out: "", error: "" };
  const add = (stream: keyof typeof streams) => (text: string) => {
    streams[stream] += text;
  };
  const code = await run(args, { out: add("out"), error: add("error"), isLive: false }, undefined, ask, machine);
  return { code, ...streams };
}

test("prints its help, in lines that fit into a terminal, and its version", async () => {
  const { code, out, error } = await call(["--help"]);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toMatch(/^Usage: npm create cdkt[fn]-acr-aks \[folder\] -- \[options\]/);
  expect(out).toContain(`(default: ${DEFAULTS.scenario})`);
  expect(out.split("\n").filter((line) => line.length > 90)).toEqual([]);
  expect((await call(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("asks for nothing that the command line says, and takes the answers for the rest", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const asked: unknown[] = [];
  const ask: Ask = async (given) => {
    asked.push(given);
    return { ...given, folder: join(folder, "answered"), language: "python" };
  };
  try {
    const { code, error } = await call(["--cdk", "cdktn", "--scenario", "outside-azure", "--no-install"], ask);
    expect({ code, asked }).toEqual({ code: 0, asked: [expect.objectContaining({ cdk: "cdktn", scenario: "outside-azure" })] });
    expect(error).toContain("for the scenario outside-azure, in python with cdktn");
    expect(readFileSync(join(folder, "answered/stack.py"), "utf8")).toContain("from cdktn_acr_aks import DefaultServiceAccount");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("asks in a terminal alone, and never in CI", () => {
  const terminal = { isTTY: true };
  const streams = { stdin: process.stdin.isTTY, stderr: process.stderr.isTTY };
  try {
    Object.assign(process.stdin, terminal);
    Object.assign(process.stderr, terminal);
    expect([canAsk({}), canAsk({ CI: "true" }), canAsk({ CI: "" })]).toEqual([true, false, true]);
    Object.assign(process.stdin, { isTTY: false });
    expect(canAsk({})).toBe(false);
  } finally {
    Object.assign(process.stdin, { isTTY: streams.stdin });
    Object.assign(process.stderr, { isTTY: streams.stderr });
  }
});

test("does without the library for questions, which npm leaves out on a Node.js that is too old for it", async () => {
  jest.doMock("@clack/prompts", () => {
    throw new Error("Cannot find package '@clack/prompts'");
  });
  const given = { install: false };
  await expect(askInTerminal(given, MACHINE)).rejects.toThrow("one folder is needed");
  expect(await askInTerminal({ ...given, folder: "pulls" }, MACHINE)).toEqual({ ...given, folder: "pulls" });

  const read = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { dependencies, optionalDependencies } = read(join(__dirname, ".."));
  expect(dependencies).toBeUndefined();
  expect(Object.keys(optionalDependencies)).toEqual(["@clack/prompts"]);
});

test.each([
  [[], "one folder is needed"],
  [["a", "b"], "give one folder, but got 'b' as well; options go after --."],
  [["a", "--scenario", "kubernetes"], "--scenario cannot be 'kubernetes'; choose one of existing-cluster,"],
  [["a", "--cdk", "CDKTN"], "--cdk cannot be 'CDKTN'; choose one of cdktf, cdktn."],
  [["a", "--language", "pyton"], "--language cannot be 'pyton'; choose one of typescript, python."],
  [["a", "--force"], "unknown option '--force'; choose one of --cdk,"],
  [["a", "--scenario"], "--scenario needs a value."],
  [["a", "--no-install=yes"], "--no-install takes no value, got 'yes'."],
])("exits with 2 for %j", async (args, message) => {
  const { code, out, error } = await call(args, askNobody);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toContain(message);
  expect(error).toMatch(/\nTry 'npm create cdkt[fn]-acr-aks -- --help'\.\n$/);
});

test.each([
  [`a${delimiter}b`, `contains '${delimiter}', which separates the folders on the PATH; choose another folder.`],
  ["a\nb", "'a\\u{a}b' contains an invisible character; choose another folder."],
  ["b\u202ea", "'b\\u{202e}a' contains an invisible character; choose another folder."],
])("writes no app to the folder %j, whose commands would not run", (name, reason) => {
  inFolder((folder) => {
    const args = [...PROGRAM, name, "--no-install"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect({ status, written: readdirSync(folder) }).toEqual({ status: 1, written: [] });
    expect(stderr).toContain(reason);
  });
});

test("asks again for a folder without a name, which would be the current one", async () => {
  const questions: { message: string; validate?: (answer?: string) => unknown }[] = [];
  const text = async (question: (typeof questions)[number]) => {
    questions.push(question);
    return "pulls";
  };
  jest.doMock("@clack/prompts", () => ({ text, select: async ({ initialValue }: { initialValue: string }) => initialValue }));
  try {
    expect(await askInTerminal({ install: false }, MACHINE)).toMatchObject({ folder: "pulls" });
    const [{ validate }] = questions;
    expect(["", "  ", undefined, ".", "pulls"].map((answer) => validate?.(answer) === undefined)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  } finally {
    jest.dontMock("@clack/prompts");
  }
});
