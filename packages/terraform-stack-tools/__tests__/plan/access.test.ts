import { Plan } from "../../src/plan";
import { plannedStack } from "../../src/plan/access";
import { readStack } from "../../src/stack/stack";

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
