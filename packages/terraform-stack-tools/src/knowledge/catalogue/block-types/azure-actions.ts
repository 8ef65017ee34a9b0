export const REGISTRY = "Microsoft.ContainerRegistry/registries";
export const CLUSTER = "Microsoft.ContainerService/managedClusters";
export const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";

export const IDENTITY_BINDING = `${CLUSTER}/identityBindings`;
export const FEDERATED_CREDENTIAL = `${IDENTITY}/federatedIdentityCredentials`;

/** The three actions that managing a resource type takes. */
export function readWriteDelete(resourceType: string): string[] {
  return ["read", "write", "delete"].map((verb) => `${resourceType}/${verb}`);
}
