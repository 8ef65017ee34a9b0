import { readFileSync } from "node:fs";
import { join } from "node:path";
import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { cdktnManifest } from "../../../tools/cdktn/package-json";
import { jobsOf } from "../../../tools/workflows/jobs";
import { readPage } from "../../support/pages";
import { lockedVersions } from "../../testbed/kubernetes/versions";

const PROJECT = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");

const support = readPage("docs/reference/support.md");

/** The cells of a table's row by its first cell. */
function rowOf(text: string, first: string): readonly string[] {
  const row = text.split("\n").find((line) => line.startsWith(`| ${first} |`));
  return (row ?? "").split("|").map((cell) => cell.trim());
}

test("the lines of Node.js that are supported are those that are tested, the first and the last one with every change", () => {
  const nodesOf = (workflow: string) =>
    jobsOf(PROJECT, `.github/workflows/${workflow}.yml`).flatMap(({ name, matrix }) => (name === "unit" ? [matrix.node] : []));
  const supported = rowOf(support.text, "Node.js")[2];
  const tested = [...nodesOf("build"), ...nodesOf("nightly")].sort();
  expect(supported.match(/\d+/g)).toEqual(tested);
  expect(readPage("docs/reference/compatibility.md").text).toContain(`run on Node.js ${tested.join(", ")}, all others`);
  expect(nodesOf("build")).toEqual([tested[0], tested.at(-1)]);
  expect(JSON.parse(read("package.json")).engines.node).toMatch(new RegExp(`^>=${supported.slice(0, 2)}[.]`));
});

test("the versions of both CDKs are those of the packages", () => {
  const { peerDependencies } = JSON.parse(read("package.json"));
  expect(peerDependencies.cdktf).toBe(`^${rowOf(support.text, "cdktf")[2].split(",")[0]}.0`);
  const { peerDependencies: others } = cdktnManifest(JSON.parse(read("package.json")));
  const [, from, below] = />=([\d.]+)\.0 <(\d+)/.exec(String(objectOf(others).cdktn)) ?? [];
  expect(rowOf(support.text, "cdktn")[2]).toBe(`${from} to below ${below}`);
  expect(readPage("docs/reference/compatibility.md").text).toContain(`or cdktn from ${from} to below ${below}`);
});

test("the versions of Kubernetes that pages name as tried and as supported are those of the testbed", () => {
  const [sentence] =
    /The suites on real components run[^.]*(\.\d[^.]*)*/.exec(readPage("docs/reference/compatibility.md").text) ?? [];
  expect(sentence?.match(/\b1\.\d+/g)?.sort()).toEqual(lockedVersions());
  expect(rowOf(support.text, "Kubernetes")[2].match(/\b1\.\d+/g)).toEqual(lockedVersions());
});

test("a vulnerability is answered as SECURITY.md says", () => {
  const [, , answer, then] = rowOf(support.text, "a [vulnerability](../../SECURITY.md#report-a-vulnerability)");
  const { text } = readPage("SECURITY.md");
  expect(text).toContain(`You get an answer ${answer}`);
  expect(text).toContain(`at most ${/\d+ days/.exec(then)}`);
});
