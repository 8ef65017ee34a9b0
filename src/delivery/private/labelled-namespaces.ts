import type * as resourcesBinding from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import { dependable, Fn, ref, TerraformLocal, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { fail } from "../../private/fail";
import { lazy } from "../../private/lazy";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { checkLabels } from "./labels";
import { checkNamespaces } from "./namespaces";
import { SYSTEM_NAMESPACES } from "./system-namespaces";

const bindings = lazy<typeof resourcesBinding>(() =>
  require("@cdktf/provider-kubernetes/lib/data-kubernetes-resources"),
);

export interface NamespaceOptions {
  readonly namespaces?: string[];
  readonly namespaceSelector?: { readonly [label: string]: string };
  readonly provider?: TerraformProvider;
}

/** The namespaces that are listed, and those that have the labels when Terraform plans. */
export function namespacesOf(rules: Rules, options: NamespaceOptions): string[] {
  const { namespaces = [], namespaceSelector: labels } = options;
  if (labels === undefined) {
    checkNamespaces(rules, namespaces);
    return namespaces;
  }
  if (namespaces.length > 0) {
    checkNamespaces(rules, namespaces);
  }
  checkSelector(rules, labels);
  const scope = new Construct(rules.construct, "Labelled");
  const found = new (bindings().DataKubernetesResources)(scope, "Default", {
    apiVersion: "v1",
    kind: "Namespace",
    labelSelector: Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(),
    provider: options.provider,
  });
  const labelled = Token.asList(ref(namesIn(dependable(found))));
  const all = new TerraformLocal(scope, "Namespaces", Fn.sort(Fn.distinct(Fn.concat([namespaces, labelled]))));
  return Token.asList(all.expression);
}

/** Nothing can be created in a namespace that is being deleted. */
function namesIn(found: string): string {
  const isWanted = `live.metadata.deletionTimestamp == null && !contains(${JSON.stringify(SYSTEM_NAMESPACES)}, live.metadata.name)`;
  return `[for live in ${found}.objects : live.metadata.name if ${isWanted}]`;
}

function checkSelector(rules: Rules, labels: { readonly [label: string]: string }): void {
  if (Token.isUnresolved(labels)) {
    fail(rules.construct, {
      property: "namespaceSelector",
      must: "be known at synth, except for the values of its labels",
      repair: 'write { "contoso.example/pulls": variable.stringValue }',
      see: "known-at-synth",
    });
  }
  if (Object.keys(labels).length === 0) {
    fail(rules.construct, {
      property: "namespaceSelector",
      must: "contain a label, or it would select every namespace",
      repair: "leave it out, and list the namespaces",
    });
  }
  checkLabels(rules, "namespaceSelector", labels, RULES.labelValue);
}
