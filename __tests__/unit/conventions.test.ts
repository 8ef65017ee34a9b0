import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PROJECT = join(__dirname, "../..");
const TOOLS = "packages/terraform-stack-tools/src";
const CREATE = "packages/create-cdktf-acr-aks";

interface Source {
  readonly path: string;
  readonly text: string;
  /** Modules that the file imports or requires; relative ones as paths from the project. */
  readonly imports: readonly string[];
}

function sourcesOf(folder: string): Source[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(join(PROJECT, path), "utf8");
      const imports = [...text.matchAll(/(?:from |require\()"([^"]+)"/g)].map(([, module]) =>
        module.startsWith(".") ? join(dirname(path), module) : module,
      );
      return { path, text, imports };
    });
}

const constructs = sourcesOf("src");
const tools = sourcesOf(TOOLS);
const create = sourcesOf(`${CREATE}/src`);
const src = [...constructs, ...tools, ...create];
const stacks = sourcesOf("stacks");
const templates = sourcesOf(`${CREATE}/templates`);
const testbed = sourcesOf("__tests__/testbed");

function importsOf(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((module) => pattern.test(module)).map((module) => `${path} -> ${module}`),
  );
}

/** What each room of the tools may import besides itself. */
const ARROWS: Record<string, readonly string[]> = {
  stack: [],
  shared: ["stack"],
  providers: ["stack", "shared"],
  planned: ["stack", "shared", "providers"],
  knowledge: ["stack", "shared", "providers", "planned"],
  plan: ["stack", "shared", "providers", "planned", "knowledge"],
  report: ["stack", "shared", "providers", "planned", "knowledge"],
  export: ["stack", "shared", "providers", "planned", "knowledge", "plan"],
  cli: ["stack", "shared", "providers", "planned", "knowledge", "plan", "report", "export"],
};

/** Where the steps of a plan are: the earlier ones know nothing of the later ones, nor of what puts them together. */
const STEPS: Record<string, readonly string[]> = { prepare: [], engine: ["prepare"] };

/** The arrows between the folders below one that point elsewhere than allowed. */
function wrongArrows(folder: string, allowed: Record<string, readonly string[]>): string[] {
  const roomOf = (path: string) => path.slice(folder.length + 1).split("/")[0];
  return importsOf(tools, new RegExp(`^${folder}/`)).filter((arrow) => {
    const [from, to] = arrow.split(" -> ").map(roomOf);
    const isInside = arrow.startsWith(`${folder}/`) && from in allowed && to in allowed;
    return isInside && from !== to && !allowed[from].includes(to);
  });
}

test("every room of the tools imports only what is below it", () => {
  const rooms = new Set(tools.map(({ path }) => path.split("/")[3]));
  expect([...rooms].sort()).toEqual(Object.keys(ARROWS).sort());
  expect(wrongArrows(TOOLS, ARROWS)).toEqual([]);
  expect(wrongArrows(`${TOOLS}/plan`, STEPS)).toEqual([]);
});

test("no package imports another one, and the tools no CDK", () => {
  expect(importsOf(constructs, /^(packages\/|terraform-stack-tools)/)).toEqual([]);
  expect(importsOf(tools, /^(src\/|packages\/create|cdkt[fn]|constructs$|@cdkt[fn]\/)/)).toEqual([]);
  expect(importsOf(create, /^(?!packages\/create-|node:)/)).toEqual([]);
});

test("the testbed is in no package, knows neither constructs nor a CDK, and of the tools nothing but JSON", () => {
  expect(importsOf(testbed, /^(src\/|packages\/create|cdkt[fn]|constructs$|@cdkt[fn]\/)/)).toEqual([]);
  expect(importsOf(testbed, /^packages\/terraform-stack-tools\/(?!src\/stack\/json$|src\/knowledge\/catalogue\/data\/)/)).toEqual(
    [],
  );
  expect(importsOf([...src, ...stacks, ...templates], /^__tests__\/testbed/)).toEqual([]);
  const { files, jsii } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  expect(jsii.excludeTypescript).toContain("__tests__");
  expect(files.filter((pattern: string) => /^(\*|__tests__)/.test(pattern))).toEqual([]);
});

