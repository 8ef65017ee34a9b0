import type { Instance, PlannedStack } from "../../../planned/planned-stack";
import { once } from "../../../stack/once";
import type { Block } from "../../../stack/stack";
import { fromAzapi } from "./azapi";
import { fromManifest } from "./manifest";
import type { Arguments, Translation } from "./translation";

/** The stack with what general resources create, written as the resources that are made for it. */
export const translated = once(translate);

function translate(planned: PlannedStack): PlannedStack {
  const { stack, instances } = planned;
  const first = new Map([...instances].reverse().map((instance) => [instance.block.address, instance]));
  const changed = new Map(
    stack.blocks.flatMap((block) => {
      const translation = translationOf(block.blockType, block.body, first.get(block.address)?.values ?? {});
      return translation === undefined ? [] : [[block, translation] as const];
    }),
  );
  if (changed.size === 0) {
    return planned;
  }
  const blocks = stack.blocks.map((block) => {
    const translation = changed.get(block);
    return translation === undefined ? block : rewritten(block, translation);
  });
  const blockByAddress = new Map(blocks.map((block) => [block.address, block]));
  return {
    ...planned,
    stack: { ...stack, blocks, blockByAddress },
    instances: instances.map((instance): Instance => {
      const { block, values } = instance;
      const translation = translationOf(block.blockType, block.body, values);
      if (translation === undefined) {
        return instance;
      }
      const shared = blockByAddress.get(block.address);
      const isShared = stack.blockByAddress.get(block.address) === block && shared?.type === translation.type;
      return {
        ...instance,
        block: isShared && shared !== undefined ? shared : rewritten(block, translation),
        values: translation.convert(values),
      };
    }),
  };
}

function rewritten(block: Block, { type, convert }: Translation): Block {
  return { ...block, type, blockType: type, body: convert(block.body) };
}

function translationOf(blockType: string, body: Arguments, values: Arguments): Translation | undefined {
  return fromAzapi(blockType, body, values) ?? fromManifest(blockType, body, values);
}
