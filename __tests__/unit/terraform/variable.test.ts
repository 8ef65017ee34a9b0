import { outputsOf, variablesOf } from "../../../src/terraform/variable";

test("inputs come required ones first, with what a reader needs to know", () => {
  const variable = {
    b: { type: "string", description: "B", sensitive: true },
    a: { type: "${list(string)}", default: [] },
    c: { validation: [{ condition: "${var.c != 1}", error_message: "no" }] },
  };
  expect(variablesOf({ variable })).toEqual([
    { name: "b", type: "string", description: "B", isRequired: true, isSecret: true, isEphemeral: false, validations: [] },
    {
      name: "c",
      type: "any",
      description: "",
      isRequired: true,
      isSecret: false,
      isEphemeral: false,
      validations: [{ condition: "${var.c != 1}", message: "no" }],
    },
    {
      name: "a",
      type: "list(string)",
      description: "",
      isRequired: false,
      isSecret: false,
      isEphemeral: false,
      default: [],
      validations: [],
    },
  ]);
});

test("an ephemeral input is secret too", () => {
  expect(variablesOf({ variable: { a: { ephemeral: true } } })[0]).toMatchObject({ isSecret: true, isEphemeral: true });
});

test("outputs have no values here", () => {
  expect(outputsOf({ output: { a: { value: "canary", sensitive: true, description: "A" } } })).toEqual([
    { name: "a", description: "A", isSecret: true },
  ]);
});
