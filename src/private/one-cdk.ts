import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { fail, type Place } from "./fail";

/** Where jsii notes the name of a compiled class, such as `cdktf.TerraformStack`. */
const COMPILED_NAME = Symbol.for("jsii.rtti");

const checked = new WeakSet<TerraformStack>();

/**
 * cdktf and cdktn take each other's stacks for their own, and fail later, without a reason.
 * @throws if the stack of a construct is of another CDK than the one that this package was compiled for
 */
export function checkOneCdk(construct: IConstruct): void {
  const stack = checkInStack(construct, construct);
  if (checked.has(stack)) {
    return;
  }
  const [own, others] = [cdkOf(TerraformStack), cdkOf(stack.constructor)];
  if (own !== undefined && others !== undefined && own !== others) {
    fail(construct, {
      property: "scope",
      must: `be in a stack of ${own}, which this package was compiled for`,
      got: others,
      repair: `install ${others}-acr-aks instead of ${own}-acr-aks`,
      see: "one-cdk",
    });
  }
  checked.add(stack);
}

/** An app has no providers and no state: cdktf would say that it cannot identify a stack. */
export function checkInStack(place: Place, scope: IConstruct): TerraformStack {
  for (let one: IConstruct | undefined = scope; one !== undefined; one = one.node.scope) {
    if (TerraformStack.isStack(one)) {
      return one;
    }
  }
  return fail(place, {
    property: "scope",
    must: "be a stack or a construct in one",
    repair: "pass a TerraformStack, not the App",
  });
}

/** The package of the TerraformStack that a class is or extends; undefined where a bundler has removed the names. */
function cdkOf(stackClass: unknown): string | undefined {
  for (let type = stackClass; typeof type === "function"; type = Object.getPrototypeOf(type)) {
    const compiled: { readonly fqn?: string } | undefined = Reflect.getOwnPropertyDescriptor(
      type,
      COMPILED_NAME,
    )?.value;
    if (compiled?.fqn?.endsWith(".TerraformStack")) {
      return compiled.fqn.split(".")[0];
    }
  }
  return undefined;
}
