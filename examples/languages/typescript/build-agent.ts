import type { IRegistryGrant, IRegistryGrantee } from "cdktf-acr-aks";
import { Construct } from "constructs";

/** An identity that builds images on top of those of a registry. */
export class BuildAgent extends Construct implements IRegistryGrantee {
  public readonly grants: IRegistryGrant[] = [];

  constructor(
    scope: Construct,
    id: string,
    public readonly principalId: string,
  ) {
    super(scope, id);
  }

  public bindGrant(grant: IRegistryGrant): void {
    this.grants.push(grant);
  }
}
