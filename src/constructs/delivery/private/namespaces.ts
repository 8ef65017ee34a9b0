import { type ListTerraformIterator, type Precondition, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { condition, obeys, withRule } from "../../private/conditions";
import { expressionsOf } from "../../private/expression";
import { fail } from "../../private/fail";
import { check, RULES } from "../../private/rules";

/** A list, also where it was given as `TerraformVariable.value` or another expression, which has no type. */
export function asList(namespaces: string[]): string[] {
  return Array.isArray(namespaces) || !Token.isUnresolved(namespaces) ? (namespaces ?? []) : Token.asList(namespaces);
}

/** Refuses what can be read of a list of namespaces at synth. */
export function checkNamespaces(scope: IConstruct, namespaces: string[]): void {
  if (!Array.isArray(namespaces)) {
    fail(scope, { property: "namespaces", must: "be a list", got: String(namespaces), repair: "write it in brackets" });
  }
  if (namespaces.length === 0) {
    fail(scope, { property: "namespaces", must: "name at least one namespace", repair: "give the namespaces of the pods" });
  }
  for (const namespace of namespaces.filter((name) => !isHidden(name))) {
    check(scope, "namespaces", namespace, RULES.namespace);
  }
  const names = expressionsOf(scope, namespaces);
  const second = names.find((name, index) => names.indexOf(name) !== index);
  if (second) {
    fail(scope, { property: "namespaces", must: "name each namespace once", got: second, repair: "remove the second one" });
  }
}

/** The plan-time half: the providers accept any text as a namespace until it fails in the cluster. */
export function namespaceConditions(scope: IConstruct, namespaces: string[], each: ListTerraformIterator): Precondition[] {
  const name = Token.asString(each.value);
  return namespaces.some(isHidden)
    ? [condition(scope, obeys(name, RULES.namespace), withRule("namespaces", name, RULES.namespace))]
    : [];
}

/** Two lists that mean the same set, in any order. */
export function sameNamespaces(scope: IConstruct, one: string[], other: string[]): boolean {
  const [left, right] = [one, other].map((list) => JSON.stringify(expressionsOf(scope, list).sort()));
  return left === right;
}

/** A token, or the one element by which cdktf stands for a whole list. */
function isHidden(namespace: string): boolean {
  return Token.isUnresolved(namespace) || Token.isUnresolved([namespace]);
}
