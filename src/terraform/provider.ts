import { compare, entries, isObject, type Json, type JsonObject, listOf } from "./json";
import { type Block, bodies } from "./stack";

/** A provider that the module needs. */
export interface Provider {
  /** As the module calls it. */
  readonly name: string;
  readonly source: string;
  /** As the stack pinned it, for which it was synthesized. */
  readonly pinned: string;
  /** As the bundle allows it. */
  readonly range: string;
  /** Other members of the requirement, such as `configuration_aliases`. */
  readonly others: JsonObject;
}

export function providersOf(stack: JsonObject): Provider[] {
  const terraform = isObject(stack.terraform) ? stack.terraform : {};
  return listOf(terraform.required_providers)
    .flatMap((requirement) => bodies(requirement))
    .map(([name, requirement]) => {
      const { source, version, ...others } =
        typeof requirement === "string" ? { version: requirement } : (requirement as JsonObject);
      const pinned = typeof version === "string" ? version.trim() : "";
      return { name, source: fullSource(typeof source === "string" ? source : name), pinned, range: rangeOf(pinned), others };
    })
    .sort((left, right) => compare(left.name, right.name));
}

function fullSource(source: string): string {
  return source.includes("/") ? source : `hashicorp/${source}`;
}

/**
 * cdktf pins one version exactly, which would keep every fix away. From it up to the next major version, which alone may change what
 * an argument means. What is a range already, stays.
 */
export function rangeOf(version: string): string {
  const exact = /^=?\s*v?(\d+)\.(\d+)(\.\d+)?$/.exec(version);
  return exact ? `>= ${exact[1]}.${exact[2]}${exact[3] ?? ".0"}, < ${Number(exact[1]) + 1}.0.0` : version;
}

/** The aliases of a provider's configurations in the stack; `undefined` is the one without. */
export function aliasesOf(stack: JsonObject, name: string): (string | undefined)[] {
  const configurations = bodies(stack.provider)
    .filter(([provider]) => provider === name)
    .flatMap(([, body]) => listOf(body));
  const aliases = configurations.map((body) => aliasOf(body));
  return aliases.length === 0 ? [undefined] : aliases;
}

function aliasOf(body: Json): string | undefined {
  const alias = entries(body).find(([key]) => key === "alias")?.[1];
  return typeof alias === "string" ? alias : undefined;
}

/** The provider that serves a block, as the module calls it. */
export function providerNameOf({ type, body }: Block): string {
  return typeof body.provider === "string" ? body.provider.replace(/^\$\{|\}$/g, "").split(".")[0] : type.split("_")[0];
}
