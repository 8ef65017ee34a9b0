import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes src/catalogue/data/force-new.ts. Run by hand, with a folder of `<provider>.rules.json` files that hold what the providers' schemas leave out:
 * `node --import tsx tools/force-new.ts ../shared/terraform/schemas`
 */
const VERSIONS = { azurerm: "4.55.0", azuread: "3.7.0", kubernetes: "2.38.0", time: "0.13.1" };

type Rules = Record<string, { readonly forceNew?: boolean; readonly default?: unknown }>;
type Tree = { [name: string]: Tree };

/** `name,spec!(replicas=1,selector)`: a child in parentheses, a default after the equals sign, a mark where the block itself counts too. */
function encoded(rules: Rules): string {
  const tree: Tree = {};
  const isBlock = (path: string) => Object.keys(rules).some((other) => rules[other].forceNew && other.startsWith(`${path}.`));
  const marked = new Set(Object.keys(rules).filter((path) => rules[path].forceNew && isBlock(path)));
  for (const path of Object.keys(rules).sort()) {
    const { forceNew, default: fallback } = rules[path];
    if (forceNew) {
      const names = path
        .split(".")
        .map((name, index, all) => (marked.has(all.slice(0, index + 1).join(".")) ? `${name}!` : name));
      const last = names.pop() + (fallback === undefined ? "" : `=${JSON.stringify(fallback)}`);
      let node = tree;
      for (const name of names) {
        node[name] ??= {};
        node = node[name];
      }
      node[last] ??= {};
    }
  }
  return text(tree);
}

function text(tree: Tree): string {
  return Object.entries(tree)
    .map(([name, children]) => (Object.keys(children).length === 0 ? name : `${name}(${text(children)})`))
    .join();
}

const [folder] = process.argv.slice(2);
const lines = Object.keys(VERSIONS).flatMap((provider) => {
  const { resources } = JSON.parse(readFileSync(join(folder, `${provider}.rules.json`), "utf8"));
  return Object.keys(resources)
    .sort()
    .map(
      (type) =>
        `  ${type}: ${JSON.stringify(encoded(resources[type])).replace(/^"(.*\\".*)"$/, (_all, inner) => `'${inner.replaceAll('\\"', '"')}'`)},`,
    );
});

writeFileSync(
  join(__dirname, "../src/catalogue/data/force-new.ts"),
  `// Written by tools/force-new.ts from the source of the providers.

/** The versions of the providers that the data below was read from. */
export const FORCE_NEW_VERSIONS: Readonly<Record<string, string>> = ${JSON.stringify(VERSIONS)};

/**
 * The arguments whose change replaces a resource, by type: a block's in parentheses, with a mark where the number of blocks
 * counts too, a default after the equals sign.
 */
export const FORCE_NEW: Readonly<Record<string, string>> = {
${lines.join("\n")}
};
`,
);
