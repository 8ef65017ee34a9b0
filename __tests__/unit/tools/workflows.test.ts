import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { testedVersions } from "../../../tools/tested-versions";
import { type Command, commandsIn, faultOf, programFault } from "../../support/shell-commands";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");
const { devDependencies, scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

interface Step {
  readonly run?: string;
  readonly "working-directory"?: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`);
}

/** The commands of a workflow or of an action. */
function commandsOf(path: string): Command[] {
  const { jobs = {}, runs } = safeLoad(readFileSync(join(PROJECT, path), "utf8"));
  const owners: { steps?: Step[] }[] = [...Object.values<object>(jobs), runs ?? {}];
  const steps = owners.flatMap((owner) => owner.steps ?? []);
  return steps.flatMap((step) => commandsIn(step.run ?? "", step["working-directory"]));
}

const WORKFLOWS = [...filesIn(".github/workflows"), ...filesIn(".github/actions")].filter((path) => path.endsWith(".yml"));

test.each(WORKFLOWS)("every command of %s that needs a file, a script or a program of this repository has it", (path) => {
  expect(commandsOf(path).flatMap((command) => faultOf(command) ?? [])).toEqual([]);
});

test("so do the commands of .ci/run and the scripts of package.json", () => {
  const commands = commandsIn([".ci/run", ".ci/parts"].map((path) => readFileSync(join(PROJECT, path), "utf8")).join("\n"));
  expect(commands.filter(({ words }) => words[0] === "npm").length).toBeGreaterThan(10);
  expect(commands.filter(({ words }) => /^(npm|npx|node)$/.test(words[0])).flatMap((command) => faultOf(command) ?? [])).toEqual(
    [],
  );
  const own = Object.values<string>(scripts).flatMap((script) => commandsIn(script));
  expect(own.flatMap((command) => faultOf(command) ?? [])).toEqual([]);
  const programs = own.map(({ words }) => words[0]).filter((program) => !/^(npm|npx|node|git)$/.test(program));
  expect(programs.flatMap((program) => programFault(".", program) ?? [])).toEqual([]);
});

test.each([
  ["node --import tsx tools/no-such-file.ts", "no file tools/no-such-file.ts in ."],
  ["npm run build && npm run no-such-script", "no script no-such-script in ."],
  ["npm test --prefix .github/publish", "no script test in .github/publish"],
  ["npx --yes stack-tools plan", "no program stack-tools in ."],
  [".github/publish/node_modules/.bin/publib-cobol", "no program publib-cobol in .github/publish"],
  [".ci/no-such-program", "no program .ci/no-such-program"],
  ["./README.md", "no program README.md"],
])("a command that lacks something is found: %s", (script, fault) => {
  expect(commandsIn(script, "dist/cdktn").flatMap((command) => faultOf(command) ?? [])).toEqual([fault]);
});

test("no test, tool or benchmark runs the program of a package of this repository before it is built", () => {
  const folders = [
    "__tests__",
    "bench",
    "tools",
    "stacks",
    "packages/create-cdktf-acr-aks/__tests__",
    "packages/terraform-stack-tools/__tests__",
  ];
  const texts = folders.flatMap(filesIn).filter((path) => path.endsWith(".ts"));
  const program = /\.bin\/(terraform-)?stack-tools|(?<!callsOf\()"npx", \[?"(terraform-)?stack-tools/;
  expect(texts.filter((path) => program.test(readFileSync(join(PROJECT, path), "utf8")))).toEqual([]);
});

test("what is tried first are the versions of the lock file, and the last ones are newer", () => {
  const versions = testedVersions();
  const [oldest, newest] = [versions[0], versions[versions.length - 1]];
  expect(devDependencies).toMatchObject(oldest.packages);
  expect(newest.name).toBe("newest");
  for (const name of ["constructs", "typescript", "jsii"]) {
    expect(newest.packages[name]).not.toBe(devDependencies[name]);
  }
});
