import { Fn, type IResolvable, type ITerraformIterator, Op, TerraformIterator, TerraformLocal, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { fail } from "../../private/fail";
import { expressionsOf } from "../../private/rendering/expression";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";

/** Checks the namespaces of a resource that has one instance for each of them. */
export function checkNamespaces(rules: Rules, namespaces: string[]): void {
  const { construct } = rules;
  if (namespaces.length === 0) {
    fail(construct, {
      property: "namespaces",
      must: "contain at least one namespace",
      repair: "list the namespaces of the pods",
    });
  }
  checkNames(rules, "namespaces", namespaces);
}

/** The same for a list that may be empty. */
export function checkNames(rules: Rules, property: string, namespaces: string[]): void {
  for (const namespace of namespaces.filter((name) => !isHidden(name))) {
    rules.text(property, namespace, RULES.namespace);
  }
  if (namespaces.some(isHidden)) {
    // Checked for each instance: the providers accept any text as a namespace until the cluster rejects it.
    rules.text(property, Token.asString(TerraformIterator.fromList(namespaces).value), RULES.namespace);
  }
  rules.distinct(property, "a namespace", namespaces);
}

/** The namespaces of two lists, each of them once. */
export function unionOf(one: string[], other: string[]): string[] {
  if (other.length === 0) {
    return one;
  }
  return [...one, ...other].some(isHidden)
    ? Token.asList(Fn.distinct(Fn.concat([operands(one), operands(other)])))
    : [...new Set([...one, ...other])];
}

/** A list as an operand of `Fn`. */
export function operands(namespaces: string[]): string[] {
  return Token.isUnresolved(namespaces) ? namespaces : namespaces.map(operand);
}

/** The instances of a resource, and the namespace of each. */
export interface EachNamespace {
  readonly forEach: ITerraformIterator;
  readonly namespace: string;
}

/** Below it, a list in `for_each` costs nothing and is easier to read. */
const LONG = 50;

/**
 * One instance for each namespace. Terraform evaluates `for_each` again for each instance, which takes quadratic time
 * for a list in the expression; a local with a map is evaluated once. The keys are the same.
 */
export function eachNamespace(scope: IConstruct, namespaces: string[], localId = "Namespaces"): EachNamespace {
  if (namespaces.length < LONG || namespaces.some(isHidden)) {
    const forEach = TerraformIterator.fromList(namespaces);
    return { forEach, namespace: Token.asString(forEach.value) };
  }
  const map = new TerraformLocal(scope, localId, Object.fromEntries(namespaces.map((name) => [name, name])));
  const forEach = TerraformIterator.fromMap(Token.asAnyMap(map.expression));
  return { forEach, namespace: Token.asString(forEach.value) };
}

/** Whether two lists describe the same set, in any order. */
export function sameNamespaces(scope: IConstruct, one: string[], other: string[]): boolean {
  const [left, right] = [one, other].map((list) => JSON.stringify(expressionsOf(scope, list).sort()));
  return left === right;
}

/** Whether all of one list are in another. What synth cannot tell is an expression for the plan. */
export function isWithin(scope: IConstruct, some: string[], all: string[]): boolean | IResolvable {
  if (sameNamespaces(scope, some, all)) {
    return true;
  }
  return some.some(isHidden) || all.some(isHidden)
    ? // cdktf renders a zero as undefined.
      Op.lt(Fn.lengthOf(Fn.setsubtract(operands(some), operands(all))), 1)
    : some.every((namespace) => all.includes(namespace));
}

/** A token, or the single element by which cdktf represents a whole list. */
export function isHidden(namespace: string): boolean {
  return Token.isUnresolved(namespace) || Token.isUnresolved([namespace]);
}
