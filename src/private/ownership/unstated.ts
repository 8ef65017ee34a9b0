import { type IResolvable, type IResolveContext, type TerraformResource, Token } from "cdktf";
import { type Arguments, argumentsAt, argumentsOf, isBlock, isRemoved, isStated, valueAt } from "./arguments";

/** Paths of arguments, with a dot, which may depend on what is stated. */
export type Paths = readonly string[] | ((stated: Arguments) => readonly string[]);

/**
 * Leaves arguments to the service, and to everybody who works with it: the tags of a policy, an add-on, a channel.
 *
 * Each path of `left` names an argument that somebody can change on the living resource and that the provider would
 * revert, as the tests with the real providers show for each of them. It is ignored as long as nobody states it, by a
 * property, a setter or an override on the default child, and evaluated at synth. What this package sends on its own,
 * and what refers to something that it creates, is not left to others.
 *
 * @param moving is ignored even where it is stated: the service changes it once the resource exists
 */
export function leaveIfUnstated(resource: TerraformResource, left: Paths, moving: Paths = []): void {
  // An override, not the lifecycle of the resource: an override of users replaces it, and a lifecycle is added to it.
  resource.addOverride("lifecycle.ignore_changes", new IgnoredChanges(resource, left, moving));
}

/** Not `Lazy`, which records a stack trace: that took a third of the time in which a role assignment is created. */
class IgnoredChanges implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(
    private readonly resource: TerraformResource,
    private readonly left: Paths,
    private readonly moving: Paths,
  ) {}

  public resolve({ preparing }: IResolveContext): string[] | "all" {
    // Names of arguments refer to nothing, so that there is nothing to prepare.
    if (preparing) {
      return [];
    }
    const own = this.resource.lifecycle?.ignoreChanges ?? [];
    if (own === "all") {
      return own;
    }
    const left = this.pathsOf(this.left);
    const stated = argumentsAt(this.resource, left);
    const paths = [...left.filter((path) => isLeft(this.resource, stated, path)), ...this.pathsOf(this.moving)];
    return [...new Set([...own, ...paths.map(toTerraform)])].sort();
  }

  public toString(): string {
    return Token.asString(this);
  }

  private pathsOf(paths: Paths): readonly string[] {
    return typeof paths === "function" ? paths(argumentsOf(this.resource)) : paths;
  }
}

/** A block that is not in the configuration can only be ignored as a whole, its arguments only where it is. */
function isLeft(resource: TerraformResource, stated: Arguments, path: string): boolean {
  const end = path.lastIndexOf(".");
  const block = end < 0 ? undefined : valueAt(stated, path.slice(0, end));
  const isThere = end < 0 || (isBlock(block) && isStated(block));
  return isThere && !isStated(valueAt(stated, path)) && !isRemoved(resource, path);
}

/** Terraform has a list of each block. */
function toTerraform(path: string): string {
  return path.split(".").join("[0].");
}
