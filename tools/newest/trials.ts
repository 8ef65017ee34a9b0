import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOCK, readLock, titleOf } from "../../__tests__/testbed/programs/lock-file";
import { folderOfPrograms, isPacked } from "../../__tests__/testbed/programs/place";
import { newestOnNpm, newestOnPypi, PUBLISHERS, withPrograms } from "./publishers";

/** Something whose newest version is tried with a suite. The workflow `newest` has a job for each. */
export interface Trial {
  /** Its name in the matrix of the workflow. */
  readonly name: string;
  /** What it is, in the table. */
  readonly title: string;
  /** A command of bash. It finds the first version in `VERSION`. */
  readonly suite: string;
  /** Puts the newest version in place. @returns what is tried, such as `terraform 1.16.0` */
  prepare(): Promise<readonly string[]> | readonly string[];
}

const PROJECT = join(__dirname, "../..");
const BINDINGS = ["azurerm", "azuread", "kubernetes"];

export const TRIALS: readonly Trial[] = [
  { name: "node", title: "Node.js", suite: "npm test -- --ci", prepare: () => [`node ${process.versions.node}`] },
  {
    name: "typescript",
    title: "TypeScript",
    // Beside the locked one, whose API the tests use.
    suite: 'npm exec --yes --package "typescript@$VERSION" -- tsc --project .',
    prepare: () => [`typescript ${newestOnNpm("typescript")}`],
  },
  { name: "jsii", title: "jsii", suite: "npm run build", prepare: () => installed("jsii") },
  {
    name: "cdktf",
    title: "cdktf, its bindings, constructs",
    suite: "npm test -- --ci",
    prepare: () => installed("cdktf", ...BINDINGS.map((name) => `@cdktf/provider-${name}`), "constructs"),
  },
  { name: "cdktn", title: "cdktn, its bindings", suite: "npm run build && .ci/part cdktn", prepare: pinnedCdktn },
  {
    name: "terraform",
    title: "Terraform",
    suite: "ONLY_BINARY=terraform .ci/part terraform",
    prepare: () => got("terraform"),
  },
  { name: "opentofu", title: "OpenTofu", suite: "ONLY_BINARY=tofu .ci/part terraform", prepare: () => got("opentofu") },
  {
    name: "kubernetes",
    title: "Kubernetes",
    suite: 'ONLY_KUBERNETES="${VERSION%.*}" .ci/part kubernetes',
    prepare: () => got("kubernetes-server"),
  },
  {
    name: "providers",
    title: "providers",
    suite: "ONLY_GENERATION=5.2 .ci/part real",
    prepare: () => got("azurerm", "azuread", "kubernetes", "time", "azapi"),
  },
];

/** Beside what package.json says, which stays as it is. */
function installed(...names: readonly string[]): string[] {
  const versions = names.map((name) => [name, newestOnNpm(name)]);
  const packages = versions.map((pair) => pair.join("@"));
  run("npm", "install", "--no-save", "--legacy-peer-deps", "--no-audit", "--no-fund", ...packages);
  return versions.map((pair) => pair.join(" "));
}

/** The lay-out of the package for cdktn takes its versions from a file. */
function pinnedCdktn(): string[] {
  const bindings = BINDINGS.map((name) => [name, newestOnPypi(`cdktn-provider-${name}`)]);
  const versions = [["cdktn", newestOnPypi("cdktn")], ...bindings];
  const path = join(PROJECT, "tools/cdktn/pins.ts");
  const text = versions.reduce(
    (pins, [name, version]) => pins.replace(new RegExp(`\\b${name}: "[^"]*"`), `${name}: "${version}"`),
    readFileSync(path, "utf8"),
  );
  writeFileSync(path, text);
  return versions.map((pair) => pair.join(" "));
}

/** The testbed gets them in place of those of its lock file, or beside them. */
async function got(...names: readonly string[]): Promise<string[]> {
  const folder = folderOfPrograms();
  if (isPacked(folder)) {
    throw new Error(`The programs in ${folder} are packed, so that no other one can be put beside them.`);
  }
  const programs = await Promise.all(names.map((name) => PUBLISHERS[name]()));
  writeFileSync(LOCK, `${JSON.stringify(withPrograms(readLock(LOCK), programs), undefined, 2)}\n`);
  run("npm", "run", "testbed:get");
  return programs.map(titleOf);
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { cwd: PROJECT, stdio: ["ignore", "inherit", "inherit"] });
}
