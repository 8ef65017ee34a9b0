export const REGISTRY = "Microsoft.ContainerRegistry/registries";
export const CLUSTER = "Microsoft.ContainerService/managedClusters";
export const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** The three actions that managing a resource type takes. */
export function readWriteDelete(resourceType: string): string[] {
  return ["read", "write", "delete"].map((verb) => `${resourceType}/${verb}`);
}
