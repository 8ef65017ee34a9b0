import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { TerraformIterator, type TerraformStack, TerraformVariable } from "cdktf";
import {
  asList,
  checkNamespaces,
  namespaceConditions,
  sameNamespaces,
} from "../../../../../src/constructs/delivery/private/namespaces";
import { expressionsOf } from "../../../../../src/constructs/private/expression";
import { rendered } from "../../../../support/rendered";
import { emptyStack } from "../../../../support/stack";

const variable = (stack: TerraformStack, id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;
const listVariable = (stack: TerraformStack, id: string) => new TerraformVariable(stack, id, { type: "list(string)" }).listValue;

const CONDITIONS = [
  {
    condition: '${can(regex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", each.value))}',
    errorMessage:
      "[stack] namespaces must be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or digit at both " +
      "ends); give names as `kubectl get namespaces` prints them.",
  },
];

function conditionsOf(stack: TerraformStack, namespaces: string[]) {
  return rendered(stack, namespaceConditions(stack, namespaces, TerraformIterator.fromList(namespaces)));
}

test("lets names, variables and a list variable pass", () => {
  const stack = emptyStack();
  for (const namespaces of [["apps"], ["apps", "jobs"], ["apps", variable(stack, "team")], listVariable(stack, "teams")]) {
    expect(() => checkNamespaces(stack, namespaces)).not.toThrow();
  }
});

test("fails without a namespace", () => {
  expect(() => checkNamespaces(emptyStack(), [])).toThrow(
    "[stack] namespaces must name at least one namespace; give the namespaces of the pods.",
  );
});

test.each(["Apps", "a.b", ""])("fails for the namespace '%s'", (namespace) => {
  expect(() => checkNamespaces(emptyStack(), ["apps", namespace])).toThrow(
    "[stack] namespaces must be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or digit at both " +
      `ends), got '${namespace}'; give names as \`kubectl get namespaces\` prints them.`,
  );
});

test("fails for a namespace that comes twice", () => {
  expect(() => checkNamespaces(emptyStack(), ["apps", "jobs", "apps"])).toThrow(
    "[stack] namespaces must name each namespace once, got 'apps'; remove the second one.",
  );
});

test("checks each name of a list variable at plan", () => {
  const stack = emptyStack();
  expect(conditionsOf(stack, listVariable(stack, "teams"))).toEqual(CONDITIONS);
});

test("checks names at plan where some are variables", () => {
  const stack = emptyStack();
  expect(conditionsOf(stack, ["apps", variable(stack, "team")])).toEqual(CONDITIONS);
});

test("checks nothing at plan where all names are known", () => {
  expect(conditionsOf(emptyStack(), ["apps", "jobs"])).toEqual([]);
});

test("tells that two lists mean the same namespaces, in any order", () => {
  const stack = emptyStack();
  const teams = listVariable(stack, "teams");
  expect(sameNamespaces(stack, ["apps", "jobs"], ["jobs", "apps"])).toBe(true);
  expect(sameNamespaces(stack, teams, teams)).toBe(true);
});

test("tells that two lists mean different namespaces", () => {
  const stack = emptyStack();
  const teams = listVariable(stack, "teams");
  expect(sameNamespaces(stack, ["apps"], ["apps", "jobs"])).toBe(false);
  expect(sameNamespaces(stack, ["apps"], ["jobs"])).toBe(false);
  expect(sameNamespaces(stack, ["apps"], teams)).toBe(false);
  expect(sameNamespaces(stack, teams, listVariable(stack, "others"))).toBe(false);
});

test("tells that two tokens of one namespace mean the same", () => {
  const stack = emptyStack();
  const { metadata } = new NamespaceV1(stack, "apps", { metadata: { name: "apps" } });
  expect(sameNamespaces(stack, [metadata.name], [metadata.name])).toBe(true);
});

test("tells that tokens mean the same namespaces in any order", () => {
  const stack = emptyStack();
  const apps = new NamespaceV1(stack, "apps", { metadata: { name: "apps" } }).metadata;
  const jobs = new NamespaceV1(stack, "jobs", { metadata: { name: "jobs" } }).metadata;
  expect(sameNamespaces(stack, [apps.name, jobs.name], [jobs.name, apps.name])).toBe(true);
});

test("keeps the order of the lists it compares", () => {
  const namespaces = ["jobs", "apps"];
  sameNamespaces(emptyStack(), namespaces, ["apps"]);
  expect(namespaces).toEqual(["jobs", "apps"]);
});

test("a list is one, also where it was given as an expression without a type, and nothing where it is missing", () => {
  const stack = emptyStack();
  const { value, listValue } = new TerraformVariable(stack, "names", { type: "list(string)" });
  expect(asList(["apps"])).toEqual(["apps"]);
  expect(asList(listValue)).toBe(listValue);
  expect(expressionsOf(stack, asList(value))).toEqual(["${var.names}"]);
  expect(asList(undefined as never)).toEqual([]);
});
