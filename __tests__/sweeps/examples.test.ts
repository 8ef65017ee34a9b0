import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { readStack, type Stack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { EXAMPLES, FOLDER, stacksOfExample } from "../support/examples";
import { warnings } from "../support/stack";

const PROJECT = join(__dirname, "../..");
const ours = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const released = Object.fromEntries(["cdktf-acr-aks", "terraform-stack-tools"].map((name) => [name, ours.version]));
const VERSIONS: Record<string, string> = { ...ours.devDependencies, ...released };
const { packages: locked } = JSON.parse(readFileSync(join(PROJECT, "package-lock.json"), "utf8"));

/** One screen. */
const MAXIMUM_LINES = 60;

describe.each(EXAMPLES)("%s", (name) => {
  const folder = join(FOLDER, name);
  const textOf = (path: string) => readFileSync(join(folder, path), "utf8");
  const manifest = JSON.parse(textOf("package.json"));
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const stacks = new Map<string, Stack>();

  beforeAll(() => {
    process.env.CDKTF_OUTDIR = outdir;
    require(join(folder, JSON.parse(textOf("cdktf.json")).app.split(" ").pop()));
    for (const id of readdirSync(join(outdir, "stacks"))) {
      stacks.set(id, readStack(JSON.parse(readFileSync(join(outdir, "stacks", id, "cdk.tf.json"), "utf8"))));
    }
  });

  afterAll(() => {
    process.env.CDKTF_OUTDIR = undefined;
    rmSync(outdir, { recursive: true });
  });

  test("synthesizes stacks with a remote state and a subscription", () => {
    expect(stacks.size).toBeGreaterThan(0);
    for (const { settings, providers } of stacks.values()) {
      expect(Object.keys(objectOf(settings.backend))).toEqual(["azurerm"]);
      const azurerm = providers.filter(({ name }) => name === "azurerm");
      expect(azurerm.every(({ body }) => typeof body.subscription_id === "string")).toBe(true);
    }
  });

  test("takes secrets from sensitive variables only, and is warned of nothing", () => {
    const variables = [...stacks.values()].flatMap((stack) => stack.variables);
    // The name of a token is no secret.
    const open = variables.filter(({ isSecret }) => !isSecret).map(({ name }) => name);
    expect(open.filter((name) => name !== "registry_username")).toEqual([]);
    // The pull secret warns of a literal password.
    expect(stacksOfExample(name).flatMap(warnings)).toEqual([]);
  });

  test("depends on what this package is tested with", () => {
    const { dependencies, devDependencies } = manifest;
    const all: Record<string, string> = { ...dependencies, ...devDependencies };
    expect(all).toEqual(Object.fromEntries(Object.keys(all).map((dependency) => [dependency, VERSIONS[dependency]])));
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([ours.name, ...Object.keys(ours.peerDependencies)]));
    expect(devDependencies).toHaveProperty("terraform-stack-tools");
    // What `npm ci` compares in the folder. The packages of this repository are linked.
    expect(locked[`examples/${name}`]).toMatchObject({ dependencies, devDependencies });
    expect(locked[`node_modules/${ours.name}`]).toMatchObject({ resolved: "", link: true });
  });

  test("is explained on one screen", () => {
    expect(textOf("README.md").split("\n").length).toBeLessThanOrEqual(MAXIMUM_LINES);
  });

  test("names scripts and stacks that exist in its commands", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /README\.md$|\.yml$/.test(path));
    const text = files.map(textOf).join("\n");
    const scripts = [...text.matchAll(/npm run ([\w-]+)/g)].map(([, script]) => script);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
    const deployed = [...text.matchAll(/(?:npm run deploy --|cdktf diff) ([\w-]+)/g)].map(([, id]) => id);
    expect([...new Set(deployed)].sort()).toEqual([...stacks.keys()].sort());
  });

  test("imports the package by its name, and nothing from outside its folder", () => {
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
    const imports = sources.flatMap((path) =>
      [...textOf(path).matchAll(/from "([^"]+)"/g)].map(([, module]) =>
        module.startsWith(".") ? join(dirname(path), module) : module,
      ),
    );
    expect(imports).toEqual(expect.arrayContaining(["cdktf-acr-aks", "terraform-stack-tools/testing"]));
    expect(imports.filter((module) => module.startsWith("..") || /^@cdktf\/[^/]+(\/lib)?$/.test(module))).toEqual([]);
  });
});

test("the index links to every example", () => {
  const links = [...readFileSync(join(FOLDER, "README.md"), "utf8").matchAll(/\]\(([\w-]+)\/README\.md\)/g)];
  expect(links.map(([, name]) => name).sort()).toEqual([...EXAMPLES].sort());
});
