import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../__tests__/support/stack";

/** What `terraform providers schema -json` prints, for each generation of each provider. */
export const SCHEMAS = join(__dirname, "../../shared/terraform/schemas");

const GENERATIONS: Record<string, Record<string, number>> = {
  azuread: { azuread: 3 },
  azurerm: { azurerm: 4, "azurerm-5": 5 },
  kubernetes: { kubernetes: 2, "kubernetes-3": 3 },
  time: { time: 0 },
};

const FILE = join(__dirname, "../src/catalogue/data/provider-blocks.ts");

/** Collections that may be set, and blocks, each with its own body. */
interface Body {
  readonly collections: Set<string>;
  readonly blocks: Map<string, Body>;
}

/** The text of `src/catalogue/data/provider-blocks.ts`. Equal bodies are written once. */
export function providerBlocks(): string {
  const roots = new Map<string, Body>();
  for (const [provider, generations] of Object.entries(GENERATIONS)) {
    for (const file of Object.keys(generations)) {
      const schema: Json = JSON.parse(readFileSync(join(SCHEMAS, `${file}.json`), "utf8"));
      merge(roots, `provider.${provider}`, schema.provider);
      for (const [section, prefix] of [
        ["resource_schemas", ""],
        ["data_source_schemas", "data."],
        ["ephemeral_resource_schemas", "ephemeral."],
      ]) {
        for (const [type, one] of Object.entries(schema[section] ?? {})) {
          merge(roots, prefix + type, one);
        }
      }
    }
  }
  const numbers = new Map<string, number>();
  const numberOf = (body: Body): number => {
    const blocks = [...body.blocks].sort(byName).map(([name, child]) => `${name}:${numberOf(child).toString(36)}`);
    const text = `${[...body.collections].sort().join(" ")}|${blocks.join(" ")}`;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const types = [...roots].sort(byName).map(([name, body]) => `${name}:${numberOf(body).toString(36)}`);
  const majors = Object.entries(GENERATIONS).map(([provider, files]) => `  ${provider}: [${Object.values(files).join(", ")}],`);
  return `// Made from the providers' schemas by tools/provider-blocks.ts: do not edit.

/** The major versions of each provider whose schemas are in here. No name is a block in one of them and an argument in another. */
export const MAJOR_VERSIONS: Readonly<Record<string, readonly number[]>> = {
${majors.join("\n")}
};

/** The body of each type, as the number of a line of \`BODIES\` to the base of 36. */
export const TYPES = \`
${wrap(types, " ")}
\`;

/** Arguments that take a collection, a bar, and blocks with the number of their body. Bodies are separated by semicolons. */
export const BODIES = \`
${wrap([...numbers.keys()], ";")}
\`;
`;
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

function merge(into: Map<string, Body>, name: string, { block }: Json): void {
  const body = into.get(name) ?? { collections: new Set(), blocks: new Map() };
  into.set(name, body);
  for (const [attribute, { type, nested_type, optional, required }] of Object.entries<Json>(block.attributes ?? {})) {
    if (body.blocks.has(attribute)) {
      throw new Error(`${name}.${attribute} is a block in one generation and an argument in another`);
    }
    if ((optional || required) && (nested_type || typeof type !== "string" || type === "dynamic")) {
      body.collections.add(attribute);
    }
  }
  for (const [child, one] of Object.entries<Json>(block.block_types ?? {})) {
    if (one.nesting_mode === "map" || body.collections.has(child)) {
      throw new Error(`${name}.${child} is no block that can be written without a guess`);
    }
    merge(body.blocks, child, one);
  }
}

/** Lines of a width that can be read and compared. */
function wrap(parts: string[], separator: string): string {
  const lines = [""];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + part.length > 124) {
      lines.push(part);
    } else {
      lines[lines.length - 1] = last === "" ? part : last + separator + part;
    }
  }
  return lines.join(`${separator === " " ? "" : separator}\n`);
}

if (require.main === module && existsSync(SCHEMAS)) {
  writeFileSync(FILE, providerBlocks());
}
