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
import { writeFiles } from "../../terraform-stack-tools/__tests__/support/hand-off";
import { DEFAULTS } from "../src/choices";
import type { Machine } from "../src/machine";
import { run } from "../src/program";
import { Progress } from "../src/progress";
import { type Ask, askInTerminal, askNobody, canAsk } from "../src/questions";
import { writeProject } from "../src/write-project";

const PROGRAM = ["--import", require.resolve("tsx"), join(__dirname, "../src/main.ts")];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => {
  jest.dontMock("@clack/prompts");
  rmSync(folder, { recursive: true });
});

/** Puts programs into a folder `bin`, and returns its path. */
function programsOf(programs: Readonly<Record<string, string>>): string {
  const bin = writeFiles(join(folder, "bin"), {});
  for (const [name, script] of Object.entries(programs)) {
    writeFiles(bin, { [name]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** Runs the program in a folder, with these programs on the PATH and no others. */
function init(programs: Readonly<Record<string, string>>, ...options: string[]) {
  const env = { PATH: programsOf(programs) };
  return spawnSync(process.execPath, [...PROGRAM, "project", ...options], { cwd: folder, encoding: "utf8", env });
}

/** Has all that apps need. */
const MACHINE = { node: "24.9.0", path: process.env.PATH ?? "" };

async function call(args: readonly string[], ask: Ask = askNobody, machine: Machine = MACHINE) {
  const streams = { out: "", error: "" };
  const add = (stream: keyof typeof streams) => (text: string) => {
    streams[stream] += text;
  };
  const code = await run(args, { out: add("out"), error: add("error"), isLive: false }, undefined, ask, machine);
  return { code, ...streams };
}

/** Answers for the questions of the library. */
function answering<Question extends object>(select: (question: Question) => string, text = (_question: Question) => "pulls") {
  const later = (answer: (question: Question) => string) => async (question: Question) => answer(question);
  jest.resetModules();
  jest.doMock("@clack/prompts", () => ({ select: later(select), text: later(text) }));
}

describe("the packages", () => {
  test("are installed by npm in the project, and the next steps are said", () => {
    const { status, stdout, stderr } = init({ npm: 'echo "$PWD $1" > called' });
    const project = join(folder, "project");
    expect(readFileSync(join(project, "called"), "utf8")).toBe(`${project} install\n`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${project}\n` });
    expect(stderr).toMatch(/Next, edit settings\.ts, and then run:\n {2}cd 'project'\n {2}npm run synth\n {2}npm test\n$/);
  });

  test("are left to a command that is named with --no-install", () => {
    const { status, stderr } = init({ npm: "echo > called" }, "--no-install");
    expect(status).toBe(0);
    expect(existsSync(join(folder, "project/called"))).toBe(false);
    expect(stderr).toContain("\n  cd 'project'\n  npm install\n");
  });

  test("of Python come after those of npm, and what fails is said with what to run later", () => {
    const python = 'mkdir -p .venv/bin; printf "#!/bin/sh\necho no wheel >&2; exit 1\n" > .venv/bin/pip; chmod +x .venv/bin/pip';
    const programs = { npm: "true", mkdir: 'exec /bin/mkdir "$@"', chmod: 'exec /bin/chmod "$@"', python3: python };
    const { status, stderr } = init(programs, "--language", "python");
    expect(status).toBe(1);
    expect(stderr).toContain(
      "Run npm install && python3 -m venv .venv && .venv/bin/pip install --requirement requirements.txt there",
    );
    expect(stderr).toMatch(/\n {2}cdktf-cdktf-provider-azurerm \d+\.\d+\.\d+\n[\s\S]*\nThe reason:\nno wheel\n$/);
  });

  test("that npm could not install are named with the reason", () => {
    const { status, stdout, stderr } = init({ npm: 'echo "npm error code ENOTFOUND" >&2; exit 1' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/project' is complete, but its packages could not be installed\. Run npm install there/);
    expect(stderr).toMatch(/\n {2}cdkt[fn] \d+\.\d+\.\d+\n/);
    expect(stderr).toMatch(/\n {2}typescript \S+\nThe reason:\nnpm error code ENOTFOUND\n$/);
    expect(readdirSync(join(folder, "project"))).toContain("main.ts");
  });

  test("are told apart from an npm that cannot be run", () => {
    writeFileSync(join(programsOf({ npm: "" }), "npm"), "#!/nowhere/sh\n", { mode: 0o755 });
    expect(init({})).toMatchObject({ status: 1, stderr: expect.stringContaining("npm cannot be run: spawn npm E") });
  });

  test("of cdktn in TypeScript need the bindings that the next steps generate", async () => {
    const { error } = await call([join(folder, "app"), "--no-install", "--cdk", "cdktn"]);
    expect(error).toMatch(/\n {2}npm install\n {2}npm run get\n {2}npm run synth\n {2}npm test\n$/);
  });
});

describe("the folder", () => {
  test("may have any name that a shell understands, and the next steps change to it", () => {
    const name = "--it's $(id)";
    const args = [...PROGRAM, `./${name}`, "--no-install"];
    const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const command = /^ {2}(cd .*)$/m.exec(stderr)?.[1] ?? "exit 1";
    const { stdout } = spawnSync("sh", ["-c", `${command} && pwd`], { cwd: folder, encoding: "utf8" });
    expect(stdout).toBe(`${join(folder, name)}\n`);
  });

  test("is refused with an endless input at once, and no other folder is written instead", () => {
    const endless = openSync("/dev/zero", "r");
    const { status, signal } = spawnSync(process.execPath, [...PROGRAM, "/dev/zero/app", "--no-install"], {
      cwd: folder,
      timeout: 60_000,
      stdio: [endless, "pipe", "pipe"],
    });
    closeSync(endless);
    expect({ status, signal, written: readdirSync(folder) }).toEqual({ status: 1, signal: null, written: [] });
  });

  test.each([
    ["/proc/cdktf-acr-aks", /cannot be (created|written)/],
    ["/proc/self/cwd/../../../proc/x/y", /cannot be (created|written)/],
    ["/proc", /contains '[^']+', and nothing is ever overwritten/],
    ["/dev/zero", /exists already; choose another path/],
    ["/dev/zero/app", /is below a file, not a folder/],
    ["pipe", /exists already; choose another path/],
    ["pipe/app", /is below a file, not a folder/],
    ["notes", /contains 'notes\.txt', and nothing is ever overwritten; give a new or empty folder\./],
    ["hidden", /contains '\.env'/],
    [`a${delimiter}b`, /contains ':', which separates the folders on the PATH; choose another folder\./],
    ["a\nb", /a\\u\{a\}b' contains an invisible character; choose another folder\./],
    ["b\u202ea", /b\\u\{202e\}a' contains an invisible character; choose another folder\./],
  ])("is refused as %j", async (target, reason) => {
    spawnSync("mkfifo", [join(folder, "pipe")]);
    writeFiles(folder, { "notes/notes.txt": "mine", "hidden/.env": "mine" });
    const before = readdirSync(folder, { recursive: true });
    const place = target.startsWith("/") ? target : join(folder, target);
    expect(await call([place, "--no-install"])).toEqual({ code: 1, out: "", error: expect.stringMatching(reason) });
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test("may be new with those above it, empty, or a repository that was just created", async () => {
    mkdirSync(join(folder, "empty"));
    writeFiles(folder, { "repository/.git/HEAD": "ref: refs/heads/main" });
    for (const name of ["one/two", "empty", "repository"]) {
      expect((await call([join(folder, name), "--no-install"])).code).toBe(0);
      expect(readdirSync(join(folder, name))).toEqual(expect.arrayContaining([".github", "main.ts"]));
    }
  });

  test("has nothing of the app if a file cannot be written, and is not left behind", () => {
    const impossible = new Map(["main.ts", ".github/test.yml", "main.ts/below.ts"].map((name) => [name, ""]));
    mkdirSync(join(folder, "empty"));
    for (const name of ["one/two", "empty"]) {
      expect(() => writeProject(join(folder, name), impossible)).toThrow("main.ts");
    }
    expect(readdirSync(folder, { recursive: true })).toEqual(["empty"]);
  });
});

test("prints its help, in lines that fit into a terminal, and its version", async () => {
  const { code, out, error } = await call(["--help"]);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toMatch(/^Usage: npm create cdkt[fn]-acr-aks \[folder\] -- \[options\]/);
  expect(out).toContain(`(default: ${DEFAULTS.scenario})`);
  expect(out.split("\n").filter((line) => line.length > 90)).toEqual([]);
  expect((await call(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

const FOLDER_MISSING = "one folder is needed";

test.each<[readonly string[], string, NodeJS.ProcessEnv?]>([
  [[], FOLDER_MISSING],
  [["a", "b"], "give one folder, but got 'b' as well; options go after --."],
  [["a", "--scenario", "kubernetes"], "--scenario cannot be 'kubernetes'; choose one of existing-cluster,"],
  [["a", "--cdk", "CDKTN"], "--cdk cannot be 'CDKTN'; choose one of cdktf, cdktn."],
  [["a", "--language", "pyton"], "--language cannot be 'pyton'; choose one of typescript, python."],
  [["a", "--force"], "unknown option '--force'; choose one of --cdk,"],
  [["a", "--scenario"], "--scenario needs a value."],
  [["a", "--no-install=yes"], "--no-install takes no value, got 'yes'."],
  [["a"], "npm consumed '--cdk=cdktn', so this program never saw it; put -- before", { npm_config_cdk: "cdktn" }],
  [["a"], "'--language=python', '--scenario=x'", { npm_config_language: "python", npm_config_scenario: "x" }],
  [["a"], "npm consumed '--no-install'", { npm_config_install: "" }],
])("exits with 2 for %j: %s", async (args, message, kept = {}) => {
  const before = process.env;
  process.env = { ...before, ...kept };
  try {
    const { code, out, error } = await call(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toContain(message);
    expect(error).toMatch(/\nTry 'npm create cdkt[fn]-acr-aks -- --help'\.\n$/);
    expect((await call(["--help"])).code).toBe(0);
  } finally {
    process.env = before;
  }
});

describe("the questions", () => {
  test("are about nothing that the command line says, and their answers are taken for the rest", async () => {
    const asked: unknown[] = [];
    const ask: Ask = async (given) => {
      asked.push(given);
      return { ...given, folder: join(folder, "answered"), language: "python" };
    };
    const { code, error } = await call(["--cdk", "cdktn", "--scenario", "outside-azure", "--no-install"], ask);
    expect({ code, asked }).toEqual({ code: 0, asked: [expect.objectContaining({ cdk: "cdktn", scenario: "outside-azure" })] });
    expect(error).toContain("for the scenario outside-azure, in python with cdktn");
    expect(readFileSync(join(folder, "answered/stack.py"), "utf8")).toContain("from cdktn_acr_aks import DefaultServiceAccount");
  });

  test("are asked in a terminal alone, and never in CI", () => {
    const streams = { stdin: process.stdin.isTTY, stderr: process.stderr.isTTY };
    try {
      Object.assign(process.stdin, { isTTY: true });
      Object.assign(process.stderr, { isTTY: true });
      expect([canAsk({}), canAsk({ CI: "true" }), canAsk({ CI: "" })]).toEqual([true, false, true]);
      Object.assign(process.stdin, { isTTY: false });
      expect(canAsk({})).toBe(false);
    } finally {
      Object.assign(process.stdin, { isTTY: streams.stdin });
      Object.assign(process.stderr, { isTTY: streams.stderr });
    }
  });

  test("need a library that is optional, which npm leaves out on a Node.js that is too old for it", async () => {
    jest.doMock("@clack/prompts", () => {
      throw new Error("Cannot find package '@clack/prompts'");
    });
    const given = { install: false };
    await expect(askInTerminal(given, MACHINE)).rejects.toThrow(FOLDER_MISSING);
    expect(await askInTerminal({ ...given, folder: "pulls" }, MACHINE)).toEqual({ ...given, folder: "pulls" });

    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
    expect(dependencies).toBeUndefined();
    expect(Object.keys(optionalDependencies)).toEqual(["@clack/prompts"]);
  });

  test("are asked again for a folder without a name, which would be the current one", async () => {
    interface Question {
      readonly initialValue: string;
      readonly validate?: (answer?: string) => unknown;
    }
    const taken: boolean[] = [];
    answering<Question>(
      ({ initialValue }) => initialValue,
      ({ validate }) => {
        taken.push(...["", "  ", undefined, ".", "pulls"].map((answer) => validate?.(answer) === undefined));
        return "pulls";
      },
    );
    expect(await askInTerminal({ install: false }, MACHINE)).toMatchObject({ folder: "pulls" });
    expect(taken).toEqual([false, false, false, true, true]);
  });

  test.each([
    ["20.20.2", ["npm"], ["cdktf", "typescript"]],
    ["22.19.0", ["npm", "python3"], ["cdktf", "cdktn", "typescript", "python"]],
  ])("on Node.js %s with %j preselect cdktf, and let nobody choose but %j", async (node, programs, choosable) => {
    interface Question {
      readonly initialValue: string;
      readonly options: readonly { readonly value: string; readonly hint?: string; readonly disabled?: boolean }[];
    }
    const questions: Question[] = [];
    answering<Question>((question) => {
      questions.push(question);
      return question.initialValue;
    });
    const answers = await askInTerminal({ install: true }, machineWith(node, programs));
    expect(answers).toMatchObject({ folder: "pulls", cdk: "cdktf", language: "typescript" });
    const options = questions.slice(0, 2).flatMap((question) => question.options);
    expect(options.filter(({ disabled }) => disabled !== true).map(({ value }) => value)).toEqual(choosable);
    expect(options.filter(({ hint, disabled }) => (hint !== undefined) !== disabled)).toEqual([]);
  });
});

/** A machine that has these programs. */
function machineWith(node: string, programs: readonly string[]): Machine {
  return { node, path: programsOf(Object.fromEntries(programs.map((name) => [name, ""]))) };
}

/** What the program says on a machine, whether it asks, and what is written then. */
async function saidOn(machine: Machine, args: readonly string[]) {
  let isAsked = false;
  const ask: Ask = async (given) => {
    isAsked = true;
    return { ...given, folder: join(folder, "app") };
  };
  const { code, error } = await call(args, ask, machine);
  return { code, error, isAsked, written: readdirSync(folder).filter((name) => name !== "bin") };
}

const INSTALLS = "installs the packages, but is not on the PATH; install it, or add --no-install.";

describe("a machine", () => {
  test.each([
    [
      "22.18.0",
      ["npm"],
      ["--cdk", "cdktn"],
      "cdktn needs Node.js 22.19.0 or later, and this is 22.18.0; install that, or choose cdktf.",
    ],
    ["20.20.2", ["npm"], ["--cdk", "cdktn", "--no-install"], "cdktn needs Node.js 22.19.0 or later, and this is 20.20.2;"],
    ["20.8.9", ["npm"], [], "cdktf needs Node.js 20.9.0 or later, and this is 20.8.9; install that."],
    ["22.19.0", ["python3"], [], `npm ${INSTALLS}`],
    ["22.19.0", ["npm"], ["--language", "python"], `python3 ${INSTALLS}`],
  ])("with Node.js %s and %j is refused for %j in one sentence before anything is asked or written", async (...row) => {
    const [node, programs, args, sentence] = row;
    const { error, ...others } = await saidOn(machineWith(node, programs), args);
    expect(others).toEqual({ code: 1, isAsked: false, written: [] });
    expect(error).toMatch(/^create-cdktf-acr-aks: [^\n]+\n$/);
    expect(error).toContain(sentence);
  });

  test.each([
    ["22.19.0", ["--cdk", "cdktn"]],
    ["24.0.0", ["--cdk", "cdktn"]],
    ["20.9.0", ["--language", "python"]],
  ])("with Node.js %s and nothing else is taken for %j --no-install", async (node, args) => {
    expect(await saidOn(machineWith(node, []), [...args, "--no-install"])).toMatchObject({ code: 0, written: ["app"] });
  });

  const NEITHER = "and neither terraform nor tofu: plans in tests and npm run deploy need one of them, npm run synth does not\n";

  test("is told first, and a folder or a file that cannot be run is no program", async () => {
    const machine = machineWith("20.9.0", ["npm", "tofu"]);
    const said = async () => (await saidOn(machine, ["--cdk", "cdktf", "--no-install"])).error;
    expect(await said()).toMatch(/^found Node\.js 20\.9\.0, npm, tofu\n/);
    rmSync(join(folder, "app"), { recursive: true });
    mkdirSync(join(machine.path, "terraform"));
    chmodSync(join(machine.path, "tofu"), 0o644);
    expect(await said()).toContain(`found Node.js 20.9.0, npm, ${NEITHER}`);
  });
});

test.each([
  [true, /^(\rnpm install: \d+ s){3}\n$/],
  [false, /^npm install: 10 s so far\nnpm install: 20 s so far\nnpm install: 25 s\n$/],
])("tells how long npm has taken, in a terminal (%s) in one line", async (isLive, expected) => {
  jest.useFakeTimers();
  try {
    let written = "";
    const milliseconds = isLive ? 2_900 : 25_000;
    const work = new Promise<string>((resolve) => setTimeout(() => resolve("done"), milliseconds));
    const told = new Progress((text) => (written += text), isLive).during("npm install", work);
    await jest.advanceTimersByTimeAsync(milliseconds);
    expect(await told).toBe("done");
    expect(written).toMatch(expected);
  } finally {
    jest.useRealTimers();
  }
});
