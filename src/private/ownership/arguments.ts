import { type TerraformResource, Tokenization } from "cdktf";
import { isInitial } from "./initial";

/** The rendered arguments of a resource or a block, by name. Those that nobody sets are `undefined`. */
export interface Arguments {
  readonly [name: string]: unknown;
}

/** The arguments as cdktf renders them, overrides included, with tokens as they are. */
export function argumentsOf(resource: TerraformResource): Arguments {
  const { terraformResourceType: type, friendlyUniqueId: name } = resource;
  return resource.toTerraform().resource?.[type]?.[name] ?? {};
}

/**
 * One argument of `argumentsOf`, without rendering the whole resource again, which takes as long as the first time.
 *
 * @param path names from the resource to the argument, with a dot
 */
export function argumentOf(resource: TerraformResource, path: string): unknown {
  const [first, ...others] = path.split(".");
  // biome-ignore lint/complexity/useLiteralKeys: protected in cdktf
  const isOverridden = first in resource["rawOverrides"];
  // biome-ignore lint/complexity/useLiteralKeys: protected in cdktf
  const stated: Arguments = isOverridden ? argumentsOf(resource) : resource["synthesizeAttributes"]();
  return others.reduce<unknown>((value, name) => (isBlock(value) ? value[name] : undefined), stated[first]);
}

/**
 * All arguments of a block, without values. A binding exports a function for each block that renders them.
 *
 * @param path names from the resource to the block
 */
export function blankBlock(resource: TerraformResource, bindings: object, path: readonly string[]): Arguments {
  const [, ...type] = resource.terraformResourceType.split("_");
  const [first, ...others] = [...type, ...path.flatMap((name) => name.split("_"))];
  const words = others.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const render: unknown = Reflect.get(bindings, `${first}${words.join("")}ToTerraform`);
  const rendered: unknown = typeof render === "function" ? render({}) : undefined;
  return isBlock(rendered) ? rendered : {};
}

export function isBlock(value: unknown): value is Arguments {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Tokenization.isResolvable(value);
}

/** Whether a property, a setter or an override has set the value: of a block, any of its arguments or none. */
export function isStated(value: unknown): boolean {
  const isUntouched = isBlock(value) && Object.values(value).some(isInitial) && !Object.values(value).some(isStated);
  return value !== undefined && !isInitial(value) && !isUntouched;
}
