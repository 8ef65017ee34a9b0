import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../terraform-stack-tools/__tests__/support/hand-off";
import type { Machine } from "../src/machine";
import { run } from "../src/program";
import { Progress } from "../src/progress";
import { type Ask, askInTerminal } from "../src/questions";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A machine with these programs. */
function machineWith(node: string, ...programs: readonly string[]): Machine {
  const path = writeFiles(join(folder, "bin"), Object.fromEntries(programs.map((name) => [name, "#!/bin/sh\n"])));
  for (const name of programs) {
    chmodSync(join(path, name), 0o755);
  }
  return { node, path };
}

/** What the program says on a machine, and what it asks. Nobody's answer would be taken. */
async function said(machine: Machine, ...args: string[]) {
  let text = "";
  const asked: string[] = [];
  const ask: Ask = async (given) => {
    asked.push(text);
    return { ...given, folder: join(folder, "app") };
  };
  const streams = { out: () => undefined, error: (more: string) => (text += more), isLive: false };
  const code = await run(args, streams, undefined, ask, machine);
  return { code, text, asked };
}

test.each([
  ["22.18.0", ["--cdk", "cdktn"], "cdktn needs Node.js 22.19.0 or later, and this is 22.18.0; install that, or choose cdktf."],
  ["20.20.2", ["--cdk", "cdktn", "--no-install"], "cdktn needs Node.js 22.19.0 or later, and this is 20.20.2;"],
  ["20.20.2", ["--cdk", "cdktn", "--language", "python"], "cdktn needs Node.js 22.19.0 or later, and this is 20.20.2;"],
  ["20.8.9", [], "cdktf needs Node.js 20.9.0 or later, and this is 20.8.9; install that."],
])("on Node.js %s, %j is refused in one sentence before anything is asked or written", async (node, args, sentence) => {
  const { code, text, asked } = await said(machineWith(node, "npm", "python3"), ...args);
  expect({ code, asked, there: readdirSync(folder) }).toEqual({ code: 1, asked: [], there: ["bin"] });
  expect(text).toMatch(/^create-cdktf-acr-aks: [^\n]+\n$/);
  expect(text).toContain(sentence);
});

test.each([
  ["npm", [], ["python3"]],
  ["python3", ["--language", "python"], ["npm"]],
])(
  "without %s, an app whose packages it installs is refused before anything is asked, and one with --no-install is written",
  async (name, args, programs) => {
    const machine = machineWith("22.19.0", ...programs);
    const { code, text, asked } = await said(machine, ...args);
    expect({ code, asked }).toEqual({ code: 1, asked: [] });
    expect(text).toContain(`${name} installs the packages, but is not on the PATH; install it, or add --no-install.\n`);
    expect((await said(machine, ...args, "--no-install")).code).toBe(0);
  },
);

test.each(["22.19.0", "22.20.0", "24.0.0"])("cdktn is taken on Node.js %s", async (node) => {
  expect((await said(machineWith(node, "npm"), "--cdk", "cdktn", "--no-install")).code).toBe(0);
});

test.each([
  [["npm", "tofu"], "found Node.js 20.9.0, npm, tofu\n"],
  [
    ["npm"],
    "found Node.js 20.9.0, npm, and neither terraform nor tofu: plans in tests and npm run deploy need one of them, npm run synth does not\n",
  ],
])("with %j, it says what is here before it asks", async (programs, line) => {
  const { asked } = await said(machineWith("20.9.0", ...programs), "--no-install");
  expect(asked).toEqual([line]);
});

test("a folder, or a file that cannot be run, is no program", async () => {
  const machine = machineWith("20.9.0", "npm", "terraform/file", "tofu");
  chmodSync(join(machine.path, "tofu"), 0o644);
  const { asked } = await said(machine, "--no-install");
  expect(asked).toEqual([expect.stringContaining("npm, and neither terraform nor tofu")]);
});

test.each([
  ["20.20.2", ["npm"], ["cdktf", "typescript"]],
  ["22.19.0", ["npm", "python3"], ["cdktf", "cdktn", "typescript", "python"]],
])("on Node.js %s with %j, the questions preselect cdktf, and let nobody choose but %j", async (node, programs, choosable) => {
  interface Question {
    readonly initialValue: string;
    readonly options: readonly { readonly value: string; readonly hint?: string; readonly disabled?: boolean }[];
  }
  const questions: Question[] = [];
  const select = async (question: Question) => {
    questions.push(question);
    return question.initialValue;
  };
  jest.resetModules();
  jest.doMock("@clack/prompts", () => ({ select, text: async () => "pulls" }));
  try {
    const answers = await askInTerminal({ install: true }, machineWith(node, ...programs));
    expect(answers).toMatchObject({ folder: "pulls", cdk: "cdktf", language: "typescript" });
    const options = questions.slice(0, 2).flatMap((question) => question.options);
    expect(options.filter(({ disabled }) => disabled !== true).map(({ value }) => value)).toEqual(choosable);
    for (const { hint, disabled } of options) {
      expect(hint !== undefined).toBe(disabled);
    }
  } finally {
    jest.dontMock("@clack/prompts");
  }
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
