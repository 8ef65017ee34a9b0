import { TerraformResource, TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct, RootConstruct } from "constructs";
import { claim } from "./claim";
import { type Complaint, fail } from "./fail";

/** Keeps the resources that a construct had directly below it at another path of its stack. */
export function moveFrom(construct: IConstruct, path: string): void {
  checkFormerPath(construct, path);
  for (const resource of construct.node.children.filter(TerraformResource.isTerraformResource)) {
    const address = formerAddress(construct, path, resource);
    claim(construct, `former address ${address}`, (first) => ({
      property: "movedFrom",
      must: `be the path of one construct only, but '${first.node.path}' has it already`,
      got: path,
      repair: "give each construct the path that itself had in the last deployment, and none to a new one",
      see: "moved-from",
    }));
    resource.moveFromId(address);
  }
}

/** The address that a resource of a construct had when the construct was at another path of the stack. */
function formerAddress(construct: IConstruct, path: string, resource: TerraformResource): string {
  const [first, ...others] = [...path.split("/"), resource.node.id];
  // The stack names its elements by their paths; a tree of its own has the former path.
  const former = others.reduce<Construct>((scope, id) => new Construct(scope, id), new RootConstruct(first));
  const name = TerraformStack.of(resource).getLogicalId(former.node);
  if (name === resource.friendlyUniqueId) {
    fail(construct, {
      property: "movedFrom",
      must: "be another path than the present one",
      got: path,
      repair: "give the path of the last deployment, or leave it out",
      see: "moved-from",
    });
  }
  return `${resource.terraformResourceType}.${name}`;
}

/** A type of Terraform, a dot and a name. */
const ADDRESS = /^(module|[a-z][a-z0-9]*_[a-z0-9_]+)[.]/;

/** Terraform ignores a move from an address that it has never had, and then deletes and creates. */
function checkFormerPath(construct: IConstruct, path: string): void {
  const complaint: Complaint = {
    property: "movedFrom",
    must: "be a construct path without the stack, such as platform/acr-pull or, for a grant, aks/PullFrom-acr",
    got: path,
    repair: "give the ids from below the stack down to the construct",
    see: "moved-from",
  };
  if (Token.isUnresolved(path) || path.split("/").includes("")) {
    fail(construct, complaint);
  }
  if (ADDRESS.test(path)) {
    fail(construct, { ...complaint, repair: `${complaint.repair}; Terraform's address follows from them` });
  }
  const rest = belowStack(construct, path);
  if (rest !== undefined) {
    fail(construct, { ...complaint, repair: `leave the stack out: ${rest}` });
  }
}

/** What follows the name of the stack, unless a construct of the stack has that name, too. */
function belowStack(construct: IConstruct, path: string): string | undefined {
  const stack = TerraformStack.of(construct);
  const prefix = [stack.node.path, stack.node.id].find((name) => path.startsWith(`${name}/`));
  if (prefix === undefined || stack.node.tryFindChild(path.split("/")[0])) {
    return undefined;
  }
  const rest = path.slice(prefix.length + 1);
  // A grant is never at the top, so the stack and a cluster of its name look alike here.
  return rest.startsWith("PullFrom-") ? undefined : rest;
}
