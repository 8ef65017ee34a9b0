import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type IPullIdentity, PullIdentityConsumer, type ServiceAccountSubject } from "../../src";
import { annotationsFor } from "../../src/identity/private/consumers";
import { CLIENT_ID, OBJECT_ID } from "./values";

/** An identity of which everything is known, and for which nothing has to be created. */
export class KnownIdentity extends Construct implements IPullIdentity {
  public readonly clientId = CLIENT_ID;
  public readonly tenantId = OBJECT_ID;
  public readonly principalId = OBJECT_ID;
  public readonly requires: ITerraformDependable[] = [];

  constructor(
    scope: Construct,
    id: string,
    public readonly subjects: ServiceAccountSubject[],
    public readonly consumer = PullIdentityConsumer.KUBELET,
  ) {
    super(scope, id);
  }

  public get serviceAccountAnnotations() {
    return annotationsFor(this.consumer, this);
  }

  public bindGrant(): void {}
}
