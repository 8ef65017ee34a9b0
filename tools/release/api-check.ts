import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Whether the later version may break what is stable in the earlier one: no minor version does, 0.2 after 0.1 included. */
export function mayBreak(earlier: string, later: string): boolean {
  return earlier.split(".")[0] !== later.split(".")[0];
}

/** The addresses in the JSON of a file of snapshots, by the title of the test, such as `the stack new-cluster synthesizes the same 1`. */
function addressesIn(snapshots: string): Map<string, readonly string[]> {
  const tests = snapshots.split(/^exports\[`/m).slice(1);
  return new Map(
    tests.map((text) => {
      const { data = {}, resource = {} } = JSON.parse(
        text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1).replace(/\\(.)/g, "$1"),
      );
      const addresses = (prefix: string, section: Readonly<Record<string, object>>) =>
        Object.entries(section).flatMap(([type, named]) =>
          Object.keys(named).map((name) => `${prefix}${type}.${name}`),
        );
      return [text.slice(0, text.indexOf("`")), [...addresses("", resource), ...addresses("data.", data)]];
    }),
  );
}

/**
 * The Terraform addresses that stacks no longer have: whoever deployed them loses a resource.
 * @param before the file of snapshots of an earlier version
 */
export function lostAddresses(before: string, after: string): string[] {
  const now = addressesIn(after);
  return [...addressesIn(before)].flatMap(([title, addresses]) => {
    const kept = now.get(title) ?? [];
    return addresses.filter((address) => !kept.includes(address)).map((address) => `${title}: ${address}`);
  });
}

const PROJECT = join(__dirname, "../..");
const SNAPSHOTS = "__tests__/unit/stacks/__snapshots__/synthesized.test.ts.snap";

/** The version of the last tag before this commit; undefined before the first release. */
function lastRelease(): string | undefined {
  const { status, stdout } = run("git", "describe", "--tags", "--abbrev=0", "--match=v*", "HEAD^");
  return status === 0 ? stdout.trim().slice(1) : undefined;
}

function run(command: string, ...args: readonly string[]) {
  return spawnSync(command, args, { cwd: PROJECT, encoding: "utf8" });
}

/** Prints what jsii-diff says of the stable API that the release has and this build has not. */
function losesApi(name: string, release: string): boolean {
  const args = ["--no-install", "jsii-diff", "--error-on=non-experimental", `npm:${name}@${release}`, "."];
  return spawnSync("npx", args, { cwd: PROJECT, stdio: "inherit" }).status !== 0;
}

/** Prints the addresses of stacks that the release has and this commit has not. */
function losesAddresses(release: string): boolean {
  const before = run("git", "show", `v${release}:${SNAPSHOTS}`).stdout;
  const lost = lostAddresses(before, readFileSync(join(PROJECT, SNAPSHOTS), "utf8"));
  console.log(
    lost.length === 0 ? "No Terraform address is lost." : `Terraform addresses that are lost:\n${lost.join("\n")}`,
  );
  return lost.length > 0;
}

/** Compares this build with the last release. Whatever a user would lose needs a version that may break. */
function check(): number {
  const release = lastRelease();
  if (release === undefined) {
    console.log("There is no release to compare with: no tag v… before this commit.");
    return 0;
  }
  const { name, version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  const loses = [losesApi(name, release), losesAddresses(release)];
  if (!loses.includes(true) || mayBreak(release, version)) {
    return 0;
  }
  console.error(`Version ${version} must keep what ${release} has; keep it, or raise the version in package.json.`);
  return 1;
}

if (require.main === module) {
  process.exitCode = check();
}
