import { SHAPES, sampleOf, suggestedText } from "../../../../src/handoff/example/sample";
import { moduleOf, whole } from "../../../../src/handoff/module";
import { type Variable, variablesOf } from "../../../../src/terraform/variable";
import { scenarios } from "../../../../stacks/main";
import { stacksOf } from "../../../support/scenarios";
import { render } from "../../../support/stack";

const variable = (type: string, condition?: string, name = "v"): Variable => ({
  name,
  type,
  description: "",
  isRequired: true,
  isSecret: false,
  isEphemeral: false,
  validations: condition ? [{ condition, message: "" }] : [],
});

test.each([
  ["string", undefined, "example"],
  ["list(string)", undefined, ["example"]],
  ["number", undefined, 1],
  ["tuple([bool, string])", undefined, [true, "example"]],
  ["object({ a = string, b = optional(string) })", undefined, { a: "example" }],
  ["string", '${can(regex("^[0-9.]+/\\\\d+$", var.v))}', "10.0.0.0/16"],
  ["string", '${contains(["small", "large"], var.v)}', "small"],
  ["list(string)", '${alltrue([for one in var.v : can(regex("^https://", one))])}', ["https://example.org"]],
  [
    "map(object({ id = string, name = string }))",
    '${alltrue([for grant in var.v : can(regex("^/subscriptions/", grant.id))])}',
    { example: { id: SHAPES.subscription, name: "example" } },
  ],
])("a value of %s that passes %s", (type, condition, value) => {
  expect(sampleOf(variable(type, condition))).toEqual({ value, isCertain: true });
});

test("a name suggests a value", () => {
  expect(sampleOf(variable("string", undefined, "registry_id")).value).toBe(SHAPES.registry);
});

test("says so when no value is known to pass", () => {
  expect(sampleOf(variable("string", '${can(regex("^zebra$", var.v))}')).isCertain).toBe(false);
});

test("a pattern that JavaScript does not know is no demand", () => {
  expect(sampleOf(variable("string", '${can(regex("(?i)[[:alpha:]", var.v))}')).isCertain).toBe(false);
});

test("every input of our stacks has a value that is certain", () => {
  const variables = stacksOf(scenarios).flatMap((stack) => variablesOf(whole(moduleOf(render(stack)))));
  expect(variables.filter((each) => !sampleOf(each).isCertain)).toEqual([]);
});

test.each(["${var.v > 10}", "${length(var.v) == 3}", '${startswith(var.v, "kv-")}'])(
  "says so of a condition it cannot read: %s",
  (condition) => {
    expect(sampleOf(variable("string", condition)).isCertain).toBe(false);
  },
);

test.each(["${length(var.v) > 0}", '${var.v != ""}', "${length(distinct([for one in var.v : lower(one)])) == length(var.v)}"])(
  "is certain of what every value holds: %s",
  (condition) => {
    expect(sampleOf(variable("list(string)", condition)).isCertain).toBe(true);
  },
);

test("the output of another stack is told by its name alone", () => {
  expect(suggestedText("cross-stack-output-azurerm_container_registryacrid")).toBe(SHAPES.registry);
  expect(suggestedText("kubelet_object_id")).toBe(SHAPES.guid);
  expect(suggestedText("something")).toBe("example");
});
