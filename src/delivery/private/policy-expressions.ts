import { Fn, TerraformLocal, Token } from "cdktf";
import type { Construct } from "constructs";
import type { IImagePullSecret } from "../../interfaces";
import { operand } from "../../private/rendering/operand";

/** A named part of the expressions of a policy, which later ones use. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** What a policy leaves alone, besides namespaces. */
export interface Exemptions {
  readonly exemptPodLabel?: string;
  readonly exemptImagePrefixes?: string[];
}

/**
 * What both kinds of policy know about a pod, in the Common Expression Language (Kubernetes, "Common Expression Language
 * in Kubernetes"). `missing` has the names of the secrets that the pod needs and does not name.
 */
export function podVariables(
  secrets: readonly IImagePullSecret[],
  imagesOf: ImagesOf,
  exemptions: Exemptions = {},
): Variable[] {
  return [
    // A pod cannot change its pull secrets (Kubernetes, "Pods"), so of an update only the images that it brings in count:
    // a pod that is older than the policy can still be labelled, debugged and deleted.
    { name: "former", expression: `oldObject == null ? [] : ${imagesOf("oldObject")}` },
    { name: "images", expression: judgedImages("object", imagesOf, exemptions) },
    { name: "named", expression: namedBy("object") },
    { name: "needed", expression: secrets.map(neededFrom).join(" + ") },
    { name: "missing", expression: "variables.needed.filter(name, !(name in variables.named))" },
  ];
}

export const NOTHING_MISSING = "size(variables.missing) == 0";

/** The way out for the author of the pod. The namespace is known only when the pod is created. */
export function missingMessage(of: "pod" | "pod template", serviceAccountName: string | undefined): string {
  const account =
    serviceAccountName === undefined ? "a service account that has it" : `the service account ${serviceAccountName}`;
  return [
    literal("the registry of its images needs credentials: in the namespace "),
    "request.namespace",
    literal(", name the secret "),
    'variables.missing.join(" and ")',
    // Kubernetes copies the secrets of an account only into pods that name none (Kubernetes, "Configure Service Accounts
    // for Pods").
    literal(` in imagePullSecrets of the ${of} or, if it has none of its own, ${account} in serviceAccountName`),
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

/** Those that an update brings in, unless they are exempt. A label that a token hides is one expression as well. */
export function judgedImages(
  pod: string,
  imagesOf: ImagesOf,
  { exemptPodLabel, exemptImagePrefixes = [] }: Exemptions,
): string {
  const conditions = ["!(image in variables.former)"];
  if (exemptImagePrefixes.length > 0) {
    conditions.push(`!${literal(exemptImagePrefixes)}.exists(prefix, image.startsWith(prefix))`);
  }
  const images = `(${imagesOf(pod)}).filter(image, ${conditions.join(" && ")})`;
  return exemptPodLabel === undefined
    ? images
    : `${pod}.?metadata.?labels[?${literal(exemptPodLabel)}].hasValue() ? [] : ${images}`;
}

function namedBy(pod: string): string {
  return `${pod}.spec.?imagePullSecrets.orValue([]).map(secret, secret.?name.orValue(""))`;
}

/** All that the kubelet pulls with the secrets of a pod: Kubernetes, "Images" and "Use an Image Volume With a Pod". */
const IMAGES_OF_POD = [
  ...["containers", "initContainers", "ephemeralContainers"].map(
    (list) => `pod.spec.?${list}.orValue([]).map(item, item.?image.orValue(""))`,
  ),
  'pod.spec.?volumes.orValue([]).map(item, item.?image.?reference.orValue(""))',
].join(" + ");

/** The images of what an expression is, in the place of `pod`. */
export type ImagesOf = (pod: string) => string;

/** Written once for all expressions of a construct. */
export function imagesOfPods(scope: Construct): ImagesOf {
  const local = new TerraformLocal(scope, "ImagesOfPod", IMAGES_OF_POD);
  return (pod) => Fn.replace(local.asString, "pod.", `${pod}.`);
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
export function literal(value: string | string[]): string {
  if ([value].flat().some((text) => Token.isUnresolved(text))) {
    return Fn.jsonencode(Array.isArray(value) ? value.map(operand) : operand(value));
  }
  return JSON.stringify(value);
}

/**
 * What a policy knows about a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob: what its pods will be. The
 * API server has given them no secrets of their account yet, so the accounts that have the secrets are told by name.
 */
export function workloadVariables(
  secrets: readonly IImagePullSecret[],
  imagesOf: ImagesOf,
  serviceAccountNames: string[],
  exemptions: Exemptions,
): Variable[] {
  const [template, former] = ["variables.template", "variables.formerTemplate"];
  return [
    ...TEMPLATES,
    { name: "named", expression: namedBy(template) },
    { name: "account", expression: accountOf(template) },
    // Unlike a pod, a workload can change what its pods pull with, and then all its images are judged.
    {
      name: "isOther",
      expression: `oldObject == null || variables.named != (${namedBy(former)}) || variables.account != ${accountOf(former)}`,
    },
    { name: "former", expression: `variables.isOther ? [] : ${imagesOf(former)}` },
    { name: "images", expression: judgedImages(template, imagesOf, exemptions) },
    { name: "needed", expression: secrets.map(neededFrom).join(" + ") },
    {
      name: "missing",
      expression:
        `size(variables.named) == 0 && variables.account in ${literal(serviceAccountNames)}` +
        " ? [] : variables.needed.filter(name, !(name in variables.named))",
    },
  ];
}

/** What a Deployment or a CronJob has made is judged with it, or is as old. */
export const NOT_MADE_BY_ANOTHER = {
  name: "not-made-by-another",
  expression:
    "!object.metadata.?ownerReferences.orValue([]).exists(owner," +
    ' owner.?controller.orValue(false) && owner.kind in ["Deployment", "CronJob"])',
};

/** `dyn`, since the types of these objects have nothing else in common. */
function templateOf(workload: string): string {
  const spec = `dyn(${workload}).spec`;
  return `${spec}.?jobTemplate.?spec.?template.orValue(${spec}.?template.orValue({}))`;
}

/** What the pods of a workload are made from, now and before. */
export const TEMPLATES: readonly Variable[] = [
  { name: "template", expression: templateOf("object") },
  { name: "formerTemplate", expression: `oldObject == null ? dyn({}) : ${templateOf("oldObject")}` },
];

function accountOf(template: string): string {
  return `${template}.spec.?serviceAccountName.orValue("default")`;
}
