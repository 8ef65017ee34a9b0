import type * as annotationsBinding from "@cdktf/provider-kubernetes/lib/annotations";
import {
  Fn,
  type ITerraformDependable,
  type ITerraformIterator,
  type TerraformProvider,
  type TerraformResourceLifecycle,
  Token,
  Tokenization,
} from "cdktf";
import type { Construct } from "constructs";
import {
  type IImagePullSecret,
  type IPullIdentity,
  type IServiceAccount,
  PullIdentityConsumer,
} from "../../interfaces";
import { fail } from "../../private/fail";
import { lazy } from "../../private/lazy";
import { clusterOf } from "../../private/provider-settings";
import { expressionOf, expressionsOf } from "../../private/rendering/expression";
import type { Rules } from "../../private/rules";
import { checkSameStack, type Location } from "./kubernetes-object";
import { namespacesOf } from "./labelled-namespaces";
import { checkNamespaces, isHidden, isWithin } from "./namespaces";
import { checkPullSecrets } from "./pull-secrets";

interface AccountLocationOptions {
  readonly imagePullSecrets?: IImagePullSecret[];
  readonly pullIdentity?: IPullIdentity;
  readonly namespaces?: string[];
  readonly formerNamespaces?: string[];
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
      must: `be that of '${first.node.path}', since pods only find secrets in their own cluster`,
      got: provider.node.path,
      repair: "leave it out, or give the secrets the same provider",
      see: "pull-secrets-together",
    });
  }
  if (namespaces === undefined) {
    return { namespaces: first.namespaces, provider: first.provider };
  }
  if (options.formerNamespaces === undefined || namespaces.length > 0) {
    checkNamespaces(rules, namespaces);
  }
  for (const secret of secrets) {
    rules.that(isWithin(construct, namespaces, secret.namespaces), {
      property: "namespaces",
      must: `be among those of '${secret.node.path}', since pods only find secrets in their own namespace`,
      repair: "remove the others, or add them to the namespaces of the secret",
      see: "pull-secrets-together",
    });
  }
  return { namespaces, provider: first.provider };
}

interface Account {
  readonly serviceAccountName: string;
  readonly namespaces: string[];
}

/** Refuses an account that the identity does not trust. Names that are unknown until plan pass. */
export function checkSubject(rules: Rules, identity: IPullIdentity, account: Account): void {
  const { construct } = rules;
  checkSameStack(construct, "pullIdentity", identity);
  const { serviceAccountName, namespaces } = account;
  const given = identity.subjects.flatMap(({ namespaceName, serviceAccountName }) => [
    namespaceName,
    serviceAccountName,
  ]);
  if ([serviceAccountName, ...namespaces, ...given].some(isHidden)) {
    return;
  }
  const subjects = identity.subjects.map(
    ({ namespaceName, serviceAccountName }) => `${namespaceName}/${serviceAccountName}`,
  );
  const name = expressionOf(construct, serviceAccountName);
  const other = expressionsOf(construct, namespaces).find((namespace) => !subjects.includes(`${namespace}/${name}`));
  if (other !== undefined) {
    fail(construct, {
      property: "pullIdentity",
      must: `have this service account as a subject; '${identity.node.path}' has ${subjects.join(", ")}`,
      got: `${other}/${name}`,
      repair: `add { namespaceName: "${other}", serviceAccountName: "${name}" } to its subjects`,
      see: "pull-identity-subjects",
    });
  }
}

/** Names no secret of the account, so that a pod that names it gets none: Kubernetes merges nothing into its list. */
const NO_SECRET = "none-but-the-identity";

/** What a pod has to name, so that it pulls with the identity of its account and with nothing else. */
export function secretOfIdentity(rules: Rules, account: IServiceAccount | undefined): string {
  const { AKS_KUBELET, KUBELET } = PullIdentityConsumer;
  const consumer = account?.pullIdentity?.consumer;
  if (consumer !== AKS_KUBELET && consumer !== KUBELET) {
    fail(rules.construct, {
      property: "identityOnly",
      must: "be left out unless the service account has an identity that nodes pull with",
      got: consumer ?? "none",
      repair: "pass a serviceAccount with a pullIdentity for AKS_KUBELET or KUBELET, or remove it",
    });
  }
  return NO_SECRET;
}

/** Those of the identity and of the user, who may not give one of them another value. */
export function annotationsOf(
  rules: Rules,
  identity: IPullIdentity | undefined,
  annotations: { [key: string]: string } | undefined,
): { [key: string]: string } | undefined {
  const own = identity?.serviceAccountAnnotations ?? {};
  if (!annotations) {
    return stated(own);
  }
  if (Tokenization.isResolvable(annotations) || Token.isUnresolved(annotations)) {
    return identity ? Token.asStringMap(Fn.merge([annotations, own])) : annotations;
  }
  const both = Object.keys(annotations).find((key) => key in own);
  if (both !== undefined) {
    fail(rules.construct, {
      property: "annotations",
      must: "not contain an annotation of the pullIdentity",
      got: both,
      repair: "remove it, since it is set",
    });
  }
  return stated({ ...own, ...annotations });
}

/** Nothing in place of an empty list, which would show up in every plan. */
export function listed<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function stated(annotations: { [key: string]: string }): { [key: string]: string } | undefined {
  return Object.keys(annotations).length > 0 ? annotations : undefined;
}

const bindings = lazy<typeof annotationsBinding>(() => require("@cdktf/provider-kubernetes/lib/annotations"));

/** By it the API server tells these annotations from those of others: Kubernetes, "Server-Side Apply". */
const FIELD_MANAGER = "cdktf-acr-aks";

interface AccountAnnotationsOptions {
  readonly forEach: ITerraformIterator;
  readonly name: string;
  readonly namespace: string;
  readonly annotations: { [key: string]: string };
  readonly provider?: TerraformProvider;
  readonly lifecycle?: TerraformResourceLifecycle;
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Annotations of a service account, beside those that others set. An argument of the account would be all annotations or
 * none: it either removes those of others, or leaves ours behind when they are no longer stated.
 */
export function annotateAccount(scope: Construct, options: AccountAnnotationsOptions): annotationsBinding.Annotations {
  const { name, namespace, ...others } = options;
  return new (bindings().Annotations)(scope, "Annotations", {
    ...others,
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace },
    fieldManager: FIELD_MANAGER,
    // An annotation that somebody else has set to another value is overwritten, as an argument of the account would be.
    force: true,
  });
}
