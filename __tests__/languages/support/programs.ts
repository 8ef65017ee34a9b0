import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What `npx terraform-stack-tools` starts. */
export const TOOLS = join(__dirname, "../../../packages/terraform-stack-tools/lib/cli/main.js");

/** Where `setup` has put the packages. */
export function languagesFolder(): string {
  const folder = process.env.LANGUAGES_FOLDER;
  if (folder === undefined) {
    throw new Error("the packages are laid out by the setup of this suite: npm run test:languages");
  }
  return folder;
}

/** Runs a program, which must succeed, and returns what it prints. */
export function run(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  // jsii warns of Node.js 20, which this package supports as long as cdktf does.
  const silent = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "20", CHECKPOINT_DISABLE: "1" };
  const options = { cwd, encoding: "utf8", env: { ...process.env, ...silent, ...env }, maxBuffer: 2 ** 28 } as const;
  const { status, error, stdout, stderr } = spawnSync(program, args, options);
  if (status !== 0) {
    throw new Error(`${program} ${args.join(" ")} exited with ${status}${error ?? ""}:\n${stdout}${stderr}`);
  }
  return stdout;
}

/** `test` where the program is there, otherwise `test.skip`, and a line that says so. */
export function testWith(program: string, ...args: readonly string[]): jest.It {
  if (spawnSync(program, args).status === 0) {
    return test;
  }
  console.log(`skipped: '${program} ${args.join(" ")}' does not run here`);
  return test.skip;
}

/** The JSON of all stacks in an output folder, and the texts of their warnings. */
function synthesized(folder: string): Record<string, string> {
  const { stacks } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  return Object.fromEntries(
    Object.entries<{ synthesizedStackPath: string; annotations: { message: string }[] }>(stacks).map(
      ([name, { synthesizedStackPath, annotations }]) => [
        name,
        [readFileSync(join(folder, synthesizedStackPath), "utf8"), ...annotations.map(({ message }) => message)].join("\n"),
      ],
    ),
  );
}

/** Byte for byte what the programs in TypeScript write, metadata included. */
export function expectSameAsTypeScript(outputFolder: string): void {
  const reference = synthesized(join(languagesFolder(), "typescript"));
  expect(Object.keys(reference)).toEqual(["every-construct"]);
  expect(synthesized(outputFolder)).toEqual(reference);
}
