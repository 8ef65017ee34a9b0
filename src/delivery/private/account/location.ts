import type { TerraformProvider } from "cdktf";
import type { IImagePullSecret, IPullIdentity } from "../../../interfaces";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import type { Location } from "../kubernetes-object";
import { namespacesOf } from "../labelled-namespaces";
import { checkPullSecrets } from "../pull-secrets";

export interface AccountLocationOptions {
  readonly imagePullSecrets?: IImagePullSecret[];
  readonly pullIdentity?: IPullIdentity;
  readonly namespaces?: string[];
  readonly namespaceSelector?: { readonly [label: string]: string };
  readonly provider?: TerraformProvider;
}

/** Where a service account is: with its secrets or, if it has an identity only, in the given namespaces. */
export function locationOf(rules: Rules, options: AccountLocationOptions): Location {
  const { imagePullSecrets, pullIdentity, provider } = options;
  if (imagePullSecrets && (imagePullSecrets.length > 0 || !pullIdentity)) {
    refuseLocation(rules, options);
    return checkPullSecrets(rules.construct, imagePullSecrets);
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

function refuseLocation(rules: Rules, given: AccountLocationOptions): void {
  const property = (["namespaces", "namespaceSelector", "provider"] as const).find((name) => given[name] !== undefined);
  if (property !== undefined) {
    fail(rules.construct, {
      property,
      must: "be left out with imagePullSecrets, since the account is where its secrets are",
      repair: "remove it, or pass a pullIdentity without imagePullSecrets",
    });
  }
}
