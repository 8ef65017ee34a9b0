import { blockAddress } from "../../terraform/address";
import { type JsonObject, objectOf } from "../../terraform/json";
import { type Block, type Stack, withSections } from "../../terraform/stack";
import { ADDRESS_ARGUMENT } from "../proxy/job";

/**
 * The configuration of a stack in which each block tells its address to the proxies. Blocks of modules, and of the
 * provider that is built into Terraform, do not.
 * @param bodies by address, in place of the stack's own
 */
export function addressed(stack: Stack, bodies: ReadonlyMap<string, JsonObject>): JsonObject {
  const origins = new Map(stack.moves.map(({ from, to }) => [blockAddress(to), blockAddress(from)]));
  const { blocks, sections } = stack;
  const written = blocks.filter(({ kind }) => kind !== "module");
  const changed = Object.fromEntries(
    [...new Set(written.map(({ kind }) => kind))].map((kind) => [
      kind,
      grouped(
        written.filter((block) => block.kind === kind),
        (block) => bodies.get(block.address) ?? withAddress(block, originOf(block.address, origins)),
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

function withAddress({ body, type, provider }: Block, address: string): JsonObject {
  if (provider.name === "terraform" || type.startsWith("terraform_")) {
    return body;
  }
  return { ...body, [ADDRESS_ARGUMENT]: `${address}${keyOf(body)}` };
}

function keyOf(body: JsonObject): string {
  if ("for_each" in body) {
    return "[${jsonencode(each.key)}]";
  }
  return "count" in body ? "[${count.index}]" : "";
}

/** The address of a block before its moves, by which its answers are made up. */
function originOf(address: string, origins: ReadonlyMap<string, string>): string {
  let origin = address;
  // No chain of moves has more links than there are moves.
  for (let link = 0; link < origins.size; link++) {
    const earlier = origins.get(origin);
    if (earlier === undefined) {
      return origin;
    }
    origin = earlier;
  }
  return origin;
}
