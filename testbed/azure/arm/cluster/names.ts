export const CLUSTERS = "Microsoft.ContainerService/managedClusters";
