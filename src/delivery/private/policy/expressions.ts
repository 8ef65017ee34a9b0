import { Fn, Token } from "cdktf";
import type { IImagePullSecret } from "../../../interfaces";
import { operand } from "../../../private/rendering/operand";

/** A named part of the expressions of a policy, which later ones use. */
interface Variable {
  readonly name: string;
  readonly expression: string;
}

/**
 * What both kinds of policy know about a pod, in the Common Expression Language (Kubernetes, "Common Expression Language
 * in Kubernetes"). `missing` has the names of the secrets that the pod needs and does not name.
 */
export function podVariables(secrets: readonly IImagePullSecret[]): Variable[] {
  return [
    // A pod cannot change its pull secrets (Kubernetes, "Pods"), so of an update only the images that it brings in count:
    // a pod that is older than the policy can still be labelled, debugged and deleted.
    { name: "former", expression: `oldObject == null ? [] : ${imagesOf("oldObject")}` },
    { name: "images", expression: `(${imagesOf("object")}).filter(image, !(image in variables.former))` },
    {
      name: "named",
      expression: 'object.spec.?imagePullSecrets.orValue([]).map(secret, secret.?name.orValue(""))',
    },
    { name: "needed", expression: secrets.map(neededFrom).join(" + ") },
    { name: "missing", expression: "variables.needed.filter(name, !(name in variables.named))" },
  ];
}

export const NOTHING_MISSING = "size(variables.missing) == 0";

/** The way out for the author of the pod. The namespace is known only when the pod is created. */
export function missingMessage(serviceAccountName: string | undefined): string {
  const account =
    serviceAccountName === undefined ? "a service account that has it" : `the service account ${serviceAccountName}`;
  return [
    literal("the registry of its images needs credentials: in the namespace "),
    "request.namespace",
    literal(", name the secret "),
    'variables.missing.join(" and ")',
    literal(` in imagePullSecrets of the pod, or ${account} in serviceAccountName`),
  ].join(" + ");
}

/**
 * Appends to the pod's own list. JSON patches, since the entries of this list are atomic, which an apply configuration
 * must not change (Kubernetes, "Mutating Admission Policy").
 */
export const ADD_MISSING = [
  "(size(variables.missing) == 0 || has(object.spec.imagePullSecrets) ? []",
  ' : [JSONPatch{op: "add", path: "/spec/imagePullSecrets", value: []}])',
  " + variables.missing.map(name, JSONPatch{",
  'op: "add", path: "/spec/imagePullSecrets/-", value: Object.spec.imagePullSecrets{name: name}})',
].join("");

/** All that the kubelet pulls with the secrets of a pod: Kubernetes, "Images" and "Use an Image Volume With a Pod". */
function imagesOf(pod: string): string {
  const lists = ["containers", "initContainers", "ephemeralContainers"];
  const containers = lists.map((list) => `${pod}.spec.?${list}.orValue([]).map(item, item.?image.orValue(""))`);
  return [...containers, `${pod}.spec.?volumes.orValue([]).map(item, item.?image.?reference.orValue(""))`].join(" + ");
}

/**
 * The name of the secret if an image is in one of its registries, otherwise nothing. As a kubelet does, it compares the
 * whole host literally (Kubernetes, "Images"): what is before the first slash, and none if there is no slash.
 */
function neededFrom({ loginServers, secretName }: IImagePullSecret): string {
  const isUsed = `variables.images.exists(image, image.startsWith(host + "/"))`;
  return `(${literal(loginServers ?? [])}.exists(host, ${isUsed}) ? ${literal([secretName])} : [])`;
}

/** A text or a list of texts as a literal. JSON is one, and Terraform writes it where a token hides a text. */
function literal(value: string | string[]): string {
  if ([value].flat().some((text) => Token.isUnresolved(text))) {
    return Fn.jsonencode(Array.isArray(value) ? value.map(operand) : operand(value));
  }
  return JSON.stringify(value);
}
