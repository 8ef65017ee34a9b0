/** Who creates the identities of a new cluster. */
export enum AksIdentityType {
  /** User-assigned identities, new or existing: the pull grant exists before the first node, which can pull at once. */
  USER_ASSIGNED = "UserAssigned",

  /**
   * AKS creates both, as `az aks create` does: the pull grant follows the cluster, and the first pulls may fail for
   * minutes.
   */
  SYSTEM_ASSIGNED = "SystemAssigned",
}
