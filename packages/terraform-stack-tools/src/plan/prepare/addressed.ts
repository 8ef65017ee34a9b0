import { ADDRESS_ARGUMENT } from "../../planned/plan-json";
import { type JsonObject, objectOf } from "../../stack/json";
import { Origins } from "../../stack/moves";
import { type Block, type Stack, withSections } from "../../stack/stack";

/**
 * The configuration of a stack in which each block tells its address to the proxies. Blocks of modules do not.
 */
export function addressed(stack: Stack): JsonObject {
  const origins = new Origins(stack.moves);
  const { blocks, sections } = stack;
  const written = blocks.filter(({ kind }) => kind !== "module");
  const changed = Object.fromEntries(
    [...new Set(written.map(({ kind }) => kind))].map((kind) => [
      kind,
      grouped(
        written.filter((block) => block.kind === kind),
        (block) => withAddress(block, origins.of(block.address)),
      ),
    ]),
  );
  return withSections(stack, { ...sections, ...changed }).sections;
}

function grouped(blocks: readonly Block[], bodyOf: (block: Block) => JsonObject): JsonObject {
  const types = [...new Set(blocks.map(({ type }) => type))];
  const named = (type: string) => blocks.filter((block) => block.type === type);
  return objectOf(
    Object.fromEntries(
      types.map((type) => [type, Object.fromEntries(named(type).map((block) => [block.name, bodyOf(block)]))]),
    ),
  );
}

function withAddress({ body }: Block, address: string): JsonObject {
  return { ...body, [ADDRESS_ARGUMENT]: `${address}${keyOf(body)}` };
}

function keyOf(body: JsonObject): string {
  if ("for_each" in body) {
    return "[${jsonencode(each.key)}]";
  }
  return "count" in body ? "[${count.index}]" : "";
}
