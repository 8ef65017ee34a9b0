import { SCENARIOS } from "../../support/scenarios";
import { synthesize, warnings } from "../../support/stack";

describe.each(SCENARIOS)("the stack %s", (_id, stack) => {
  test("describes and validates every input, and describes every output", () => {
    const json = synthesize(stack);
    for (const [name, variable] of Object.entries(json.variable)) {
      expect([name, variable]).toEqual([
        name,
        {
          type: expect.any(String),
          description: expect.any(String),
          nullable: false,
          validation: expect.anything(),
          ...secret(name),
        },
      ]);
    }
    for (const output of Object.values(json.output ?? {})) {
      expect(output.description).toEqual(expect.any(String));
    }
  });

  test("keeps its state at the root of the project, without a path of the machine", () => {
    expect(synthesize(stack).terraform.backend).toEqual({ local: { path: `../../../terraform.${stack.node.id}.tfstate` } });
  });

  test("reveals nothing and warns about nothing", () => {
    expect(JSON.stringify(synthesize(stack))).not.toContain("nonsensitive");
    expect(warnings(stack)).toEqual([]);
  });

  test("has no condition on `self` where there are several instances, which would hide why one could not be created", () => {
    const resources = Object.values(synthesize(stack).resource).flatMap((blocks) => Object.values(blocks));
    expect(resources.filter(({ for_each, lifecycle }) => for_each && lifecycle?.postcondition)).toEqual([]);
  });
});

function secret(name: string) {
  return name.endsWith("password") ? { sensitive: true } : {};
}
