import { writeFileSync } from "node:fs";
import { App } from "cdktf";
import { foreignStacks } from "../__tests__/support/foreign/stacks";
import { render } from "../__tests__/support/stack";
import { type BodySchema, isGap, kindOf } from "../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { bindingSchemas } from "../packages/terraform-stack-tools/src/providers/schemas/sources";
import {
  entries,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  print,
} from "../packages/terraform-stack-tools/src/stack/json";
import { META_ARGUMENTS, readStack } from "../packages/terraform-stack-tools/src/stack/stack";

/**
 * Writes what the stacks of the corpus use of their providers' schemas, in the form that `terraform providers schema
 * -json` prints. The schemas are read from the prebuilt bindings in a folder, such as `@cdktf/provider-aws`.
 */
const [folder] = process.argv.slice(2);
const bindings = bindingSchemas(folder);
const found: Record<string, Record<string, Json>> = {};

for (const stack of foreignStacks(new App({ outdir: folder, stackTraces: false }))) {
  const { blocks, providers, requiredProviders } = readStack(render(stack));
  const bodies = [
    ...blocks.map(({ blockType, body, provider }) => ({ type: blockType, body, name: provider.name })),
    ...providers.map(({ name, body }) => ({ type: `provider.${name}`, body, name })),
  ];
  for (const { type, body, name } of bodies) {
    const provider = requiredProviders.find((one) => one.name === name);
    const answer = provider && bindings.find(type, provider);
    if (provider !== undefined && answer !== undefined && !isGap(answer)) {
      const path = provider.source.includes("/") ? provider.source : `hashicorp/${provider.source}`;
      const address = `registry.terraform.io/${path}`;
      const types = found[address] ?? {};
      found[address] = { ...types, [type]: used(objectOf(types[type]), body, answer.body) };
    }
  }
}

// A line for each provider, in an order that no change of a stack moves.
const lines = Object.entries<Json>(JSON.parse(print(printed()))).map(
  ([address, schema]) => `${JSON.stringify(address)}:${JSON.stringify(schema)}`,
);
writeFileSync(
  "__tests__/fixtures/foreign-schemas.json",
  `{"format_version":"1.0","provider_schemas":{\n${lines.join(",\n")}\n}}\n`,
);

/** A schema with what a body uses, added to what is known already. */
function used(known: JsonObject, body: Json, schema: BodySchema): JsonObject {
  const attributes = { ...objectOf(known.attributes) };
  const blockTypes = { ...objectOf(known.block_types) };
  const { dynamic, ...others } = objectOf(body);
  const dynamics = listOf(dynamic).flatMap((one) => entries(one));
  const contents = dynamics.map(([name, block]): [string, Json] => [name, objectOf(block).content ?? null]);
  for (const [name, value] of [...entries(others), ...contents]) {
    const block = schema.blockOf(name);
    if (META_ARGUMENTS.includes(name) || ["//", "provisioner", "connection", "alias"].includes(name)) {
      continue;
    }
    if (block === undefined) {
      attributes[name] = { optional: true, type: schema.takesCollection(name) ? "dynamic" : "string" };
      continue;
    }
    for (const nested of listOf(value).filter(isObject)) {
      const before = objectOf(objectOf(blockTypes[name]).block);
      blockTypes[name] = { nesting_mode: "list", block: used(before, nested, block) };
    }
  }
  return { attributes, block_types: blockTypes };
}

function printed(): JsonObject {
  return Object.fromEntries(
    Object.entries(found).map(([address, types]) => {
      const schemasOf = (kind: string) =>
        Object.fromEntries(
          Object.entries(types)
            .filter(([type]) => kindOf(type).kind === kind)
            .map(([type, block]) => [kindOf(type).name, { version: 0, block }]),
        );
      const [provider] = Object.entries(types).filter(([type]) => kindOf(type).kind === "provider");
      return [
        address,
        {
          provider: { version: 0, block: provider?.[1] ?? {} },
          resource_schemas: schemasOf("resource"),
          data_source_schemas: schemasOf("data_source"),
        },
      ];
    }),
  );
}
