import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { IPullGrant } from "../../interfaces";
import { fail } from "../../private/fail";
import type { Rules } from "../../private/rules";
import { isSameText } from "../../private/same-text";
import { targetOf } from "../../registry/private/grant-target";
import { isSameRegistry } from "../../registry/private/same-registry";
import type { AksIdentity } from "../aks-identities";
import type { AksNetworkIsolationOptions } from "../aks-network-isolation";

/** What a cluster states of a permission that its kubelet identity has already. */
export function checkPullGrant(
  rules: Rules,
  identity: AksIdentity | undefined,
  { registry, pullGrant, pullGranted = false }: AksNetworkIsolationOptions,
): void {
  if (pullGrant === undefined && !pullGranted) {
    return;
  }
  const { construct } = rules;
  const property = `networkIsolated.${pullGrant === undefined ? "pullGranted" : "pullGrant"}`;
  if (identity === undefined) {
    fail(construct, {
      property,
      must: "be left out without kubeletIdentity, since a new identity may not pull yet",
      repair: "set kubeletIdentity to the identity that may pull, or leave this out",
      see: "network-isolation",
    });
  }
  if (pullGrant === undefined) {
    return;
  }
  if (pullGranted) {
    fail(construct, {
      property,
      must: "be left out with pullGranted, which says that another stack or somebody else manages the grant",
      repair: "leave out one of the two",
      see: "network-isolation",
    });
  }
  checkStack(construct, pullGrant);
  const got = Construct.isConstruct(pullGrant) ? pullGrant.node.path : undefined;
  const target = targetOf(pullGrant);
  if (target) {
    rules.that(isSameRegistry(construct, target.registry, registry), {
      property,
      must: "allow pulls from networkIsolated.registry",
      got,
      repair: `pass what grantPull() of '${registry.node.path}' returns`,
      see: "network-isolation",
    });
    rules.that(isSameText(construct, target.principalObjectId, identity.principalId), {
      property,
      must: "be that of kubeletIdentity, with which the nodes pull",
      got,
      repair: "pass the grant whose principal is kubeletIdentity.principalId",
      see: "network-isolation",
    });
  }
}

/** Terraform waits for nothing in another state. */
function checkStack(construct: IConstruct, grant: IPullGrant): void {
  if (Construct.isConstruct(grant) && TerraformStack.of(grant) !== TerraformStack.of(construct)) {
    fail(construct, {
      property: "networkIsolated.pullGrant",
      must: "belong to the cluster's stack, where the cluster waits for it",
      got: grant.node.path,
      repair: "set pullGranted: true instead, and deploy the stack of the grant first",
      see: "network-isolation",
    });
  }
}
