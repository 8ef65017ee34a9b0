import { blockName, type Instance, type PlannedStack } from "../../planned/planned-stack";
import { isList, type Json, type JsonObject, listOf, objectOf, pickMembers, textOf } from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { hasGap, registriesIn, registryOfHost } from "../access/registries";
import { clustersBehind, isOfType } from "../catalogue/block-types";

/** A policy of an API server that says which images there may be. Kubernetes, "Validating Admission Policy". */
export interface ImagePolicy {
  readonly name: string;
  readonly address: string;
  /** The name of the AKS cluster; undefined where its provider does not tell. */
  readonly cluster: string | undefined;
  /** Undefined where nobody knows. */
  readonly allowed: readonly AllowedImages[] | undefined;
  readonly spec: JsonObject;
  /** Whether nobody knows a part of what it is for. */
  readonly isOpen: boolean;
  readonly bindings: readonly Pick<ImagePolicy, "spec" | "isOpen">[];
}

/** Everything on a host, or what is at or below a repository there. */
export interface AllowedImages {
  readonly words: string;
  /** Undefined for a host that is no registry of Azure. */
  readonly registry: string | undefined;
  /** Empty for all. */
  readonly repository: string;
}

/** The variable of such a policy whose expression is the list, as JSON. */
export const LIST = "allowedImages";
const POLICY = "ValidatingAdmissionPolicy";

/** What of a policy and of its binding says what it is for, and what happens. */
const SCOPE = ["failurePolicy", "matchConstraints", "matchConditions", "validationActions", "matchResources"];

export function imagePoliciesIn(planned: PlannedStack): ImagePolicy[] {
  const bindings = manifests(`${POLICY}Binding`, planned);
  return manifests(POLICY, planned)
    .filter(({ values }) => listIn(values.manifest) !== undefined)
    .map((policy): ImagePolicy => {
      const { address, block, name, spec, isOpen } = policy;
      const [cluster] = clustersBehind(block, planned.stack).map((one) => blockName(one, planned));
      const isSame = (one: Instance) => one.block.provider.alias === block.provider.alias;
      return {
        ...{ name: planned.naming.of(name), address, cluster, spec, isOpen },
        allowed: allowedBy(policy, planned),
        bindings: bindings.filter((one) => one.spec.policyName === name && isSame(one)),
      };
    });
}

function manifests(kind: string, { instances }: PlannedStack) {
  return instances
    .filter(({ block }) => isOfType(block, "kubernetes_manifest"))
    .map((one) => ({ ...one, manifest: objectOf(one.values.manifest) }))
    .filter(
      ({ manifest }) =>
        manifest.kind === kind && textOf(manifest.apiVersion).startsWith("admissionregistration.k8s.io/"),
    )
    .map(({ manifest, ...one }) => {
      const [spec, configured] = [manifest, objectOf(one.block.body.manifest)].map(({ spec: own }) => objectOf(own));
      const isOpen = hasGap(
        spec,
        pickMembers(configured, (name) => SCOPE.includes(name)),
      );
      return { ...one, name: textOf(objectOf(manifest.metadata).name), spec, isOpen };
    });
}

function listIn(manifest: Json | undefined): JsonObject | undefined {
  const variables = listOf(objectOf(objectOf(manifest).spec).variables).map(objectOf);
  return variables.find(({ name }) => name === LIST);
}

/** As planned, or else as configured: that names the registry which does not exist yet. */
function allowedBy({ block, values, written }: Instance, planned: PlannedStack): AllowedImages[] | undefined {
  const known = listIn(values.manifest)?.expression;
  const configured = [block.body.manifest, written?.manifest].map((one) => listIn(one)?.expression);
  const references: string[] = [];
  const numbered = textOf(configured.find((one) => typeof one === "string")).replace(
    /\$\{[^{}]*\}/g,
    (reference) => `{${references.push(reference) - 1}}`,
  );
  const list = jsonIn(typeof known === "string" ? known : numbered);
  const entries = isList(list) ? list.map((entry) => entryOf(textOf(entry), references, planned)) : [undefined];
  return entries.every((one) => one !== undefined) ? entries : undefined;
}

/** @param references what is at the place of a number in braces, which no image has */
function entryOf(entry: string, references: readonly string[], planned: PlannedStack): AllowedImages | undefined {
  const [host, ...path] = entry.split("/");
  const reference = references[Number(/^\{(\d+)\}$/.exec(host)?.[1])];
  const servers = reference?.endsWith(".login_server}") ? registriesIn(reference, null, planned) : [];
  const [registry = registryOfHost(host)] = servers.map(({ name }) => name);
  const repository = path.join("/").replace(/\/$/, "");
  const words = [servers.length === 1 ? registry : host, repository].filter(Boolean).join("/");
  return /[{}]/.test(words) || words === "" ? undefined : { words: planned.naming.within(words), registry, repository };
}
