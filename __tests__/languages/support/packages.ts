import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./programs";

export const PROJECT = join(__dirname, "../../..");

/** What the sources and the programs import of the providers: the folders in `lib`, by the name of the provider. */
function usedBindings(): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const folder of ["src", "examples/languages/typescript"]) {
    for (const name of readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })) {
      const text = name.endsWith(".ts") ? readFileSync(join(PROJECT, folder, name), "utf8") : "";
      for (const [, provider, binding] of text.matchAll(/"@cdktf\/provider-(\w+)\/lib\/([-\w]+)"/g)) {
        used.set(provider, (used.get(provider) ?? new Set()).add(binding));
      }
    }
  }
  return used;
}

/**
 * A copy of the bindings of a provider with what is used, in the same package. All of azurerm would be 15,000 types to
 * generate and to compile for each language.
 */
function copyPruned(provider: string, bindings: ReadonlySet<string>, modules: string): void {
  const from = join(PROJECT, "node_modules/@cdktf", `provider-${provider}`);
  const to = join(modules, "@cdktf", `provider-${provider}`);
  for (const path of ["package.json", "LICENSE", "README.md", ...[...bindings].map((name) => `lib/${name}`)]) {
    cpSync(join(from, path), join(to, path), { recursive: true });
  }
  const isKept = (line: string) => {
    const [, name] = /= require\("\.\/([-\w]+)"\)/.exec(line) ?? [];
    return name === undefined || bindings.has(name);
  };
  const index = readFileSync(join(from, "lib/index.js"), "utf8");
  writeFileSync(join(to, "lib/index.js"), index.split("\n").filter(isKept).join("\n"));
  const { submodules, types, ...assembly } = JSON.parse(readFileSync(join(from, ".jsii"), "utf8"));
  const kept = Object.entries<{ symbolId: string }>(submodules).filter(([, { symbolId }]) =>
    bindings.has(symbolId.split("/")[1]),
  );
  const names = new Set(kept.map(([name]) => name));
  const isTypeKept = ([, { namespace }]: [string, { namespace: string }]) => names.has(`${assembly.name}.${namespace}`);
  const keptTypes = Object.entries<{ namespace: string }>(types).filter(isTypeKept);
  const pruned = { ...assembly, submodules: Object.fromEntries(kept), types: Object.fromEntries(keptTypes) };
  writeFileSync(join(to, ".jsii"), JSON.stringify(pruned));
}

/**
 * Generates the code of this package for each language with jsii-pacmak, and that of cdktf, constructs and the bindings,
 * which not every registry has: `code/<language>`. Python packages are in `code/python`, this package's own in `own`.
 */
export function layOutPackages(folder: string): void {
  const modules = join(folder, "node_modules");
  const own = join(modules, "cdktf-acr-aks");
  mkdirSync(own, { recursive: true });
  const [{ filename }] = JSON.parse(run(folder, "npm", ["pack", "--json", "--ignore-scripts", PROJECT]));
  run(folder, "tar", ["xzf", filename, "-C", own, "--strip-components=1"]);
  for (const name of ["constructs", "cdktf"]) {
    cpSync(join(PROJECT, "node_modules", name), join(modules, name), { recursive: true });
  }
  const used = usedBindings();
  for (const [provider, bindings] of used) {
    copyPruned(provider, bindings, modules);
  }
  const packages = ["constructs", "cdktf", ...[...used.keys()].map((provider) => `@cdktf/provider-${provider}`)];
  const others = packages.map((name) => join(modules, name));
  pacmak(folder, join(folder, "code"), "python go java dotnet", [...others, own]);
  pacmak(folder, join(folder, "own"), "python", [own]);
}

/** Generates the code of packages in folders, for some languages. */
export function pacmak(folder: string, out: string, targets: string, packages: readonly string[]): void {
  run(folder, process.execPath, [
    join(PROJECT, "node_modules/jsii-pacmak/bin/jsii-pacmak"),
    ...packages,
    "--code-only",
    "--no-npmignore",
    "--force",
    "--pack-command=npm pack --ignore-scripts",
    `--outdir=${out}`,
    "--targets",
    ...targets.split(" "),
  ]);
}
