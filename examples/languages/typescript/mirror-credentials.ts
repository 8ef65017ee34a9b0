import type { ITerraformDependable } from "cdktf";
import type { IRegistryCredentials } from "cdktf-acr-aks";

/** The account that a mirror of images gives to each cluster. */
export class MirrorCredentials implements IRegistryCredentials {
  public readonly loginServer = "mirror.corp.example";
  public readonly username = "cluster";
  public readonly requires: ITerraformDependable[] = [];

  constructor(public readonly password: string) {}
}