test("no file imports itself by way of others", () => {
  const imports = new Map([...src, ...testbed].map(({ path, imports }) => [path.replace(/(\/index)?\.ts$/, ""), imports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (module: string, way: readonly string[]): void => {
    if (way.includes(module)) {
      cycles.push([...way.slice(way.indexOf(module)), module].join(" -> "));
    } else if (!done.has(module)) {
      for (const next of imports.get(module) ?? []) {
        visit(next, [...way, module]);
      }
      done.add(module);
    }
  };
  for (const module of imports.keys()) {
    visit(module, []);
  }
  expect(cycles).toEqual([]);
});

test("what a file exports has a user: another file, or the file itself where a test asks it too", () => {
  const moduleOf = (path: string) => path.replace(/(\/index)?(\.ts)?$/, "");
  const nameOf = (path: string, name: string) => `${moduleOf(path)} ${name}`;
  const importedIn = (sources: readonly Source[]) =>
    new Set(
      sources.flatMap(({ path, text }) =>
        [...text.matchAll(/(?:import|export) (?:type )?\{([^}]*)\} from "(\.[^"]*)"/g)].flatMap(([, names, module]) =>
          names.split(",").map((name) => nameOf(join(dirname(path), module), name.trim().split(" as ")[0])),
        ),
      ),
    );
  const sources = [...src, ...stacks, ...templates, ...testbed, ...sourcesOf("tools")];
  const users = importedIn(sources);
  const whole = new Set(
    sources.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:\*(?: as \w+)? from |import\(|require\()"(\.[^"]*)"/g)].map(([, module]) =>
        moduleOf(join(dirname(path), module)),
      ),
    ),
  );
  const tests = ["__tests__", `${TOOLS}/../__tests__`, `${CREATE}/__tests__`, "tools/bench"].flatMap(sourcesOf);
  const asked = importedIn(tests);
  const unused = src
    .filter(({ path }) => !whole.has(moduleOf(path)))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:async )?(?:function\*?|const) (\w+)/gm)].flatMap(([, name]) => {
        const isUsedInside = text.split(new RegExp(`\\b${name}\\b`)).length > 2;
        const isUsed = users.has(nameOf(path, name)) || (isUsedInside && asked.has(nameOf(path, name)));
        return isUsed ? [] : [`${path}: ${name}`];
      }),
    );
  // Entry points of packages, whose names users import.
  expect(unused.filter((line) => !/\/(plan|hand-off|eject)\/index\.ts:/.test(line))).toEqual([]);
});

test("no room of src imports one that is named after it", () => {
  const rooms = ["registry", "cluster", "identity", "credentials", "delivery"];
  for (const [index, room] of rooms.entries()) {
    const later = rooms.slice(index + 1).join("|") || "none";
    const inside = constructs.filter(({ path }) => path.startsWith(`src/${room}/`));
    expect(importsOf(inside, new RegExp(`^src/(${later})(/|$)`))).toEqual([]);
  }
});

test("nothing in src imports the table of contents, and private helpers import no construct", () => {
  expect(importsOf(constructs, /^src$|^src\/index$/)).toEqual([]);
  const helpers = constructs.filter(({ path }) => path.includes("/private/"));
  expect(importsOf(helpers, /^src\/(?!interfaces$|.*private\/)/)).toEqual([]);
});

test("stacks and templates see the package as users do", () => {
  expect(importsOf(stacks, /^src/).filter((line) => !line.endsWith("-> src"))).toEqual([]);
  expect(importsOf(templates, /^(src|packages\/terraform)/)).toEqual([]);
});

