import { TerraformResource as Resource, type TerraformResource, type TerraformStack } from "cdktf";
import { render } from "../../support/stack";
import type { RealWorkspace } from "./providers";

const resourcesOf = (stack: TerraformStack): TerraformResource[] =>
  stack.node.findAll().filter((one): one is TerraformResource => Resource.isTerraformResource(one));

const addressOf = ({ terraformResourceType: type, friendlyUniqueId: name }: TerraformResource) => `${type}.${name}`;

/** What a resource ignores, as paths of a plan: `default_node_pool.0.tags`. */
export function ignored(stack: TerraformStack, address: string): string[] {
  const [type, name] = address.split(".");
  const resources: { readonly [type: string]: { readonly [name: string]: Ignoring } } = Object(render(stack).resource);
  return (resources[type][name].lifecycle?.ignore_changes ?? []).map((path) => path.split("[0]").join(".0"));
}

interface Ignoring {
  readonly lifecycle?: { readonly ignore_changes?: readonly string[] };
}

/**
 * The paths that a stack ignores although a plan would not touch them after all that others have changed. The resources
 * that it would replace are planned again with what replaces them left alone, since a replacement shows every argument.
 *
 * @param type of the resources that others have changed
 */
export function unearned(workspace: RealWorkspace, build: () => TerraformStack, type?: string): string[] {
  const resources = (stack: TerraformStack) =>
    resourcesOf(stack).filter((one) => type === undefined || one.terraformResourceType === type);
  const addresses = resources(build()).map(addressOf);
  const planned = new Map(addresses.map((address) => [address, new Set<string>()]));
  const replacing = new Map(addresses.map((address) => [address, [] as string[]]));
  const plan = () => {
    const stack = build();
    for (const resource of resources(stack)) {
      const paths = (replacing.get(addressOf(resource)) ?? []).map((path) => path.split(".0").join("[0]"));
      resource.addOverride("lifecycle.ignore_changes", paths);
    }
    return workspace.write(stack).changes();
  };
  const all = build();
  const isWithin = (path: string, entry: string) => path === entry || path.startsWith(`${entry}.`);
  for (const { address, replaces } of plan()) {
    const entries = ignored(all, address).filter((entry) => replaces.some((path) => isWithin(path, entry)));
    replacing.set(address, entries);
    planned.set(address, new Set(entries));
  }
  for (const { address, paths, replaces } of plan()) {
    if (replaces.length > 0) {
      throw new Error(`${address} would be replaced for ${replaces.join(", ")}`);
    }
    planned.set(address, new Set([...(planned.get(address) ?? []), ...paths]));
  }
  const isEarned = (entry: string) => [...planned.values()].some((paths) => [...paths].some((path) => isWithin(path, entry)));
  return [...new Set(addresses.flatMap((address) => ignored(all, address)))].filter((entry) => !isEarned(entry));
}
