import type { TerraformProvider } from "cdktf";
import type { IImagePullSecret, IServiceAccount } from "../../../interfaces";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import { RULES } from "../../../private/text-rules";
import { checkSameStack } from "../kubernetes-object";

/** What the pods are told to name: a secret, or a service account with its secrets. */
export interface PolicySubjectOptions {
  readonly imagePullSecret?: IImagePullSecret;
  readonly serviceAccount?: IServiceAccount;
}

export interface PolicySubject {
  readonly secrets: readonly IImagePullSecret[];
  readonly namespaces: string[];
  readonly provider?: TerraformProvider;
}

export function policySubject(rules: Rules, options: PolicySubjectOptions): PolicySubject {
  const subject = givenSubject(rules, options);
  for (const secret of subject.secrets) {
    checkRegistries(rules, secret);
  }
  return subject;
}

function givenSubject({ construct }: Rules, { imagePullSecret, serviceAccount }: PolicySubjectOptions): PolicySubject {
  if (imagePullSecret && !serviceAccount) {
    checkSameStack(construct, "imagePullSecret", imagePullSecret);
    const { namespaces, provider } = imagePullSecret;
    return { secrets: [imagePullSecret], namespaces, provider };
  }
  if (serviceAccount && !imagePullSecret) {
    checkSameStack(construct, "serviceAccount", serviceAccount);
    const { imagePullSecrets: secrets, namespaces, provider } = serviceAccount;
    if (secrets.length === 0) {
      fail(construct, {
        property: "serviceAccount",
        must: "have pull secrets, which the policy is about",
        got: serviceAccount.node.path,
        repair: "create no policy for an account that pulls with an identity of its own",
      });
    }
    return { secrets, namespaces, provider };
  }
  return fail(construct, {
    property: "one of imagePullSecret and serviceAccount",
    must: "be set, and no second one",
    got: imagePullSecret ? "both" : "none",
    repair: "pass the service account if messages should name it, otherwise the secret",
  });
}

/** Expressions contain the hosts of the registries, so nothing but a host gets into them. */
function checkRegistries(rules: Rules, { loginServers, node }: IImagePullSecret): void {
  if (!loginServers || loginServers.length === 0) {
    fail(rules.construct, {
      property: "loginServers of the secret",
      must: `be known, by which the policy tells who uses its registries, but '${node.path}' has none`,
      repair: "pass an ImagePullSecret, or implement loginServers",
    });
  }
  for (const host of loginServers) {
    rules.text("loginServers", host, RULES.registryHost);
  }
}
