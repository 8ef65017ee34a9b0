import { type IResolvable, type IResolveContext, type TerraformResource, Token } from "cdktf";
import { type Arguments, argumentOf, argumentsOf, blankBlock, isBlock, isStated } from "./arguments";
import { differenceOf } from "./azurerm5";

export interface OwnershipOptions {
  /** The module of the resource's binding, which knows the arguments of each block. */
  readonly bindings: object;

  /** Paths of stated arguments that change by themselves once the resource exists. */
  readonly moving?: (stated: Arguments) => readonly string[];

  /** Paths of arguments that are left out on purpose, since a stated one excludes them. */
  readonly excluded?: (stated: Arguments) => readonly string[];
}

/** What cdktf renders beside the arguments of a provider, and what is no setting of the resource. */
const META_ARGUMENTS = [
  "//",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "id",
  "lifecycle",
  "provider",
  "provisioner",
  "timeouts",
];

/**
 * Leaves to Azure, and to everybody who works with it, the arguments that nobody states: the tags of a policy, an
 * add-on, an upgraded version. Otherwise an apply would revert them or replace the resource. What is stated is
 * evaluated at synth, so that a setter or an override on the default child counts too.
 *
 * All unstated arguments are ignored, not only those that are known to change: which of them Azure changes, and for
 * which of them a provider replaces the resource, differs from version to version.
 */
export function leaveUnstated(resource: TerraformResource, options: OwnershipOptions): void {
  const { bindings, moving = () => [], excluded = () => [] } = options;
  ignoreChanges(resource, () => {
    const stated = argumentsOf(resource);
    const { added, removed } = differenceOf(resource);
    const kept = [...removed, ...excluded(stated)];
    const names = [...added, ...Object.keys(stated)].filter((name) => !META_ARGUMENTS.includes(name));
    const settings = Object.fromEntries(names.map((name) => [name, stated[name]]));
    const paths = unstatedPaths(settings, [], (path) => blankBlock(resource, bindings, path));
    return [...paths.filter((path) => !kept.includes(path)), ...moving(stated)];
  });
}

/** The same for a few arguments of a resource that otherwise belongs to Terraform alone. */
export function leaveIfUnstated(resource: TerraformResource, paths: readonly string[]): void {
  ignoreChanges(resource, () => paths.filter((path) => !isStated(argumentOf(resource, path))));
}

/** An override, not the lifecycle of the resource: an override of users replaces it, and a lifecycle is added to it. */
function ignoreChanges(resource: TerraformResource, unstated: () => readonly string[]): void {
  resource.addOverride("lifecycle.ignore_changes", new IgnoredChanges(resource, unstated));
}

/** Not `Lazy`, which records a stack trace: that took a third of the time in which a role assignment is created. */
class IgnoredChanges implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(
    private readonly resource: TerraformResource,
    private readonly unstated: () => readonly string[],
  ) {}

  public resolve({ preparing }: IResolveContext): string[] | "all" {
    const own = this.resource.lifecycle?.ignoreChanges ?? [];
    // Names of arguments refer to nothing, so that there is nothing to prepare.
    if (own === "all" || preparing) {
      return own;
    }
    const paths = this.unstated().map(toTerraform);
    return [...new Set([...own, ...paths])].sort();
  }

  public toString(): string {
    return Token.asString(this);
  }
}

function unstatedPaths(
  block: Arguments,
  path: readonly string[],
  blank: (path: readonly string[]) => Arguments,
): string[] {
  return Object.entries(block).flatMap(([name, value]) => {
    const inner = [...path, name];
    if (!isStated(value)) {
      return [inner.join(".")];
    }
    // A block that is not in the configuration can only be ignored as a whole, its arguments only where it is.
    return isBlock(value) ? unstatedPaths({ ...blank(inner), ...value }, inner, blank) : [];
  });
}

/** Terraform has a list of each block. */
function toTerraform(path: string): string {
  return path.split(".").join("[0].");
}
