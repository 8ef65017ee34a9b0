import { Fn, Token, Tokenization } from "cdktf";
import type { IPullIdentity } from "../../../interfaces";
import { fail } from "../../../private/fail";
import { expressionOf, expressionsOf } from "../../../private/rendering/expression";
import type { Rules } from "../../../private/rules";
import { checkSameStack } from "../kubernetes-object";
import { isHidden } from "../namespaces";

interface Account {
  readonly serviceAccountName: string;
  readonly namespaces: string[];
}

/** Refuses an account that the identity does not trust. Names that are unknown until plan pass. */
export function checkSubject(rules: Rules, identity: IPullIdentity, account: Account): void {
  const { construct } = rules;
  checkSameStack(construct, "pullIdentity", identity);
  const { serviceAccountName, namespaces } = account;
  const given = identity.subjects.flatMap(({ namespace, serviceAccount }) => [namespace, serviceAccount]);
  if ([serviceAccountName, ...namespaces, ...given].some(isHidden)) {
    return;
  }
  const subjects = identity.subjects.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
  const name = expressionOf(construct, serviceAccountName);
  const other = expressionsOf(construct, namespaces).find((namespace) => !subjects.includes(`${namespace}/${name}`));
  if (other !== undefined) {
    fail(construct, {
      property: "pullIdentity",
      must: `have this service account as a subject; '${identity.node.path}' has ${subjects.join(", ")}`,
      got: `${other}/${name}`,
      repair: `add { namespace: "${other}", serviceAccount: "${name}" } to its subjects`,
      see: "pull-identity-subjects",
    });
  }
}

/** Those of the identity and of the user, who may not give one of them another value. */
export function annotationsOf(
  rules: Rules,
  identity: IPullIdentity | undefined,
  annotations: { [key: string]: string } | undefined,
): { [key: string]: string } | undefined {
  if (!identity || !annotations) {
    return annotations ?? listed(identity?.serviceAccountAnnotations ?? {});
  }
  const own = identity.serviceAccountAnnotations;
  if (Tokenization.isResolvable(annotations) || Token.isUnresolved(annotations)) {
    return Token.asStringMap(Fn.merge([annotations, own]));
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
  return { ...own, ...annotations };
}

/** Nothing in place of an empty map, which would remove the annotations of others. */
function listed(annotations: { [key: string]: string }): { [key: string]: string } | undefined {
  return Object.keys(annotations).length > 0 ? annotations : undefined;
}
