import { Fn, type IResolvable, Op, type TerraformProvider, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { type IImagePullSecret, type IServiceAccount, PullSecretPolicyMode } from "../../interfaces";
import { claim } from "../../private/claim";
import { hint } from "../../private/error-topics";
import { type Complaint, fail } from "../../private/fail";
import { clusterOf } from "../../private/provider-settings";
import { expressionOf } from "../../private/rendering/expression";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { warn } from "../../private/warn";
import { checkSameStack } from "./kubernetes-object";
import { checkLabels } from "./labels";
import type { Exemptions } from "./policy-expressions";
import { isSystemNamespace, NAME_LABEL } from "./system-namespaces";

/** What the pods are told to name: a secret, or a service account with its secrets. */
interface PolicySubjectOptions {
  readonly imagePullSecret?: IImagePullSecret;
  readonly serviceAccount?: IServiceAccount;
}

interface PolicySubject {
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
        must: "have pull secrets for the policy to check",
        got: serviceAccount.node.path,
        repair: "create no policy for an account that pulls with an identity of its own",
      });
    }
    return { secrets, namespaces, provider };
  }
  return fail(construct, {
    property: "exactly one of imagePullSecret and serviceAccount",
    must: "be set",
    got: imagePullSecret ? "both" : "none",
    repair: "pass the service account if messages should name it, otherwise the secret",
  });
}

/** Expressions contain the hosts of the registries, so nothing but a host gets into them. */
function checkRegistries(rules: Rules, { loginServers, node }: IImagePullSecret): void {
  if (!loginServers || loginServers.length === 0) {
    fail(rules.construct, {
      property: "loginServers of the secret",
      must: `be known, since the policy finds the users of the registries by them, but '${node.path}' has none`,
      repair: "pass loginServers to fromSecretAttributes, or implement them",
    });
  }
  for (const host of loginServers) {
    rules.text("loginServers", host, RULES.registryHost);
  }
}

export const WARN_AND_AUDIT = ["Warn", "Audit"];

/** In the order of the alphabet. The API server refuses `Deny` with `Warn`, which would say the same twice. */
const COMBINATIONS = ["Audit", "Audit,Deny", "Audit,Warn", "Deny", "Warn"];

interface ActionOptions extends Exemptions {
  readonly mode: PullSecretPolicyMode;
  readonly validationActions?: string[];
  readonly workloadValidationActions?: string[];
  readonly serviceAccountNames?: string[];
}

const FOR_VALIDATE = [
  "validationActions",
  "workloadValidationActions",
  "serviceAccountNames",
  "exemptPodLabel",
  "exemptImagePrefixes",
] as const;

export function checkActions(rules: Rules, options: ActionOptions): void {
  const { mode, validationActions, workloadValidationActions, serviceAccountNames } = options;
  const property = FOR_VALIDATE.find((name) => options[name] !== undefined);
  if (mode === PullSecretPolicyMode.MUTATE && property !== undefined) {
    fail(rules.construct, {
      property,
      must: "be left out for MUTATE, which rejects no pod",
      repair: "create a second policy for VALIDATE",
    });
  }
  checkCombination(rules, "validationActions", validationActions);
  checkCombination(rules, "workloadValidationActions", workloadValidationActions);
  for (const name of serviceAccountNames ?? []) {
    rules.text("serviceAccountNames", name, RULES.serviceAccountName);
  }
  rules.distinct("serviceAccountNames", "a service account", serviceAccountNames ?? []);
  if (serviceAccountNames !== undefined && workloadValidationActions === undefined) {
    fail(rules.construct, {
      property: "serviceAccountNames",
      must: "be left out without workloadValidationActions, since pods name their own secrets",
      repair: "set workloadValidationActions: PullSecretPolicy.WARN, or remove it",
    });
  }
}

export function checkCombination(rules: Rules, property: string, actions: string[] | undefined): void {
  if (actions !== undefined) {
    rules.that(isCombination(actions), {
      property,
      must: "be Warn, Audit, Deny, Warn and Audit, or Deny and Audit",
      got: Token.isUnresolved(actions) ? undefined : actions.join(", "),
      repair: "use PullSecretPolicy.WARN to roll out, then PullSecretPolicy.DENY",
    });
  }
}

