import { addressIn, blockAddress } from "./address";
import { type Reference, referencesIn, type Step } from "./expression/reference";
import type { Json } from "./json";
import type { Block, Stack } from "./stack";

/** The blocks that a value refers to, in the order given. */
export function blocksReferredTo(value: Json | undefined, blocks: readonly Block[]): Block[] {
  const addresses = new Set(referencesIn(value).map(addressOf));
  return blocks.filter(({ address }) => addresses.has(address));
}

/** The names of the variables that a value refers to, each once. */
export function variablesIn(value: Json | undefined): string[] {
  const names = referencesIn(value).flatMap(({ root, steps: [first] }) =>
    root === "var" && first?.kind === "attribute" ? [first.name] : [],
  );
  return [...new Set(names)];
}

/** Whether an expression in a value reads an attribute of that name, of whatever block. */
export function readsAttribute(value: Json | undefined, attribute: string): boolean {
  return referencesIn(value).some(({ steps }) =>
    steps.some((step) => step.kind === "attribute" && step.name === attribute),
  );
}

/** The attributes and nested blocks that a value reads, by the address of their block. */
export function attributesRead(value: Json | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const attributes = new Map<string, Set<string>>();
  for (const reference of referencesIn(value)) {
    const found = addressIn(reference);
    const first = found?.path[0];
    if (found !== undefined && first?.kind === "attribute") {
      const address = blockAddress(found.address);
      attributes.set(address, (attributes.get(address) ?? new Set()).add(first.name));
    }
  }
  return attributes;
}

/** The outputs of other stacks that a stack reads, by the address of the `terraform_remote_state` data source. */
export function remoteOutputs({ sections, blocks }: Stack): ReadonlyMap<string, readonly string[]> {
  const outputs = new Map<string, string[]>();
  // Most stacks read no other, and reading every expression takes a while.
  if (!blocks.some(({ blockType }) => blockType === "data.terraform_remote_state")) {
    return outputs;
  }
  for (const reference of referencesIn(sections)) {
    const found = addressIn(reference);
    if (found?.address.kind === "data" && found.address.type === "terraform_remote_state") {
      const address = blockAddress(found.address);
      const name = outputIn(found.path);
      const known = outputs.get(address) ?? [];
      outputs.set(address, name === undefined || known.includes(name) ? known : [...known, name]);
    }
  }
  return outputs;
}

/** `outputs.name` or `outputs["name"]`. */
function outputIn([first, second]: readonly Step[]): string | undefined {
  if (first?.kind !== "attribute" || first.name !== "outputs") {
    return undefined;
  }
  if (second?.kind === "attribute") {
    return second.name;
  }
  return second?.kind === "key" ? String(second.key) : undefined;
}

function addressOf(reference: Reference): string | undefined {
  const found = addressIn(reference);
  return found && blockAddress(found.address);
}
