import type { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { claim } from "../../../private/claim";
import { sentence } from "../../../private/fail";
import { expressionOf } from "../../../private/rendering/expression";
import { clusterOf } from "../kubernetes-object";

/** Policies have no namespace: a second one of that name would fail with "already exists" during the apply. */
export function claimPolicyName(
  construct: IConstruct,
  mode: string,
  name: string,
  provider: TerraformProvider | undefined,
): void {
  claim(construct, `${mode} ${expressionOf(construct, name)} of ${clusterOf(provider)}`, (first) =>
    sentence(construct, {
      property: "policyName",
      must: `be unique in the cluster, but '${first.node.path}' uses it already`,
      got: expressionOf(construct, name),
      repair: "set policyName",
      see: "names-in-use",
    }),
  );
}
