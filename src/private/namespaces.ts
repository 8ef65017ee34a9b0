import { type ListTerraformIterator, type Precondition, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { condition, obeys, withRule } from "./conditions";
import { expressionOf } from "./expression";
import { fail } from "./fail";
import { check, RULES } from "./naming";

/** Refuses what can be read of a list of namespaces at synth. */
export function checkNamespaces(scope: IConstruct, namespaces: string[]): void {
  if (namespaces.length === 0) {
    fail(scope, { property: "namespaces", must: "name at least one namespace", repair: "give the namespaces of the pods" });
  }
  namespaces.forEach((namespace, index) => {
    if (isHidden(namespace)) {
      return;
    }
    check(scope, "namespaces", namespace, RULES.namespace);
    if (namespaces.indexOf(namespace) !== index) {
      fail(scope, { property: "namespaces", must: "name each namespace once", got: namespace, repair: "remove the second one" });
    }
  });
}

/** Also true of the one element by which cdktf stands for a whole list. */
function isHidden(namespace: string): boolean {
  return Token.isUnresolved([namespace]);
}

/** The plan-time half: the providers accept any text as a namespace until it fails in the cluster. */
export function namespaceConditions(scope: IConstruct, namespaces: string[], each: ListTerraformIterator): Precondition[] {
  const name = Token.asString(each.value);
  return namespaces.some(isHidden)
    ? [condition(scope, obeys(name, RULES.namespace), withRule("namespaces", name, RULES.namespace))]
    : [];
}

/** Two lists that mean the same set: literals in any order, or the same Terraform expression. */
export function sameNamespaces(scope: IConstruct, one: string[], other: string[]): boolean {
  return key(scope, one) === key(scope, other);
}

function key(scope: IConstruct, namespaces: string[]): string {
  return expressionOf(scope, namespaces.some(isHidden) ? namespaces : [...namespaces].sort());
}
