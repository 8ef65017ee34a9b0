import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import azapi from "../../packages/terraform-stack-tools/src/knowledge/catalogue/data/azapi-schemas.json";
import shipped from "../../packages/terraform-stack-tools/src/knowledge/catalogue/data/provider-schemas.json";
import { type KnownProvider, PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import type {
  AttributeSchema,
  BlockSchema,
  ProviderSchemas,
  TypeSchema,
} from "../../packages/terraform-stack-tools/src/providers/initialized-folder";
import { type BodySchema, isGap } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { bindingSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/sources";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { programs } from "../testbed/programs/place";
import { describeReal } from "./support/providers";

/** The bindings that are installed here; there are none for time. */
const NAMES = ["azuread", "azurerm", "kubernetes"] as const;

/** What providers print of themselves. */
function printedSchemas(required: JsonObject): ProviderSchemas {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
    const { mirror } = programs();
    const env = { ...process.env, TF_CLI_ARGS_init: `-plugin-dir='${mirror}'`, TF_CLI_CONFIG_FILE: undefined };
    const run = (...args: string[]) =>
      execFileSync("terraform", args, { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 30 });
    run("init");
    return JSON.parse(run("providers", "schema", "-json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function required(names: readonly KnownProvider[], generation: "bindings" | "latest"): JsonObject {
  const all = names.map((name) => [name, { source: `hashicorp/${name}`, version: PROVIDER_VERSIONS[name][generation] }]);
  return Object.fromEntries(all);
}

function takesCollection({ type, nested_type }: AttributeSchema): boolean {
  return nested_type !== undefined || typeof type !== "string" || type === "dynamic";
}

/** Where the text of the bindings differs from the provider's schema, in every argument that can be set. */
function differences(place: string, { attributes = {}, block_types = {} }: BlockSchema, text: BodySchema): string[] {
  const settable = Object.entries(attributes).filter(([, { optional, required }]) => optional || required);
  return [
    ...settable
      .filter(([name, one]) => text.blockOf(name) !== undefined || text.takesCollection(name) !== takesCollection(one))
      .map(([name]) => `${place}.${name}`),
    ...settable
      .filter(([name, one]) => text.isRequired?.(name) !== (one.required === true))
      .map(([name]) => `${place}.${name}: required`),
    ...Object.entries(block_types).flatMap(([name, { block }]) => {
      const nested = text.blockOf(name);
      return nested === undefined ? [`${place}.${name}`] : differences(`${place}.${name}`, block, nested);
    }),
  ];
}

describeReal("the text of the bindings", () => {
  test("says of every type what the provider itself says", () => {
    const source = bindingSchemas(__dirname);
    const seen: string[] = [];
    const wrong: string[] = [];
    for (const [address, printed] of Object.entries(printedSchemas(required(NAMES, "bindings")).provider_schemas ?? {})) {
      const name = basename(address) as (typeof NAMES)[number];
      const provider = { name, source: `hashicorp/${name}`, version: PROVIDER_VERSIONS[name].bindings, others: {} };
      const types: [string, TypeSchema][] = [
        ...(printed.provider === undefined ? [] : ([[`provider.${name}`, printed.provider]] as [string, TypeSchema][])),
        ...Object.entries(printed.resource_schemas ?? {}),
        ...Object.entries(printed.data_source_schemas ?? {}).map(([type, one]): [string, TypeSchema] => [`data.${type}`, one]),
      ];
      for (const [type, { block }] of types) {
        const answer = source.find(type, provider);
        seen.push(type);
        wrong.push(...(answer === undefined || isGap(answer) ? [`${type} is missing`] : differences(type, block, answer.body)));
      }
    }
    expect(wrong).toEqual([]);
    // kubernetes_manifest has an argument that takes an object, which cdktf itself writes as a block.
    expect(seen).toContain("kubernetes_manifest");
    expect(seen.length).toBeGreaterThan(1_700);
  });
});

describeReal("the resources that are known, each of which is judged", () => {
  test("are those of both generations of the providers", () => {
    const providers = Object.keys(PROVIDER_VERSIONS) as KnownProvider[];
    const generations = (["bindings", "latest"] as const).map((one) => required(providers, one));
    const types = generations.flatMap((one) => {
      const { provider_schemas } = printedSchemas({ ...one, azapi: { source: "azure/azapi" } });
      return Object.values(provider_schemas ?? {}).flatMap(({ resource_schemas }) => Object.keys(resource_schemas ?? {}));
    });
    const known = Object.keys({ ...azapi.types, ...shipped.types }).filter((type) => !type.includes("."));
    expect([...new Set(types)].sort()).toEqual(known.sort());
  });
});
