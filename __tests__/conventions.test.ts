import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PROJECT = join(__dirname, "..");

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

const src = sourcesOf("src");
const stacks = sourcesOf("stacks");
const templates = sourcesOf("templates");
const constructs = src.filter(({ path }) => path.startsWith("src/constructs/"));

function importsOf(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((module) => pattern.test(module)).map((module) => `${path} -> ${module}`),
  );
}

/** The room of a path: its folder below src, or the file itself if it is at the top. */
function roomOf(path: string): string {
  return path.split("/")[1];
}

/** What each room may import besides itself. */
const ARROWS: Record<string, readonly string[]> = {
  "index.ts": ["interfaces", "constructs"],
  interfaces: [],
  constructs: ["interfaces", "shared"],
  terraform: [],
  shared: ["terraform"],
  catalogue: ["terraform"],
  access: ["terraform", "catalogue"],
  providers: ["terraform", "shared", "catalogue"],
  testing: ["terraform", "shared", "catalogue", "access", "providers"],
  review: ["terraform", "shared", "catalogue", "access"],
  handoff: ["terraform", "shared", "catalogue", "access", "providers"],
  cli: ["terraform", "shared", "access", "providers", "testing", "review", "handoff"],
};

test("every room imports only what is below it", () => {
  const wrong = src.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    const allowed = [room, ...(ARROWS[room] ?? [])];
    return imports
      .filter((module) => module.startsWith("src/") && !allowed.includes(roomOf(module)))
      .map((module) => `${path} -> ${module}`);
  });
  expect(wrong).toEqual([]);
});

test("no file imports itself by way of others", () => {
  const imports = new Map(src.map(({ path, imports }) => [path.replace(/(\/index)?\.ts$/, ""), imports]));
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

test("no folder of src shows more than a dozen entries", () => {
  const folders = new Set(src.map(({ path }) => dirname(path)));
  const full = [...folders].filter((folder) => readdirSync(join(PROJECT, folder)).length > 12);
  expect(full).toEqual([]);
});

test("nothing in src imports the table of contents, and private helpers import no construct", () => {
  expect(importsOf(src, /^src$|^src\/index$/)).toEqual([]);
  const helpers = constructs.filter(({ path }) => path.includes("/private/"));
  expect(importsOf(helpers, /^src\/constructs\/(?!.*private\/)/)).toEqual([]);
});

test("the tools load nothing but Node.js, and cdktf where a stack is given as a construct", () => {
  const tools = src.filter(({ path }) => !path.startsWith("src/constructs/") && !/^src\/(index\.ts|interfaces\/)/.test(path));
  const foreign = importsOf(tools, /^(?!src\/|node:|cdkt[fn]$|constructs$)/);
  expect(foreign).toEqual([]);
});

test("stacks and templates see the package as users do", () => {
  expect(importsOf(stacks, /^src/).filter((line) => !line.endsWith("-> src"))).toEqual([]);
  expect(importsOf(templates, /^src/)).toEqual([]);
});

test("provider bindings are imported deep, and loaded only when a construct is created", () => {
  expect(importsOf([...src, ...stacks, ...templates, ...sourcesOf("__tests__")], /^@cdkt[fn]\/provider-\w+(\/lib)?$/)).toEqual(
    [],
  );
  const eager = constructs.flatMap(({ path, text }) =>
    text
      .split("\n")
      .filter((line) => /^import (?!type).*@cdkt[fn]\/provider-/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(eager).toEqual([]);
});

test("no construct asks for a class of cdktf, counts on an Aspect, or adds an error annotation", () => {
  const text = (pattern: RegExp) => constructs.filter((source) => pattern.test(source.text)).map(({ path }) => path);
  expect(text(/\binstanceof\b|\bAspects\b|\baddError\b|\bnonsensitive\b|\bnode\.addr\b/)).toEqual([]);
});

test("every file can be read at one sitting, and every stack on one screen", () => {
  const long = [...src, ...stacks, ...templates].filter(({ text }) => text.split("\n").length > 300).map(({ path }) => path);
  expect(long).toEqual([]);
});
