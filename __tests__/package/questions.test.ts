import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Compiled } from "../support/compiled";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** Runs a program in a terminal of 100 columns, and types each answer when its question has appeared. */
const TERMINAL = `
import fcntl, json, os, pty, struct, sys, termios
args, answers = json.loads(sys.argv[1]), json.loads(sys.argv[2])
process, terminal = pty.fork()
if process == 0:
    os.execv(args[0], args)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
seen = ""
while True:
    try:
        text = os.read(terminal, 4096).decode("utf8", "replace")
    except OSError:
        break
    if text == "":
        break
    seen += text
    sys.stdout.write(text)
    if answers and answers[0][0] in seen:
        os.write(terminal, answers.pop(0)[1].encode())
        seen = ""
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
`;

const ENTER = "\r";
const DOWN = "\u001b[B";
const INTERRUPT = "\u0003";

(hasPython ? describe : describe.skip)("in a terminal, the program asks (needs python3)", () => {
  let create: Compiled;
  let folder = "";

  beforeAll(() => {
    create = new Compiled("create-cdktf-acr-aks");
  });
  afterAll(() => create?.remove());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function typed(
    answers: readonly (readonly [question: string, keys: string])[],
    args: readonly string[],
    variables: NodeJS.ProcessEnv = {},
  ) {
    const command = JSON.stringify([process.execPath, create.program, ...args]);
    const env = { ...process.env, TERM: "xterm", CI: "", ...variables };
    const words = ["-c", TERMINAL, command, JSON.stringify(answers)];
    return spawnSync("python3", words, { cwd: folder, encoding: "utf8", env, timeout: 120_000 });
  }

  test("for folder, CDK, language and scenario, and takes what is chosen", () => {
    const answers = [
      ["Which new folder?", ENTER],
      ["Which CDK?", ENTER],
      ["Which language?", DOWN],
      ["Python", ENTER],
      ["What should it deploy?", DOWN],
      ["image-pull-secret", ENTER],
    ] as const;
    const { stdout, status } = typed(answers, ["--no-install"]);
    expect(stdout).toMatch(/found Node\.js [\s\S]*Which new folder\?/);
    expect(stdout).toContain("for the scenario image-pull-secret, in python with cdktf");
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "my-app/stack.py"), "utf8")).toContain("from cdktf_acr_aks import");
  });

  test("for nothing that the command line says, and writes nothing when it is cancelled", () => {
    const { stdout, status } = typed(
      [["What should it deploy?", INTERRUPT]],
      ["pulls", "--cdk", "cdktf", "--language", "python", "--no-install"],
    );
    expect(stdout).not.toMatch(/Which (new folder|CDK|language)\?/);
    expect(stdout).toContain("cancelled; nothing was written.");
    expect(status).toBe(1);
    expect(existsSync(join(folder, "pulls"))).toBe(false);
  });

  test("but not in CI", () => {
    const { stdout, status } = typed([], ["pulls", "--no-install"], { CI: "true" });
    expect(stdout).not.toMatch(/Which|What should/);
    expect(stdout).toContain("for the scenario existing-cluster, in typescript with cdktf");
    expect(status).toBe(0);
  });

  test("and tells in one line how long npm has taken", () => {
    writeFileSync(join(folder, "npm"), "#!/bin/sh\nsleep 3\n", { mode: 0o755 });
    const path = `${folder}${delimiter}${process.env.PATH}`;
    const { stdout, status } = typed([], ["pulls", "--cdk", "cdktf", "--language", "typescript", "--scenario", "new-cluster"], {
      PATH: path,
    });
    expect(stdout).toMatch(/\rnpm install: 1 s\rnpm install: 2 s/);
    expect(status).toBe(0);
  });
});
