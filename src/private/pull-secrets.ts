import { type TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { IImagePullSecret } from "../interfaces";
import { expressionOf } from "./expression";
import { fail } from "./fail";
import { sameNamespaces } from "./namespaces";

/** Pods find a secret in their own namespace and cluster only, so that all secrets of one object must lie in the same ones. */
export function checkPullSecrets(scope: IConstruct, secrets: IImagePullSecret[]): IImagePullSecret {
  for (const secret of secrets) {
    checkSameStack(scope, "imagePullSecrets", secret);
  }
  const [first, ...others] = secrets;
  if (!first) {
    return fail(scope, { property: "imagePullSecrets", must: "hold at least one secret", repair: "give an ImagePullSecret" });
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
