import type { IConstruct } from "constructs";
import type { IImagePullSecret } from "../../interfaces";
import { fail } from "../../private/fail";
import { clusterOf } from "../../private/provider-settings";
import { expressionOf } from "../../private/rendering/expression";
import { checkSameStack } from "./kubernetes-object";
import { sameNamespaces } from "./namespaces";

/**
 * Pods find secrets in their own namespace and cluster only, so all secrets of one object must be in the same ones, or
 * at least in the namespaces that the object is in, which the caller checks. Returns the first.
 */
export function checkPullSecrets(
  scope: IConstruct,
  secrets: IImagePullSecret[],
  namespaces?: string[],
): IImagePullSecret {
  const [first, ...others] = secrets;
  if (!first) {
    return fail(scope, {
      property: "imagePullSecrets",
      must: "contain at least one secret",
      repair: "pass an ImagePullSecret",
    });
  }
  for (const secret of secrets) {
    checkSameStack(scope, "imagePullSecrets", secret);
  }
  const names = secrets.map(({ secretName }) => expressionOf(scope, secretName));
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate) {
    fail(scope, {
      property: "imagePullSecrets",
      must: "not contain two secrets with the same name",
      got: duplicate,
      repair: "remove the second one, or give it another secretName",
    });
  }
  for (const secret of others) {
    if (namespaces === undefined && !sameNamespaces(scope, first.namespaces, secret.namespaces)) {
      fail(scope, {
        property: "imagePullSecrets",
        must: `be in the same namespaces, but '${first.node.path}' and '${secret.node.path}' are not`,
        repair: "give both secrets the same list of namespaces",
        see: "pull-secrets-together",
      });
    }
    if (clusterOf(first.provider) !== clusterOf(secret.provider)) {
      fail(scope, {
        property: "imagePullSecrets",
        must: `be in the same cluster, but '${first.node.path}' and '${secret.node.path}' are not`,
        repair: "give both secrets the same provider",
        see: "pull-secrets-together",
      });
    }
  }
  return first;
}