function isCombination(actions: string[]): boolean | IResolvable {
  if (Token.isUnresolved(actions)) {
    return Fn.contains(COMBINATIONS, Fn.join(",", Fn.sort(actions)));
  }
  return COMBINATIONS.includes([...actions].sort().join());
}

/** The minor version of Kubernetes 1 from which on the API server knows the policy of a mode. */
const MINIMUM_MINOR = {
  /** Kubernetes, "Validating Admission Policy". */
  [PullSecretPolicyMode.VALIDATE]: 30,
  /** Kubernetes, "Mutating Admission Policy". */
  [PullSecretPolicyMode.MUTATE]: 36,
};

const OTHER_WAYS = {
  [PullSecretPolicyMode.VALIDATE]: "upgrade the cluster, or use DefaultServiceAccount, which works with any version",
  [PullSecretPolicyMode.MUTATE]:
    "use PullSecretPolicyMode.VALIDATE, or DefaultServiceAccount, which works with any version",
};

const MINOR = "^v?1[.]([0-9]+)";

interface VersionOptions {
  readonly mode: PullSecretPolicyMode;
  readonly kubernetesVersion?: string;
}

/** Terraform would say only that the cluster has no such kind of object. */
export function checkVersion(rules: Rules, { mode, kubernetesVersion: version }: VersionOptions): void {
  const complaint: Complaint = {
    property: "kubernetesVersion",
    must: `be at least 1.${MINIMUM_MINOR[mode]} for ${mode}`,
    got: version,
    repair: OTHER_WAYS[mode],
    see: "policy-versions",
  };
  if (version !== undefined) {
    rules.text("kubernetesVersion", version, RULES.serverVersion);
    rules.that(isAtLeast(version, MINIMUM_MINOR[mode]), complaint);
  } else if (mode === PullSecretPolicyMode.MUTATE) {
    fail(rules.construct, { ...complaint, must: `be set, and ${complaint.must}`, got: "nothing" });
  }
}

function isAtLeast(version: string, minimum: number) {
  if (!Token.isUnresolved(version)) {
    return Number(new RegExp(MINOR).exec(version)?.[1]) >= minimum;
  }
  return Token.asAny(Op.gte(Fn.try([Fn.tonumber(Fn.element(Fn.regex(MINOR, operand(version)), 0)), 0]), minimum));
}

