import type { TerraformProvider } from "cdktf";
import type { IImagePullSecret, IPullIdentity } from "../../../interfaces";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import { clusterOf, type Location } from "../kubernetes-object";
import { namespacesOf } from "../labelled-namespaces";
import { checkNamespaces, isWithin } from "../namespaces";
import { checkPullSecrets } from "../pull-secrets";

export interface AccountLocationOptions {
  readonly imagePullSecrets?: IImagePullSecret[];
  readonly pullIdentity?: IPullIdentity;
  readonly namespaces?: string[];
  readonly namespaceSelector?: { readonly [label: string]: string };
  readonly provider?: TerraformProvider;
}

/** Where a service account is: with its secrets, in some of their namespaces if these are given, or where it is told to. */
export function locationOf(rules: Rules, options: AccountLocationOptions): Location {
  const { imagePullSecrets, pullIdentity, provider } = options;
  if (imagePullSecrets && (imagePullSecrets.length > 0 || !pullIdentity)) {
    return withSecrets(rules, imagePullSecrets, options);
  }
  if (!pullIdentity) {
    fail(rules.construct, {
      property: "imagePullSecrets",
      must: "be set, unless there is a pullIdentity",
      repair: "pass an ImagePullSecret, or a PullIdentity with namespaces",
    });
  }
  return { namespaces: namespacesOf(rules, options), provider };
}

function withSecrets(rules: Rules, secrets: IImagePullSecret[], options: AccountLocationOptions): Location {
  const { namespaces, namespaceSelector, provider } = options;
  const { construct } = rules;
  if (namespaceSelector !== undefined) {
    fail(construct, {
      property: "namespaceSelector",
      must: "be left out with imagePullSecrets, since the account is where its secrets are",
      repair: "remove it, or pass a pullIdentity without imagePullSecrets",
    });
  }
  const first = checkPullSecrets(construct, secrets, namespaces);
  if (provider !== undefined && clusterOf(provider) !== clusterOf(first.provider)) {
    fail(construct, {
      property: "provider",
      must: `be that of '${first.node.path}', since pods find secrets in their own cluster only`,
      got: provider.node.path,
      repair: "leave it out, or give the secrets the same provider",
      see: "pull-secrets-together",
    });
  }
  if (namespaces === undefined) {
    return { namespaces: first.namespaces, provider: first.provider };
  }
  checkNamespaces(rules, namespaces);
  for (const secret of secrets) {
    rules.that(isWithin(construct, namespaces, secret.namespaces), {
      property: "namespaces",
      must: `be among those of '${secret.node.path}', since pods find secrets in their own namespace only`,
      repair: "remove the others, or add them to the namespaces of the secret",
      see: "pull-secrets-together",
    });
  }
  return { namespaces, provider: first.provider };
}
