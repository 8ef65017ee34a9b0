import {
  dependable,
  type ITerraformDependable,
  Lazy,
  type TerraformProvider,
  type TerraformResource,
  TerraformStack,
} from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { claim } from "../../private/claim";
import { fail } from "../../private/fail";
import { clusterOf } from "../../private/provider-settings";
import { expressionOf, expressionsOf } from "../../private/rendering/expression";

/** Where the objects of a construct are: one in each namespace of a cluster. */
export interface Location {
  readonly namespaces: string[];
  readonly provider?: TerraformProvider;
}

/**
 * Claims the name of an object in each namespace. A second object of that name would fail with "already exists" during
 * the apply.
 */
export function claimName(construct: IConstruct, kind: string, name: string, { namespaces, provider }: Location): void {
  for (const namespace of expressionsOf(construct, namespaces)) {
    claim(construct, `${kind} ${expressionOf(construct, name)} in ${namespace} of ${clusterOf(provider)}`, (first) => ({
      property: `${kind}Name`,
      must: `be unique in the namespace ${namespace}, but '${first.node.path}' uses it already`,
      got: expressionOf(construct, name),
      repair: `set ${kind}Name, or use '${first.node.path}'`,
      see: "names-in-use",
    }));
  }
}

/** Terraform can only wait for what is in the same configuration. */
export function checkSameStack(scope: IConstruct, property: string, other: IConstruct): void {
  if (TerraformStack.of(scope) !== TerraformStack.of(other)) {
    fail(scope, {
      property,
      must: "be in the same stack",
      got: other.node.path,
      repair: "create both in one stack",
      see: "another-stack",
    });
  }
}

export function checkDependencies(scope: IConstruct, dependsOn: ITerraformDependable[]): void {
  for (const other of dependsOn) {
    if (Construct.isConstruct(other)) {
      checkSameStack(scope, "dependsOn", other);
    }
  }
}

interface Requiring {
  readonly requires: readonly ITerraformDependable[];
}

/** For `depends_on`. Evaluated at synth: an identity or a service principal may get more grants later. */
export function requirementsOf(all: readonly (Requiring | undefined)[]): string[] {
  const produce = () => [...new Set(all.flatMap((one) => one?.requires ?? []))].map(dependable);
  return Lazy.listValue({ produce }, { omitEmpty: true });
}

/** A construct of ours has a resource with an instance for each namespace. Nothing is known of what others make. */
export function objectsOf(construct: IConstruct & { readonly _objects?: TerraformResource }): TerraformResource[] {
  return construct._objects ? [construct._objects] : [];
}

/** What policies, GitOps tools and token controllers write to a service account. */
export const SHARED_ARGUMENTS = [
  "metadata.annotations",
  "metadata.labels",
  "secret",
  "automount_service_account_token",
] as const;
