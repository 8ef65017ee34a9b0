import { Lazy, TerraformElement, TerraformResource, TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct, RootConstruct } from "constructs";
import { claim } from "./claim";
import { type Complaint, fail, failValidation, sentence } from "./fail";
import { TerraformData } from "./terraform-data";

/** What moves. */
interface Moved extends IConstruct {
  /** Its path in the last deployment, below the stack. */
  _formerPath?: readonly string[];
  /** The id that followed from the path of another construct. */
  _formerId?: string;
}

/**
 * Keeps all resources below a construct that was at another path of its stack, those that are added later included. What
 * is below and has a former path of its own keeps that one.
 *
 * @param proof a resource that exists if the path is right: without it, the plan fails
 */
export function moveFrom(construct: Construct & Moved, path: string, proof?: TerraformResource): void {
  checkFormerPath(construct, path);
  claim(construct, `former path ${path}`, (first) => ({
    property: "movedFrom",
    must: `be the path of one construct only, but '${first.node.path}' has it already`,
    got: path,
    repair: "give each construct its own path of the last deployment, and none to a new one",
    see: "moved-from",
  }));
  construct._formerPath = path.split("/");
  Moves.addTo(TerraformStack.of(construct));
  if (proof) {
    demandMove(construct, path, proof);
  }
}

/** A construct whose id ends in the path of another one moves with it: from this id. */
export function moveFromId(construct: Moved, id: string): void {
  construct._formerId = id;
  Moves.addTo(TerraformStack.of(construct));
}

/** Where a construct was, by its own former path and by those of what it is in. */
export function formerPathInStack(construct: IConstruct): string {
  return formerPath(construct).join("/");
}

export function pathInStack(construct: IConstruct): string {
  return construct.node.path.slice(TerraformStack.of(construct).node.path.length + 1);
}

function formerPath(construct: Moved): readonly string[] {
  const { id, scope } = construct.node;
  if (scope === undefined || TerraformStack.isStack(construct)) {
    return [];
  }
  return construct._formerPath ?? [...formerPath(scope), construct._formerId ?? id];
}

/** The address that a resource had at its former path. */
function formerAddress(resource: TerraformResource): string {
  const [first, ...others] = formerPath(resource);
  // The stack names its elements by their paths; a tree of its own has the former path.
  const former = others.reduce<Construct>((scope, id) => new Construct(scope, id), new RootConstruct(first));
  return `${resource.terraformResourceType}.${TerraformStack.of(resource).getLogicalId(former.node)}`;
}

/**
 * Terraform ignores a move from an address that it has never had, and plans to delete and to create. Only `count` must be
 * known in a plan, and Terraform shows its expression where it is not: the words of the error are in there.
 */
function demandMove(construct: Construct, path: string, proof: TerraformResource): void {
  const text = sentence(construct, {
    property: "movedFrom",
    must: "be the path of the last deployment, or Terraform would create or replace this instead of moving it",
    got: path,
    repair:
      "correct it, and set each name that came from the former id; leave it out where this is new, replaced or destroyed",
    see: "moved-from",
  });
  const words = JSON.stringify(text).replace(/[$%](?=\{)/g, "$&$&");
  const count = Lazy.anyValue({
    produce: () => {
      const address = `${proof.terraformResourceType}.${proof.friendlyUniqueId}`;
      const isKept = proof.forEach
        ? `length(${address}) == 0 || anytrue([for one in ${address} : one.id != ${words}])`
        : `${address}.id != ${words}`;
      return `\${${isKept} ? 0 : 1}`;
    },
  });
  guards.add(new TerraformData(construct, "MovedFrom", { count: Token.asNumber(count) }));
}

const guards = new WeakSet<TerraformResource>();

/** The `moved` blocks of a stack, found once all of its resources are there. cdktf's own run the terraform binary at synth. */
class Moves extends TerraformElement {
  private static readonly ID = "FormerPaths";

  public static addTo(stack: TerraformStack): void {
    if (!stack.node.tryFindChild(Moves.ID)) {
      const moves = new Moves(stack, Moves.ID);
      failValidation(stack, () => moves.taken());
    }
  }

  /** Terraform moves nothing from an address that is declared, such as in a swap. */
  private taken(): Complaint | undefined {
    const resources = this.resources();
    const declared = new Map(resources.map((one) => [addressOf(one), one]));
    const [first] = this.moves().flatMap(({ from, to }) => {
      const [owner, moved] = [declared.get(from), declared.get(to)];
      return owner && moved ? [{ owner, moved }] : [];
    });
    return (
      first && {
        property: "movedFrom",
        must: `be a path that nothing has now, but '${ownerOf(first.owner)}' is where '${ownerOf(first.moved)}' was`,
        repair: "rename in two deployments, through an id that was never used",
        see: "moved-from",
      }
    );
  }

  private resources(): TerraformResource[] {
    const stack = TerraformStack.of(this);
    return stack.node
      .findAll()
      .filter(TerraformResource.isTerraformResource)
      .filter((one) => TerraformStack.of(one) === stack && !guards.has(one));
  }

  public toTerraform() {
    return { moved: this.moves() };
  }

  public toHclTerraform() {
    const address = (value: string) => ({ value, isBlock: false, type: "simple", storageClassType: "reference" });
    return { moved: this.moves().map(({ from, to }) => ({ from: address(from), to: address(to) })) };
  }

  private moves(): { from: string; to: string }[] {
    return this.resources()
      .filter((one) => !one.hasResourceMove())
      .filter((one) => formerPath(one).join("/") !== pathInStack(one))
      .map((one) => ({ from: formerAddress(one), to: addressOf(one) }))
      .filter(({ from, to }) => from !== to);
  }
}

/** The construct that people know, not its resource. */
function ownerOf({ node }: TerraformResource): string {
  return node.path.replace(/[/]Default$/, "");
}

function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

/** A type of Terraform, a dot and a name. */
const ADDRESS = /^(module|[a-z][a-z0-9]*_[a-z0-9_]+)[.]/;

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
  if (path === pathInStack(construct)) {
    fail(construct, {
      property: "movedFrom",
      must: "be another path than the present one",
      got: path,
      repair: "give the path of the last deployment, or leave it out",
      see: "moved-from",
    });
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
  return /^(PullFrom|PushTo)-/.test(rest) ? undefined : rest;
}
