import { blockName, type Instance, type PlannedStack } from "../../planned/planned-stack";
import { partsOf } from "../../planned/values";
import { isList, type Json, type JsonObject, listOf, objectOf, pickMembers, textOf } from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { once } from "../../stack/remembered";
import { hasGap, registriesIn, registryOfHost } from "../access/registries";
import { clustersBehind, isOfType } from "../catalogue/block-types";

/** A policy of an API server that says which images there may be. Kubernetes, "Validating Admission Policy". */
export interface ImagePolicy {
  readonly name: string;
  readonly address: string;
  /** The name of the AKS cluster; undefined where its provider does not tell. */
  readonly cluster: string | undefined;
  /** Undefined where nobody knows, as with those that are exempt. */
  readonly allowed: readonly AllowedImages[] | undefined;
  readonly exempt: readonly AllowedImages[] | undefined;
  readonly spec: JsonObject;
  /** Whether nobody knows a part of what it is for. */
  readonly isOpen: boolean;
  readonly bindings: readonly Pick<ImagePolicy, "spec" | "isOpen">[];
}

/** Everything on a host, or what is at or below a repository there. */
export interface AllowedImages {
  readonly words: string;
  /** In lower case; undefined for a host that is no registry of Azure. */
  readonly registry: string | undefined;
  /** Empty for all. */
  readonly repository: string;
}

/** The variables of such a policy whose expressions are lists, as JSON. */
export const LIST = "allowedImages";
const EXEMPT = "exemptImages";

/** What of a policy and of its binding says what it is for, and what happens. */
const SCOPE = [
  "failurePolicy",
  "matchConstraints",
  "matchConditions",
  "validationActions",
  "matchResources",
  "policyName",
];

export const imagePoliciesIn = once((planned: PlannedStack): readonly ImagePolicy[] => {
  const bindings = manifests("ValidatingAdmissionPolicyBinding", planned);
  return manifests("ValidatingAdmissionPolicy", planned)
    .filter(({ values }) => expressionOf(LIST, values.manifest) !== undefined)
    .map((policy): ImagePolicy => {
      const { address, block, name, spec, isOpen } = policy;
      const clusters = clustersBehind(block, planned.stack).map((one) => blockName(one, planned));
      const cluster = clusters.length === 1 ? clusters[0] : undefined;
      const [allowed, exempt] = [LIST, EXEMPT].map((list) => imagesIn(list, policy, planned));
      const isSame = (one: Instance) => one.block.provider.alias === block.provider.alias;
      const own = bindings.filter((one) => (one.spec.policyName ?? name) === name && isSame(one));
      return { name: planned.naming.of(name), address, cluster, allowed, exempt, spec, isOpen, bindings: own };
    });
});

function manifests(kind: string, { instances }: PlannedStack) {
  const isIt = ({ block, values }: Instance) => {
    const { apiVersion, kind: own } = objectOf(isOfType(block, "kubernetes_manifest") ? values.manifest : undefined);
    return own === kind && textOf(apiVersion).startsWith("admissionregistration.k8s.io/");
  };
  return instances.filter(isIt).map((one) => {
    const [manifest, configured] = [one.values.manifest, one.block.body.manifest].map(objectOf);
    const [spec, scope] = [objectOf(manifest.spec), pickMembers(configured.spec, (name) => SCOPE.includes(name))];
    return { ...one, name: textOf(objectOf(manifest.metadata).name), spec, isOpen: hasGap(spec, scope) };
  });
}

/** Null where it is not known, undefined where there is no such variable. */
function expressionOf(variable: string, manifest: Json | undefined): Json | undefined {
  const variables = listOf(objectOf(objectOf(manifest).spec).variables).map(objectOf);
  const found = variables.find(({ name }) => name === variable);
  return found && (found.expression ?? null);
}

/** As planned, or else as written, which names the registry that does not exist yet. In a module it has other names. */
function imagesIn(list: string, { address, values, written }: Instance, planned: PlannedStack) {
  const isOwn = !address.startsWith("module.");
  const [known, configured] = [values.manifest, isOwn ? written?.manifest : undefined].map((one) =>
    expressionOf(list, one),
  );
  const parts = partsOf(textOf(known ?? configured));
  const text = parts.map((one) => (typeof one === "string" ? one : (isOwn && one.template) || "${}")).join("");
  const references: string[] = [];
  const numbered = text.replace(/\$\{[^{}]*\}/g, (one) => `{${references.push(one) - 1}}`);
  const images = known === undefined ? [] : jsonIn(numbered);
  const entries = isList(images) ? images.map((one) => entryOf(textOf(one), references, planned)) : [undefined];
  return entries.every((one) => one !== undefined) ? entries : undefined;
}

/** @param references what is at the place of a number in braces, which no image has */
function entryOf(entry: string, references: readonly string[], planned: PlannedStack): AllowedImages | undefined {
  const [host, ...path] = entry.split("/");
  const reference = references[Number(/^\{(\d+)\}$/.exec(host)?.[1])];
  const servers = reference?.endsWith(".login_server}") ? registriesIn(reference, null, planned) : [];
  const [registry = registryOfHost(host)] = servers.map(({ name }) => name);
  const words = [servers.length === 1 ? registry : host, ...path].join("/");
  // One image that is exempt is told by its repository, as rights are.
  const [repository] = path.join("/").split(/[:@]/);
  return /[{}]|^$/.test(words)
    ? undefined
    : { words: planned.naming.within(words), registry: registry?.toLowerCase(), repository };
}
