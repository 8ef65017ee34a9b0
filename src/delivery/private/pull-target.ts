import { dependable, Fn, type ITerraformDependable, ref, type TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { IImagePullSecret, IPullIdentity, IServiceAccount } from "../../interfaces";
import { fail } from "../../private/fail";
import { clusterOf } from "../../private/provider-settings";
import type { Rules } from "../../private/rules";
import { checkSameStack, type Location, objectsOf } from "./kubernetes-object";
import { checkNamespaces } from "./namespaces";
import { checkPullSecrets } from "./pull-secrets";

export interface PullTargetOptions {
  readonly serviceAccount?: IServiceAccount;
  readonly imagePullSecrets?: IImagePullSecret[];
  readonly namespaces?: string[];
  readonly provider?: TerraformProvider;
}

/** Where to pull, and what has to exist before. */
export interface PullTarget extends Location {
  readonly secrets: IImagePullSecret[];
  /** If one of them is made again, the check runs again. */
  readonly objects: readonly IConstruct[];
  readonly identity?: IPullIdentity;
  readonly requires: ITerraformDependable[];
}

export function pullTarget(rules: Rules, options: PullTargetOptions): PullTarget {
  const { serviceAccount, imagePullSecrets, namespaces, provider } = options;
  const given = Object.entries({ serviceAccount, imagePullSecrets, namespaces }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length !== 1) {
    fail(rules.construct, {
      property: "exactly one of serviceAccount, imagePullSecrets and namespaces",
      must: "be set",
      got: given.map(([name]) => name).join(", ") || "none",
      repair: "choose how the pods pull; namespaces alone means by the identity of the node",
    });
  }
  if (namespaces) {
    checkNamespaces(rules, namespaces);
    return { namespaces, provider, secrets: [], objects: [], requires: [] };
  }
  const target = serviceAccount ? ofServiceAccount(rules, serviceAccount) : ofSecrets(rules, imagePullSecrets ?? []);
  if (provider && clusterOf(provider) !== clusterOf(target.provider)) {
    fail(rules.construct, {
      property: "provider",
      must: `be the provider of '${target.owner}', since the check runs in its cluster`,
      got: provider.node.path,
      repair: "leave provider out",
    });
  }
  return target;
}

/**
 * The uids of what the pod of a namespace pulls with, and its identity, or undefined if there are none. The uid of an
 * account that is only annotated is empty.
 */
export function uidsOf({ objects, identity }: PullTarget): string | undefined {
  const uids = objects
    .flatMap(objectsOf)
    .map((object) => Fn.try([ref(`${dependable(object)}[each.key].metadata[0].uid`), ""]));
  const all = identity ? [...uids, identity.clientId] : uids;
  return all.length > 0 ? Fn.join(",", all) : undefined;
}

interface OwnedTarget extends PullTarget {
  readonly owner: string;
}

function ofServiceAccount(rules: Rules, serviceAccount: IServiceAccount): OwnedTarget {
  checkSameStack(rules.construct, "serviceAccount", serviceAccount);
  const { namespaces, provider, imagePullSecrets: secrets, pullIdentity: identity, node, requires } = serviceAccount;
  return { owner: node.path, namespaces, provider, secrets, objects: [...secrets, serviceAccount], identity, requires };
}

function ofSecrets(rules: Rules, secrets: IImagePullSecret[]): OwnedTarget {
  const { namespaces, provider, node } = checkPullSecrets(rules.construct, secrets);
  return {
    owner: node.path,
    namespaces,
    provider,
    secrets,
    objects: secrets,
    requires: secrets.flatMap(({ requires }) => requires),
  };
}
