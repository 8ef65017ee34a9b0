import { dependable, Fn, type ITerraformDependable, ref, type TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IPullIdentity, IServiceAccount } from "../../interfaces";
import { fail } from "../../private/fail";
import { clusterOf } from "../../private/provider-settings";
import type { Rules } from "../../private/rules";
import { checkSameStack, type Location } from "./kubernetes-object";
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
    return { namespaces, provider, secrets: [], requires: [] };
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
 * The uids of what the pod of a namespace pulls with, and its identity, or undefined if it pulls by the node's identity. The uid of an
 * object that has no `metadata` block is empty.
 */
export function uidsOf({ secrets, identity, requires }: PullTarget): string | undefined {
  const objects = [...new Set([...secrets, ...requires])];
  const uids = objects.map((object) => Fn.try([ref(`${addressOf(object)}[each.key].metadata[0].uid`), ""]));
  const all = identity ? [...uids, identity.clientId] : uids;
  return all.length > 0 ? Fn.join(",", all) : undefined;
}

/** Of the object itself, where pods wait for more than that. */
function addressOf(object: ITerraformDependable): string {
  const child = Construct.isConstruct(object) ? object.node.defaultChild : undefined;
  return dependable(TerraformResource.isTerraformResource(child) ? child : object);
}

interface OwnedTarget extends PullTarget {
  readonly owner: string;
}

function ofServiceAccount(rules: Rules, serviceAccount: IServiceAccount): OwnedTarget {
  checkSameStack(rules.construct, "serviceAccount", serviceAccount);
  const { namespaces, provider, imagePullSecrets: secrets, pullIdentity: identity, node } = serviceAccount;
  return { owner: node.path, namespaces, provider, secrets, identity, requires: [serviceAccount] };
}

function ofSecrets(rules: Rules, secrets: IImagePullSecret[]): OwnedTarget {
  const { namespaces, provider, node } = checkPullSecrets(rules.construct, secrets);
  return { owner: node.path, namespaces, provider, secrets, requires: secrets };
}
