import { type TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { IImagePullSecret } from "../../../interfaces";
import { expressionOf, expressionsOf } from "../../private/expression";
import { fail, sentence } from "../../private/fail";
import { once } from "../../private/once";
import { sameNamespaces } from "./namespaces";

/** Pods find a secret in their own namespace and cluster only, so that all secrets of one object must lie in the same ones. */
export function checkPullSecrets(scope: IConstruct, secrets: IImagePullSecret[]): IImagePullSecret {
  const [first, ...others] = secrets ?? [];
  if (!first || others.some((secret) => !secret)) {
    return fail(scope, { property: "imagePullSecrets", must: "hold at least one secret", repair: "give an ImagePullSecret" });
  }
  for (const secret of secrets) {
    checkSameStack(scope, "imagePullSecrets", secret);
  }
  const names = secrets.map(({ secretName }) => expressionOf(scope, secretName));
  const second = names.find((name, index) => names.indexOf(name) !== index);
  if (second) {
    fail(scope, {
      property: "imagePullSecrets",
      must: "name each secret once",
      got: second,
      repair: "remove the second one, or give it another secretName",
    });
  }
  for (const secret of others) {
    if (!sameNamespaces(scope, first.namespaces, secret.namespaces)) {
      fail(scope, {
        property: "imagePullSecrets",
        must: `lie in the same namespaces, which '${first.node.path}' and '${secret.node.path}' do not`,
        repair: "give both secrets one list of namespaces",
      });
    }
    if (clusterOf(first.provider) !== clusterOf(secret.provider)) {
      fail(scope, {
        property: "imagePullSecrets",
        must: `lie in the same cluster, which '${first.node.path}' and '${secret.node.path}' do not`,
        repair: "give both secrets the same provider",
      });
    }
  }
  return first;
}

/** A name is one object in a namespace of a cluster: a second one is "already exists" half-way through an apply. */
export function refuseSecondObject(
  construct: IConstruct,
  kind: string,
  name: string,
  where: { namespaces: string[]; provider?: TerraformProvider },
): void {
  for (const namespace of expressionsOf(construct, where.namespaces)) {
    once(construct, `${kind} ${expressionOf(construct, name)} in ${namespace} of ${clusterOf(where.provider)}`, (first) =>
      sentence(construct, {
        property: `${kind}Name`,
        must: `be given once in the namespace ${namespace}, where '${first.node.path}' has it already`,
        got: expressionOf(construct, name),
        repair: `set ${kind}Name, or use '${first.node.path}'`,
      }),
    );
  }
}

/** Terraform can wait for what is in the same configuration only. */
export function checkSameStack(scope: IConstruct, property: string, other: IConstruct): void {
  if (TerraformStack.of(scope) !== TerraformStack.of(other)) {
    fail(scope, { property, must: "be of the same stack", got: other.node.path, repair: "make both in one stack" });
  }
}

/** Terraform uses the provider without an alias wherever none is named. */
export function clusterOf(provider: TerraformProvider | undefined): string {
  return provider?.alias ?? "";
}
