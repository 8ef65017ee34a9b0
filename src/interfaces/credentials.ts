import type { ITerraformDependable } from "cdktf";

/** A user name and a password that a registry accepts. */
export interface IRegistryCredentials {
  /** Host name of the registry that accepts them. */
  readonly loginServer: string;

  /** Other hosts that accept them, such as `contoso.westeurope.geo.azurecr.io`. @default - none */
  readonly additionalLoginServers?: string[];

  /** User name, such as the client id of a service principal or the name of a token. */
  readonly username: string;

  /** Password. It is in the state unless `writeOnlyRevision` is set. */
  readonly password: string;

  /** What must exist before the credentials work, such as a pull grant. */
  readonly requires: ITerraformDependable[];

  /**
   * Set if user name and password are ephemeral: a write-only argument sends them to the cluster whenever this number
   * changes, and they are in no state and no plan.
   *
   * @default - the values are not ephemeral
   */
  readonly writeOnlyRevision?: number;
}
