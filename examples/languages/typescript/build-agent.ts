import type { IPullGrant, IPullGrantee } from "cdktf-acr-aks";
import { Construct } from "constructs";

/** An identity that builds images on top of those of a registry. */
export class BuildAgent extends Construct implements IPullGrantee {
  public readonly grants: IPullGrant[] = [];

  constructor(
    scope: Construct,
    id: string,
    public readonly pullPrincipalId: string,
  ) {
    super(scope, id);
  }

  public bindPullGrant(grant: IPullGrant): void {
    this.grants.push(grant);
  }
}
