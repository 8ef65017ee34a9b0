import type { IImagePullSecret } from "../../../interfaces";
import { type Exemptions, imagesOf, judgedImages, literal, namedBy, neededFrom, type Variable } from "./expressions";

/**
 * What a policy knows about a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob: what its pods will be. The
 * API server has given them no secrets of their account yet, so the accounts that have the secrets are told by name.
 */
export function workloadVariables(
  secrets: readonly IImagePullSecret[],
  serviceAccountNames: string[],
  exemptions: Exemptions,
): Variable[] {
  const [template, former] = ["variables.template", "variables.formerTemplate"];
  return [
    { name: "template", expression: templateOf("object") },
    { name: "formerTemplate", expression: `oldObject == null ? dyn({}) : ${templateOf("oldObject")}` },
    { name: "named", expression: namedBy(template) },
    { name: "account", expression: accountOf(template) },
    // Unlike a pod, a workload can change what its pods pull with, and then all its images are judged.
    {
      name: "isOther",
      expression: `oldObject == null || variables.named != (${namedBy(former)}) || variables.account != ${accountOf(former)}`,
    },
    { name: "former", expression: `variables.isOther ? [] : ${imagesOf(former)}` },
    { name: "images", expression: judgedImages(template, exemptions) },
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

function accountOf(template: string): string {
  return `${template}.spec.?serviceAccountName.orValue("default")`;
}
