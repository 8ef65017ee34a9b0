import type { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { IImagePullSecret } from "../interfaces";
import { fail } from "./fail";
import { sameNamespaces } from "./namespaces";

/** Pods find a secret in their own namespace and cluster only, so that all secrets of one object must lie in the same ones. */
export function checkPullSecrets(scope: IConstruct, secrets: IImagePullSecret[]): IImagePullSecret {
  const [first, ...others] = secrets;
  if (!first) {
    return fail(scope, { property: "imagePullSecrets", must: "hold at least one secret", repair: "give an ImagePullSecret" });
  }
  secrets.forEach((secret, index) => {
    if (secrets.findIndex(({ secretName }) => secretName === secret.secretName) !== index) {
      fail(scope, {
        property: "imagePullSecrets",
        must: "name each secret once",
        got: secret.secretName,
        repair: "remove the second one, or give it another secretName",
      });
    }
  });
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

/** Terraform uses the provider without an alias wherever none is named. */
export function clusterOf(provider: TerraformProvider | undefined): string {
  return provider?.alias ?? "default";
}