export interface NamespaceSelector {
  readonly matchExpressions?: readonly LabelRequirement[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

interface LabelRequirement {
  readonly key: string;
  readonly operator: "DoesNotExist" | "In" | "NotIn";
  readonly values?: readonly string[];
}

/**
 * By name, which nobody can change. Whoever may label a namespace could exempt it by a label, so one counts only if the
 * policy names it.
 */
export function notExempt(systemNamespaces: string[], label: string | undefined): NamespaceSelector {
  const named: LabelRequirement = { key: NAME_LABEL, operator: "NotIn", values: systemNamespaces };
  return { matchExpressions: label === undefined ? [named] : [named, { key: label, operator: "DoesNotExist" }] };
}

/** The namespaces with some labels, or those of the secret. */
export function selectNamespaces(
  rules: Rules,
  labels: Readonly<Record<string, string>> | undefined,
  namespaces: readonly string[],
): NamespaceSelector {
  if (labels === undefined) {
    refuseSystem(rules, "namespaces of the secret", namespaces);
    return { matchExpressions: [{ key: NAME_LABEL, operator: "In", values: namespaces }] };
  }
  if (!Token.isUnresolved(labels) && Object.keys(labels).length === 0) {
    fail(rules.construct, {
      property: "namespaceSelector",
      must: "contain a label, or it would match every namespace",
      repair: "leave it out for the default",
    });
  }
  checkLabels(rules, "namespaceSelector", labels, RULES.labelValue);
  const { [NAME_LABEL]: name } = Token.isUnresolved(labels) ? {} : labels;
  refuseSystem(rules, "namespaceSelector", name === undefined ? [] : [name]);
  return { matchLabels: labels };
}

/** A policy for these alone would match no pod, and look as if it did. */
function refuseSystem({ construct }: Rules, property: string, namespaces: readonly string[]): void {
  const exempt = namespaces.filter(isSystemNamespace);
  if (exempt.length === 0) {
    return;
  }
  if (exempt.length === namespaces.length) {
    fail(construct, {
      property,
      must: "contain a namespace other than those of Kubernetes and AKS add-ons, which policies never match",
      got: exempt.join(", "),
      repair: "create no policy for them: a pod that is rejected there takes the cluster down",
      see: "exempt-namespaces",
    });
  }
  warn(
    construct,
    `the policy does not match ${exempt.join(", ")}: namespaces of Kubernetes and of AKS add-ons are exempt; ` +
      hint("exempt-namespaces"),
  );
}

interface NamespaceOptions {
  readonly exemptNamespaceLabel?: string;
  readonly namespaceSelector?: Readonly<Record<string, string>>;
}

/** A label that each of the policy's namespaces has would exempt all of them. */
export function checkExemptLabel(rules: Rules, { exemptNamespaceLabel, namespaceSelector }: NamespaceOptions): void {
  if (exemptNamespaceLabel === undefined) {
    return;
  }
  rules.text("exemptNamespaceLabel", exemptNamespaceLabel, RULES.labelKey);
  const selected = Token.isUnresolved(namespaceSelector) ? [] : Object.keys(namespaceSelector ?? {});
  if ([NAME_LABEL, ...selected].includes(exemptNamespaceLabel)) {
    fail(rules.construct, {
      property: "exemptNamespaceLabel",
      must: "not be a label that all namespaces of the policy have, or no pod would be checked",
      got: exemptNamespaceLabel,
      repair: "set a label of its own, such as contoso.example/exempt",
    });
  }
}

interface ExemptionOptions extends Exemptions, NamespaceOptions {}

export function checkExemptions(rules: Rules, options: ExemptionOptions, secrets: readonly IImagePullSecret[]): void {
  const { exemptPodLabel, exemptImagePrefixes = [] } = options;
  checkExemptLabel(rules, options);
  if (exemptPodLabel !== undefined) {
    rules.text("exemptPodLabel", exemptPodLabel, RULES.labelKey);
  }
  const hosts = secrets.flatMap(({ loginServers = [] }) => loginServers);
  for (const prefix of exemptImagePrefixes) {
    checkPrefix(rules, prefix, hosts);
  }
  rules.distinct("exemptImagePrefixes", "a prefix", exemptImagePrefixes);
}

/** One that ends within a word would exempt more than it seems to: `contoso.azurecr.io/pub` all of `publisher/`. */
function checkPrefix(rules: Rules, prefix: string, hosts: readonly string[]): void {
  rules.text("exemptImagePrefixes", prefix, RULES.imagePrefix);
  const isKnown = ![prefix, ...hosts].some((text) => Token.isUnresolved(text));
  if (isKnown && !hosts.some((host) => prefix.startsWith(`${host}/`))) {
    fail(rules.construct, {
      property: "exemptImagePrefixes",
      must: `begin with a host of the secret (${hosts.join(", ")}), since the policy ignores images of others`,
      got: prefix,
      repair: "write the host, a slash and the beginning of the repository",
    });
  }
}

/** Policies have no namespace: a second one of that name would fail with "already exists" during the apply. */
export function claimPolicyName(
  construct: IConstruct,
  mode: string,
  name: string,
  provider: TerraformProvider | undefined,
  property = "policyName",
): void {
  claim(construct, `${mode} ${expressionOf(construct, name)} of ${clusterOf(provider)}`, (first) => ({
    property,
    must: `be unique in the cluster, but '${first.node.path}' uses it already`,
    got: expressionOf(construct, name),
    repair: `set ${property}`,
    see: "names-in-use",
  }));
}
