import type { PlanJson, ResourceConfiguration } from "../../planned/plan-json";
import { parseAddress } from "../../stack/address";
import { compare, isList, isObject, type Json, type JsonObject } from "../../stack/json";
import type { ProviderReference } from "../../stack/provider";
import { type Block, readBlock, type Stack } from "../../stack/stack";
import { ModuleInstance } from "./module-instance";

const KINDS = { managed: "resource", data: "data", ephemeral: "ephemeral" } as const;

/**
 * A stack together with the blocks of its modules, whose arguments are what they refer to. Blocks of the stack also refer to
 * what the outputs of modules do.
 */
export function withModuleBlocks(stack: Stack, { configuration, resource_changes = [] }: PlanJson): Stack {
  if (!stack.blocks.some(({ kind }) => kind === "module")) {
    return stack;
  }
  const root = new ModuleInstance(configuration?.root_module ?? {}, "");
  const own = stack.blocks.map((block) => ({ ...block, body: withOutputs(block.body, root) }));
  const modules = instancesOf(
    root,
    resource_changes.map(({ address }) => parseAddress(address)?.modules ?? []),
  );
  const blocks = [...own, ...modules.flatMap(blocksIn)].sort((left, right) => compare(left.address, right.address));
  return {
    ...stack,
    locals: new Map([...stack.locals].map(([name, value]) => [name, root.withOutputs(value)])),
    blocks,
    blockByAddress: new Map(blocks.map((block) => [block.address, block])),
  };
}

function withOutputs(body: JsonObject, root: ModuleInstance): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, root.withOutputs(value)]));
}

/** The modules that resources are in, and those that call them. */
function instancesOf(root: ModuleInstance, paths: readonly (readonly string[])[]): ModuleInstance[] {
  const known = new Map<string, ModuleInstance | undefined>([["", root]]);
  for (const path of paths) {
    path.forEach((step, depth) => {
      const address = path.slice(0, depth + 1).join(".");
      if (!known.has(address)) {
        known.set(address, known.get(path.slice(0, depth).join("."))?.child(step));
      }
    });
  }
  return [...known.values()].flatMap((module) => (module === undefined || module === root ? [] : [module]));
}

function blocksIn(module: ModuleInstance): Block[] {
  return (module.configuration.resources ?? []).map((resource): Block => {
    const { mode, type, name, for_each_expression: forEach, count_expression: count, expressions = {} } = resource;
    const body = Object.entries(expressions).map(([argument, value]) => [argument, meaningIn(value, module, forEach)]);
    const block = readBlock(KINDS[mode], type, name, Object.fromEntries(body));
    return {
      ...block,
      address: `${module.address}.${block.address}`,
      provider: providerOf(resource),
      isRepeated: forEach !== undefined || count !== undefined,
    };
  });
}

/** An argument is one expression, a block has several. */
function meaningIn(value: Json, module: ModuleInstance, forEach: Json | undefined): Json {
  if (isList(value)) {
    return value.map((block) => meaningIn(block, module, forEach));
  }
  if (!isObject(value) || "references" in value || "constant_value" in value) {
    return module.meaning(value, forEach);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, meaningIn(member, module, forEach)]));
}

/** A configuration that a module has itself is another one than that of the stack. */
function providerOf({ provider_config_key: key }: ResourceConfiguration): ProviderReference {
  const end = key.lastIndexOf(":");
  const [name, alias] = key.slice(end + 1).split(".");
  const parts = [...(end === -1 ? [] : [key.slice(0, end)]), ...(alias === undefined ? [] : [alias])];
  return parts.length === 0 ? { name } : { name, alias: parts.join(".") };
}
