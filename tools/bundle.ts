import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** What an app loads: the constructs, and what it may preload. */
const ENTRIES = ["index.js", "fast-start.js"];

/**
 * Puts the compiled constructs into one file, index.js, since Node.js takes four times as long to find and read seventy
 * of them. An export runs its part of the file on first use.
 */
export function bundleConstructs(lib: string): void {
  const index = join(lib, "index.js");
  const exported = origins(index);
  const entry = [
    'Object.defineProperty(exports, "__esModule", { value: true });',
    "const lazily = (name, get) => Object.defineProperty(exports, name, { enumerable: true, get });",
    ...exported.map(([name, file]) => `lazily("${name}", () => require("${file}").${name});`),
  ];
  buildSync({
    stdin: { contents: entry.join("\n"), resolveDir: lib },
    absWorkingDir: lib,
    bundle: true,
    platform: "node",
    target: "node20",
    packages: "external",
    outfile: index,
    allowOverwrite: true,
    // Tells an `import { … }` in an ES module which names there are.
    footer: { js: `0 && (module.exports = { ${exported.map(([name]) => name).join(", ")} });` },
  });
  const compiled = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  for (const file of compiled.filter((name) => !ENTRIES.includes(name))) {
    rmSync(join(lib, file));
  }
}

/** Each export with the file that it comes from. */
function origins(index: string): [name: string, file: string][] {
  const files = [...readFileSync(index, "utf8").matchAll(/require\("(\.\/[^"]+)"\)/g)].map(([, file]) => file);
  const names = Object.keys(require(index));
  return files.flatMap((file) =>
    Object.keys(require(join(index, "..", file)))
      .filter((name) => names.includes(name))
      .map((name): [string, string] => [name, file]),
  );
}
