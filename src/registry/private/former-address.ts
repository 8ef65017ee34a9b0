import { type TerraformResource, TerraformStack, Token } from "cdktf";
import { Construct, RootConstruct } from "constructs";
import { fail } from "../../private/fail";

/** The address that a resource had when its parent construct was at another path of the stack. */
export function formerAddress(resource: TerraformResource, path: string): string {
  const ids = path.split("/");
  const place = resource.node.scope ?? resource.node.path;
  if (Token.isUnresolved(path) || ids.includes("")) {
    fail(place, {
      property: "movedFrom",
      must: "be a construct path such as aks/PullFrom-acr",
      got: path,
      repair: "give the ids from the stack, without the stack, to the grant",
      see: "moved-from",
    });
  }
  const [first, ...others] = [...ids, resource.node.id];
  // The stack names its elements by their paths; a tree of its own has the former path.
  const former = others.reduce<Construct>((scope, id) => new Construct(scope, id), new RootConstruct(first));
  const name = TerraformStack.of(resource).getLogicalId(former.node);
  if (name === resource.friendlyUniqueId) {
    fail(place, {
      property: "movedFrom",
      must: "be another path than the present one",
      got: path,
      repair: "give the path of the last deployment, or leave it out",
      see: "moved-from",
    });
  }
  return `${resource.terraformResourceType}.${name}`;
}
