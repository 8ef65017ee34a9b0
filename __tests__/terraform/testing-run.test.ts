import { terraformBinary } from "../../src/providers/terraform-binary";
import type { JsonObject } from "../../src/terraform/json";
import { NO_FAILED_CHECKS } from "../../src/testing/engine/checks";
import { initialize } from "../../src/testing/engine/initialize";
import { run } from "../../src/testing/engine/run";
import { plannable } from "../support/plannable";
import { binaries } from "../support/terraform";

const TIME = { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } };

/** Two resources, of which the second one reads what only the provider can tell about the first one. */
const chain = (hours: number) => ({
  terraform: TIME,
  resource: {
    time_offset: { one: { offset_hours: hours } },
    time_static: { two: { triggers: { after: "${time_offset.one.rfc3339}" } } },
  },
});

describe.each(binaries())("%s", (name) => {
  const initialized = (changed: JsonObject, existing?: JsonObject) =>
    initialize(terraformBinary(name), plannable(changed, existing), {});
  const answer = (changed: JsonObject, existing?: JsonObject, replaced: readonly string[] = []) =>
    run(initialized(changed, existing), replaced, NO_FAILED_CHECKS);
  const actions = (...args: Parameters<typeof answer>) =>
    Object.fromEntries(
      (answer(...args).plan.resource_changes ?? []).map(({ address, change }) => [address, change.actions.join("+")]),
    );

  test("tells the versions that init selected and the schemas of the types", () => {
    const { providerVersions, schemas } = initialized(chain(1));
    expect(providerVersions).toEqual({ "hashicorp/time": "0.13.1" });
    expect(schemas("resource", "time_offset")?.attributes?.offset_hours.type).toBe("number");
    expect(schemas("resource", "time_nothing")).toBeUndefined();
  });

  test("creates a new stack, and updates an earlier version of it", () => {
    expect(actions(chain(1))).toEqual({ "time_offset.one": "create", "time_static.two": "create" });
    expect(actions(chain(1), chain(1))).toEqual({ "time_offset.one": "no-op", "time_static.two": "no-op" });
    expect(actions(chain(2), chain(1))).toEqual({ "time_offset.one": "update", "time_static.two": "no-op" });
  });

  test("shows what the replacement of a resource changes in those that read it", () => {
    expect(actions(chain(2), chain(1), ["time_offset.one"])).toEqual({
      "time_offset.one": "delete+create",
      "time_static.two": "update",
    });
  });

  test("tells the made-up answers of new resources, unless the binary leaves them unknown itself", () => {
    expect(answer(chain(1)).madeUp.size > 0).toBe(name === "tofu");
  });

  test("plans in spite of a check block that fails, and tells which one cannot be decided", () => {
    const check = (condition: string) => ({ assert: [{ condition, error_message: "no" }] });
    const { plan, checks } = answer({
      ...chain(1),
      check: {
        failing: check("${time_offset.one.offset_hours == 2}"),
        passing: check("${time_offset.one.offset_hours == 1}"),
        undecided: check('${time_offset.one.rfc3339 == ""}'),
      },
    });
    expect(plan.resource_changes).toHaveLength(2);
    expect(checks).toEqual({ "check.failing": "failed", "check.passing": "passed", "check.undecided": "unknown" });
  });

  test("fails in the provider's words, with the version of the stack that is at fault", () => {
    const wrong = { ...chain(1), output: { x: { value: "${time_offset.three.id}" } } };
    expect(() => answer(chain(1), wrong)).toThrow(/^the existing version of the stack cannot be planned\n.*time_offset/s);
    expect(() => answer(wrong, chain(1))).toThrow(/^the stack cannot be planned\n.*time_offset/s);
    expect(() => answer({ output: { x: { value: "${var.y}" } } })).toThrow(/undeclared input variable/);
  });
});
