import { Op, Token } from "cdktf";
import type { VnetIntegrated } from "../cluster/vnet-integration";
import type { IOidcIssuerCluster } from "../interfaces";
import { type Complaint, failValidation } from "../private/fail";
import type { Rules } from "../private/rules";

/**
 * Azure, "Set up identity bindings on Azure Kubernetes Service (AKS)", read on 2026-11-28: not supported yet. Of a cluster
 * of this package it is known or an expression, of one that is looked up Azure alone knows.
 */
export function refuseVnetIntegration(rules: Rules, cluster: IOidcIssuerCluster & VnetIntegrated): void {
  const { construct } = rules;
  const complaint: Complaint = {
    property: "cluster",
    must: "have no API server VNet integration, which AKS Automatic always has: AKS supports no identity bindings with it yet",
    got: cluster.node.path,
    repair: "use another cluster, or a PullIdentity with another consumer",
    see: "identity-bindings",
  };
  const stated = cluster._vnetIntegration?.();
  rules.that(Token.isUnresolved(stated) ? Token.asAny(Op.neq(stated, true)) : !isOn(stated), complaint);
  // The default child of a cluster may get it after the binding.
  failValidation(construct, () => (isOn(cluster._vnetIntegration?.()) ? complaint : undefined));
}

function isOn(stated: unknown): boolean {
  return stated === true || stated === "true";
}
