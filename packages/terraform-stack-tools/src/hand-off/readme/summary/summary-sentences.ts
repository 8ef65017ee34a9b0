/** Which pods use the pull secret. */
export type Delivery = "pod spec" | "default service account" | "service account" | "both service accounts" | "policy";

export function delivery(kind: Delivery): string {
  switch (kind) {
    case "pod spec":
      return (
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace, " +
        "which each PodSpec names in `imagePullSecrets`."
      );
    case "default service account":
      return (
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. " +
        "The default service account of each namespace references it, so no PodSpec has to change."
      );
    case "service account":
      return (
        "Pods whose `serviceAccountName` is the service account of this module " +
        "pull images from Azure Container Registry with an image pull secret in their namespace."
      );
    case "policy":
      return (
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. " +
        "A policy of the API server adds it to pods that use the registry, so no PodSpec has to change."
      );
    case "both service accounts":
      return (
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. " +
        "The default service account of each namespace references it, and so does the service account of this module."
      );
  }
}

/** Where the credentials in a pull secret come from. */
export type Origin = "service principal" | "registry token" | "key vault" | "admin account" | "existing account";

export function origin(kind: Origin): string {
  switch (kind) {
    case "service principal":
      return "The credentials belong to a service principal that can pull from the registry and do nothing else.";
    case "registry token":
      return (
        "The credentials belong to a registry token. " +
        "It can pull the repositories that its scope map permits and do nothing else."
      );
    case "key vault":
      return "The credentials come from a key vault, which Terraform reads on every run.";
    case "admin account":
      return (
        "The credentials belong to the admin account of the registry, which can also push and delete images: " +
        "use it for development only."
      );
    case "existing account":
      return "The credentials belong to an existing account: they are an input, or they are written in the module.";
  }
}

export function storage(kind: "nowhere" | "state"): string {
  switch (kind) {
    case "nowhere":
      return "The credentials are not stored in the Terraform state.";
    case "state":
      return "The credentials are stored in the Terraform state.";
  }
}

export type Clusters = "new" | "existing" | "several";

export function nodes(clusters: Clusters): string {
  switch (clusters) {
    case "new":
      return "The nodes of a new AKS cluster pull images from Azure Container Registry with an Azure identity.";
    case "existing":
      return "The nodes of an existing AKS cluster pull images from Azure Container Registry with an Azure identity.";
    case "several":
      return "The nodes of several AKS clusters pull images from Azure Container Registry with Azure identities.";
  }
}

export const SERVICE_PRINCIPAL = "Nodes of a cluster that runs on a service principal pull with the service principal.";

export function identities(number: "one" | "several"): string {
  switch (number) {
    case "one":
      return "An Azure identity is allowed to pull images from Azure Container Registry.";
    case "several":
      return "Azure identities are allowed to pull images from Azure Container Registry.";
  }
}

export function permission(assignments: "one" | "several"): string {
  switch (assignments) {
    case "one":
      return "The role assignment permits pulling from the registry and nothing else.";
    case "several":
      return "Each role assignment permits pulling from one registry and nothing else.";
  }
}

/** How many of the role assignments are limited to some repositories by a condition. */
export type Limit = "none" | "some" | "all";

export function nodeEffect(limited: Limit): string {
  switch (limited) {
    case "none":
      return "There is no pull secret, and no workload has to change: every pod on these nodes can pull.";
    case "some":
      return (
        "There is no pull secret, and no workload has to change: every pod on these nodes can pull what the role " +
        "assignments permit. Conditions limit some of them to certain repositories."
      );
    case "all":
      return (
        "There is no pull secret, and no workload has to change: every pod on these nodes can pull from the " +
        "repositories that the condition of the role assignment allows."
      );
  }
}

export function identityEffect(limited: Limit): string {
  switch (limited) {
    case "none":
      return (
        "There is no pull secret. " +
        "If an identity belongs to the nodes of a cluster, every pod there can pull, and no workload has to change."
      );
    case "some":
      return (
        "There is no pull secret. " +
        "If an identity belongs to the nodes of a cluster, every pod there can pull, and no workload has to change. " +
        "Conditions limit some of the role assignments to certain repositories."
      );
    case "all":
      return (
        "There is no pull secret. " +
        "If an identity belongs to the nodes of a cluster, every pod there can pull from the repositories " +
        "that the condition of the role assignment allows, and no workload has to change."
      );
  }
}

/** For a stack that is none of the above. `types` is a list in Markdown. */
export function unknown(count: number, types: string): [string, ...string[]] {
  switch (count) {
    case 0:
      return ["This module manages no resources."];
    case 1:
      return [
        `This module contains one block, of type ${types}.`,
        "No known way to pull images from Azure Container Registry uses it. " +
          "Review the module itself before you use it.",
      ];
    default:
      return [
        `This module contains ${count} blocks, of these types: ${types}.`,
        "No known way to pull images from Azure Container Registry uses them. " +
          "Review the module itself before you use it.",
      ];
  }
}

export const SERVICE_ACCOUNTS =
  "Pods of a service account pull images from Azure Container Registry with an Azure identity of its own.";

export function serviceAccountEffect(limited: Limit): string {
  const effect = "There is no pull secret, and pods of other service accounts get no right.";
  switch (limited) {
    case "none":
      return effect;
    case "some":
      return `${effect} Conditions limit some of the role assignments to certain repositories.`;
    case "all":
      return `${effect} The condition of the role assignment limits it to certain repositories.`;
  }
}
