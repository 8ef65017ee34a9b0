import { attributesRead } from "../../terraform/meaning";
import { moduleId } from "../engine/test-run";
import type { Configuration } from "./configuration";
import { blockOf, blocksOf, type Json, mapped } from "./json";
import type { Schemas } from "./test-file";

/** Gives all versions of a stack the same providers, those of the last one where they differ, and says what init has to fetch. */
export function unify(configurations: readonly Configuration[]): Json {
  const providers = Object.assign({}, ...configurations.map(requiredProviders));
  const modules = configurations.flatMap(({ json }) => Object.values<Json>(json.module ?? {}).map(blockOf));
  for (const { json } of configurations) {
    json.terraform = { ...json.terraform, required_providers: providers };
  }
  const calls = modules.map((body) => {
    const { source, version, providers: passed } = body;
    return [moduleId(body), { source, version, providers: passed }];
  });
  const aliases = modules.some(({ providers: passed }) => passed) ? aliasesOf(configurations) : {};
  // A kind of block with nothing in it is an error.
  const blocks = Object.entries({ provider: aliases, module: Object.fromEntries(calls) }).filter(
    ([, some]) => Object.keys(some).length > 0,
  );
  return mapped({ terraform: { required_providers: providers }, ...Object.fromEntries(blocks) }, (part) => part) as Json;
}

/** Those that are named, and those that Terraform infers from the types of resources. */
function requiredProviders({ json }: Configuration): Json {
  const blocks = [...blocksOf(json, "resource"), ...blocksOf(json, "data")];
  const inferred = blocks.map(([type, _name, body]) => (body.provider ?? type.split("_")[0]).replace(/^\$\{|\}$|\..*/g, ""));
  const names = [...inferred, ...Object.keys(json.provider ?? {})].filter((name) => name !== "terraform");
  const known = blockOf(json.terraform?.required_providers);
  return { ...Object.fromEntries(names.map((name) => [name, { source: `hashicorp/${name}` }])), ...known };
}

/** The configurations of providers that modules may be given. */
function aliasesOf(configurations: readonly Configuration[]): Json {
  const providers: Json = {};
  for (const { json } of configurations) {
    for (const [name, blocks] of Object.entries<Json | Json[]>(json.provider ?? {})) {
      const aliases = [blocks].flat().flatMap(({ alias }: Json) => (alias ? [{ alias }] : []));
      providers[name] = [...(providers[name] ?? []), ...aliases];
    }
  }
  return providers;
}

/**
 * Mocks fill no block that is not there, so that `kubelet_identity[0]` of a cluster fails where Azure would answer. Where a stack reads
 * such a block, of which the provider can compute everything, an empty one is put there.
 */
export function addReadBlocks(configurations: readonly Configuration[], schemas: Schemas): void {
  const text = JSON.stringify(configurations.map(({ json }) => json));
  for (const { json } of configurations) {
    for (const [type, name, body] of blocksOf(json, "resource")) {
      for (const block of attributesRead(text, `${type}.${name}`)) {
        const schema = schemas("resource", type)?.block_types?.[block]?.block;
        const attributes = Object.values<Json>(schema?.attributes ?? {});
        if (body[block] === undefined && attributes.length > 0 && attributes.every(({ computed }) => computed)) {
          json.resource[type][name][block] = [{}];
        }
      }
    }
  }
}