test("provider bindings are imported deep, and loaded only when a construct is created", () => {
  const all = [
    ...src,
    ...stacks,
    ...templates,
    ...sourcesOf("__tests__"),
    ...sourcesOf("packages/terraform-stack-tools/__tests__"),
  ];
  expect(importsOf(all, /^@cdkt[fn]\/provider-\w+(\/lib)?$/)).toEqual([]);
  const eager = constructs.flatMap(({ path, text }) =>
    text
      .split("\n")
      .filter((line) => /^import (?!type).*@cdkt[fn]\/provider-/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(eager).toEqual([]);
});

test("CONTRIBUTING.md is true in each file, name and script that it places, and is read in a quarter of an hour", () => {
  const page = readFileSync(join(PROJECT, "CONTRIBUTING.md"), "utf8");
  expect(page.split(/\s+/).length).toBeLessThanOrEqual(3500);
  const paths = execFileSync("git", ["ls-files"], { cwd: PROJECT, encoding: "utf8" })
    .split("\n")
    .map((path) => `/${path}`);
  const filesAt = (place: string) =>
    paths.filter((path) => (place.endsWith("/") ? path.includes(`/${place}`) : path.endsWith(`/${place}`)));
  const isPath = (span: string) => /^[\w.-]+(\/[\w.-]*)+$|^[\w-]+\.(ts|json|md)$/.test(span);
  const isElsewhere = (span: string) =>
    /^(\.\/|MicrosoftDocs\/|kubernetes\/)|^(lib|dist|node_modules|docs\/api|cdktf\.out|cdk\.tf\.json)(\/|$)/.test(span);
  const places = [...page.matchAll(/`([^`\s]+)`/g)].map(([, span]) => span).filter((span) => isPath(span) && !isElsewhere(span));
  expect(places.length).toBeGreaterThan(100);
  // A folder may be written without its last slash.
  expect(places.filter((place) => filesAt(place).length === 0 && filesAt(`${place}/`).length === 0)).toEqual([]);

  const names = [...page.matchAll(/`(\w+)(?:\([^`]*\))?` (?:in |of |\()`([\w./-]+)`/g)].filter(([, , place]) => isPath(place));
  expect(names.length).toBeGreaterThan(3);
  const wrong = names.filter(
    ([, name, place]) =>
      !filesAt(place).some((path) => new RegExp(`\\b${name}\\b`).test(readFileSync(join(PROJECT, path), "utf8"))),
  );
  expect(wrong.map(([words]) => words)).toEqual([]);

  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  const run = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
  expect(run.filter((script) => !(script in scripts))).toEqual([]);
});

test("no construct asks for a class of cdktf, counts on an Aspect, or adds an error annotation", () => {
  const text = (pattern: RegExp) => constructs.filter((source) => pattern.test(source.text)).map(({ path }) => path);
  expect(text(/\binstanceof\b|\bAspects\b|\baddError\b|\bnonsensitive\b|\bnode\.addr\b/)).toEqual([]);
});

test("the tools can leave home: nothing in their folder reaches out of it, and what it installs has the versions of the top", () => {
  const home = "packages/terraform-stack-tools";
  const manifest = JSON.parse(readFileSync(join(PROJECT, home, "package.json"), "utf8"));
  const installed = { ...manifest.dependencies, ...manifest.devDependencies };
  const own = [...tools, ...sourcesOf(`${home}/__tests__`)];
  const named = own.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:^(?:import .*|\} )from |__dirname, |require\((?="\.))"([^"]+)"/gm)].map(([, name]) => ({
      path,
      to: name.startsWith(".") ? join(dirname(path), name) : name,
    })),
  );
  expect(named.length).toBeGreaterThan(1000);
  const reaching = named.filter(({ to }) => {
    const module = to.split("/", to.startsWith("@") ? 2 : 1).join("/");
    return !(to.startsWith(`${home}/`) || to === home || to.startsWith("node:") || module in installed);
  });
  expect(reaching).toEqual([]);

  const { devDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  expect(manifest.devDependencies).toEqual(
    Object.fromEntries(Object.keys(manifest.devDependencies).map((name) => [name, devDependencies[name]])),
  );
  const [top, alone] = [".", home].map((folder) => lockedIn(join(folder, "package-lock.json")));
  expect(alone.length).toBeGreaterThan(100);
  expect(alone.filter((one) => !top.includes(one))).toEqual([]);
});

/** Packages with their versions and digests, as a lock file has them. */
function lockedIn(path: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(PROJECT, path), "utf8"));
  return Object.entries<{ readonly version?: string; readonly integrity?: string }>(packages)
    .filter(([folder]) => folder.includes("node_modules/"))
    .map(([folder, { version, integrity }]) => `${folder.split("node_modules/").at(-1)} ${version} ${integrity}`);
}
