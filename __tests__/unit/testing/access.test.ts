import { readStack } from "../../../src/terraform/stack";
import { Plan } from "../../../src/testing";
import { plannedStack } from "../../../src/testing/access";

test("values of variables may name things in a report, except for those of secret ones", () => {
  const stack = readStack({
    variable: {
      cluster: { type: "string" },
      registry: { default: "contoso" },
      password: { type: "string", sensitive: true },
      token: { default: "canary", ephemeral: true },
    },
  });
  const given = { cluster: "prod", password: "canary", other: "of another stack" };
  expect(plannedStack(stack, new Plan({}, {}, {}, false), given).variables).toEqual({ cluster: "prod", registry: "contoso" });
});
