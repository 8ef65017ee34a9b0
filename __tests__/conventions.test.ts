import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "..");

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: string[];
}

function sourcesOf(folder: string): Source[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(join(PROJECT, path), "utf8");
      return { path, text, imports: [...text.matchAll(/(?:from |require\()"([^"]+)"/g)].map(([, module]) => module) };
    });
}

const src = sourcesOf("src");
const stacks = sourcesOf("stacks");
const constructs = src.filter(({ path }) => /^src\/(azure|kubernetes)\//.test(path));

function importsOf(sources: Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((module) => pattern.test(module)).map((module) => `${path} -> ${module}`),
  );
}

test("every source file but the vocabulary and the tables of contents has a test of the same stem", () => {
  const testsOf = (path: string) => {
    const stem = path.replace("src/", "").replace(".ts", ".test.ts");
    // What needs Terraform is tested where Terraform is.
    return [`__tests__/${stem}`, `__tests__/terraform/${stem.replace("/", "-")}`];
  };
  const untested = src
    .map(({ path }) => path)
    .filter((path) => !/(^src|\/testing)\/index\.ts$|^src\/interfaces\.ts$/.test(path))
    .filter((path) => !testsOf(path).some((test) => existsSync(join(PROJECT, test))));
  expect(untested).toEqual([]);
});

test("constructs know nothing of the tools for tests", () => {
  const others = src.filter(({ path }) => !path.startsWith("src/testing/"));
  expect(importsOf(others, /\btesting\b/)).toEqual([]);
  expect(
    importsOf(
      src.filter(({ path }) => path.startsWith("src/testing/")),
      /^(?!\.\/|node:|cdktf$|constructs$)/,
    ),
  ).toEqual([]);
});

test("azure and kubernetes do not know each other, and each knows its own providers only", () => {
  const azure = constructs.filter(({ path }) => path.startsWith("src/azure/"));
  const kubernetes = constructs.filter(({ path }) => path.startsWith("src/kubernetes/"));
  expect(importsOf(azure, /kubernetes\/(?!lib)|provider-kubernetes/)).toEqual([]);
  expect(importsOf(kubernetes, /azure\/|provider-azure/)).toEqual([]);
});

test("constructs import the parts of their own noun only, but a registry imports its role assignment", () => {
  expect(importsOf(constructs, /^\.\//)).toEqual([
    "src/azure/aks-cluster.ts -> ./aks-identities",
    "src/azure/aks-cluster.ts -> ./aks-node-pool",
    "src/azure/aks-cluster.ts -> ./existing-aks-cluster",
    "src/azure/container-registry-base.ts -> ./pull-role-assignment",
    "src/azure/container-registry.ts -> ./container-registry-base",
    "src/azure/container-registry.ts -> ./existing-container-registry",
    "src/azure/existing-container-registry.ts -> ./container-registry-base",
  ]);
});

test("nothing in src imports the table of contents, and private helpers import no construct", () => {
  expect(importsOf(src, /\/index$|^\.\.?$/)).toEqual([]);
  const helpers = src.filter(({ path }) => path.startsWith("src/private/"));
  expect(importsOf(helpers, /azure|kubernetes/)).toEqual([]);
});

test("the hand-over stands alone: it needs Node.js and our list of permissions, and no construct knows it", () => {
  const handoff = src.filter(({ path }) => path.startsWith("src/handoff/"));
  expect(importsOf(handoff, /^(?!node:|\.\/[-\w]+$|\.\.\/private\/permissions$)/)).toEqual([]);
  expect(
    importsOf(
      src.filter((source) => !handoff.includes(source)),
      /handoff/,
    ),
  ).toEqual([]);
});

test("stacks see the package as users do", () => {
  expect(importsOf(stacks, /^\.\.\//).every((line) => line.endsWith("-> ../src"))).toBe(true);
});

test("provider bindings are imported deep, and loaded only when a construct is made", () => {
  expect(importsOf([...src, ...stacks, ...sourcesOf("__tests__")], /^@cdktf\/provider-\w+(\/lib)?$/)).toEqual([]);
  const eager = constructs.flatMap(({ path, text }) =>
    text
      .split("\n")
      .filter((line) => /^import (?!type).*@cdktf\/provider-/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(eager).toEqual([]);
});

test("no construct asks for a class of cdktf, counts on an Aspect, or adds an error annotation", () => {
  const own = src.filter(({ path }) => !path.startsWith("src/testing/"));
  const text = (pattern: RegExp) => own.filter((source) => pattern.test(source.text)).map(({ path }) => path);
  expect(text(/\binstanceof\b|\bAspects\b|\baddError\b|\bnonsensitive\b|\bnode\.addr\b/)).toEqual([]);
});

test("every file can be read at one sitting, and every stack on one screen", () => {
  const long = [...src, ...stacks].filter(({ text }) => text.split("\n").length > 300).map(({ path }) => path);
  expect(long).toEqual([]);
});

test("the table of contents has a line for each public file", () => {
  const index = readFileSync(join(PROJECT, "src/index.ts"), "utf8");
  const missing = src
    .map(({ path }) => path.replace("src/", "./").replace(".ts", ""))
    .filter((path) => path !== "./index" && !/^\.\/(private|testing|handoff)\//.test(path))
    // What all registries share is reached through them.
    .filter((path) => path !== "./azure/container-registry-base")
    .filter((path) => !index.includes(`"${path}"`));
  expect(missing).toEqual([]);
});
