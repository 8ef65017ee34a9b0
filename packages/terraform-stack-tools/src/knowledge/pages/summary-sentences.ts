import { listed } from "../../shared/markdown";
import type { ImageRight, Power } from "../access/roles";
import type { AllowedRights } from "./rights";

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

export function identities(number: "one" | "several", allowed: AllowedRights): string {
  const { rights, powers, isKnown, isPull } = allowed;
  const subject = number === "one" ? "An Azure identity is" : "Azure identities are";
  if (isPull) {
    return `${subject} allowed to pull images from Azure Container Registry.`;
  }
  if (isKnown && rights.length === 0) {
    return `${subject} allowed to ${powersIn(powers)} for Azure Container Registry.`;
  }
  return isKnown
    ? `${subject} allowed to ${listed(rights)} images in Azure Container Registry.`
    : `${subject} given a role for Azure Container Registry.`;
}

const GERUNDS: Readonly<Record<ImageRight, string>> = { pull: "pulling", push: "pushing", delete: "deleting" };

const POWER_WORDS: Readonly<Record<Power, string>> = {
  "grant access": "grant any access",
  "get credentials": "get credentials with any access",
};

function powersIn(powers: readonly Power[]): string {
  return listed(powers.map((power) => POWER_WORDS[power]));
}

/** @param isWide whether an assignment is made above registries, for all that are below */
export function permission(number: "one" | "several", allowed: AllowedRights, isWide: boolean): string[] {
  const { rights, powers, isKnown, isPull } = allowed;
  if (isPull && !isWide) {
    return [
      number === "one"
        ? "The role assignment permits pulling from the registry and nothing else."
        : "Each role assignment permits pulling from one registry and nothing else.",
    ];
  }
  const subject = number === "one" ? "The role assignment permits" : "The role assignments permit";
  return [
    ...(rights.length > 0 ? [`${subject} ${listed(rights.map((right) => GERUNDS[right]))}.`] : []),
    ...(powers.length > 0 ? [`Whoever has such a role can ${powersIn(powers)}.`] : []),
    ...(isWide ? [number === "one" ? WIDE : SOME_WIDE] : []),
    ...(isKnown ? [] : ["What a role permits that is not known has to be looked up."]),
  ];
}

const WIDE = "It reaches every registry in its scope, also later ones.";
const SOME_WIDE = "Not all of them are limited to one registry.";

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

export const MIXED_EFFECT = "There is no pull secret. The list below says who may do what.";

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

export const BY_THE_WAY =
  "It assigns a role that reaches images in Azure Container Registry: the list below says who may do what.";

/** @param isAboutImages whether the stack is of a kind that could let somebody pull */
export function unknown(number: "one" | "several", isAboutImages: boolean): string[] {
  const none = `No known way to pull images from Azure Container Registry uses ${number === "one" ? "it" : "them"}.`;
  return [...(isAboutImages ? [none] : []), "Review the module itself before you use it."];
}
