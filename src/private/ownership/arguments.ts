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
 * The same for some arguments, with overrides only if one of them is overridden: to render the whole resource again
 * takes as long as the first time.
 *
 * @param paths names from the resource to the argument, with a dot
 */
export function argumentsAt(resource: TerraformResource, paths: readonly string[]): Arguments {
  const isAnyOverridden = paths.some((path) => isOverridden(resource, path.split(".")[0]));
  // biome-ignore lint/complexity/useLiteralKeys: protected in cdktf
  return isAnyOverridden ? argumentsOf(resource) : resource["synthesizeAttributes"]();
}

/** Whether an override sets or removes the argument. */
export function isOverridden(resource: TerraformResource, argument: string): boolean {
  // biome-ignore lint/complexity/useLiteralKeys: protected in cdktf
  return argument in resource["rawOverrides"];
}

/** Whether an override removes the argument. */
export function isRemoved(resource: TerraformResource, path: string): boolean {
  // biome-ignore lint/complexity/useLiteralKeys: protected in cdktf
  const overrides: unknown = resource["rawOverrides"];
  const names = path.split(".");
  const last = names.pop() ?? "";
  const block = names.length === 0 ? overrides : valueAt({ overrides }, ["overrides", ...names].join("."));
  return isBlock(block) && last in block && block[last] === undefined;
}

export function valueAt(stated: Arguments, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (isBlock(value) ? value[name] : undefined), stated);
}

export function isBlock(value: unknown): value is Arguments {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Tokenization.isResolvable(value);
}

/** Whether a property, a setter or an override has set the value: of a block, any of its arguments or none. */
export function isStated(value: unknown): boolean {
  const isUntouched = isBlock(value) && Object.values(value).some(isInitial) && !Object.values(value).some(isStated);
  return value !== undefined && !isInitial(value) && !isUntouched;
}
