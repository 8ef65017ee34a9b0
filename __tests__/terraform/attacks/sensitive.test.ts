import { PlanError, plan } from "../../../packages/terraform-stack-tools/src/plan";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { binaries } from "../../support/terraform";

const SECRET = "hunter2-canary";
/** The secret and what functions make of it. */
const FORMS = [SECRET, SECRET.toUpperCase(), [...SECRET].reverse().join(""), Buffer.from(SECRET).toString("base64")];
const VARIABLE = { password: { type: "string", sensitive: true } };

const data = (input: string) => ({ variable: VARIABLE, resource: { terraform_data: { a: { input } } } });

const planned = (binary: string, stack: JsonObject, existing?: JsonObject) => {
  const versions = existing === undefined ? {} : { existing };
  try {
    return JSON.stringify(plan(stack, { variables: { password: SECRET }, binary, ...versions }));
  } catch (error) {
    if (error instanceof PlanError) {
      return error.message;
    }
    throw error;
  }
};

/** Stacks whose plans, or errors, could show the secret in another form. */
const STACKS: readonly (readonly [what: string, stack: JsonObject, existing: JsonObject | undefined, shown: string])[] = [
  ["a function that quotes what it gets", data("${cidrsubnet(upper(var.password), 8, 1)}"), undefined, "left out"],
  ["another one", data('${timeadd(upper(var.password), "1h")}'), undefined, "left out"],
  [
    "an attribute that copies an argument without its mark",
    data("${strrev(var.password)}"),
    data("${upper(var.password)}"),
    "(sensitive value)",
  ],
];

describe.each(binaries())("%s", (binary) => {
  test.each(STACKS)("%s", (_what, stack, existing, shown) => {
    const text = planned(binary, stack, existing);
    expect(text).toContain(shown);
    expect(FORMS.filter((form) => text.includes(form))).toEqual([]);
  });
});
