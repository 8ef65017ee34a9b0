import { terraformBinary } from "../../src/providers/terraform-binary";
import { Planning } from "../../src/testing/planning";
import { binaries } from "../support/terraform";

const TIME = { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } };

/** A chain of two, of which the second one reads what only the provider can tell of the first one. */
const chain = (hours: number) => ({
  terraform: TIME,
  resource: {
    time_offset: { one: { offset_hours: hours } },
    time_static: { two: { triggers: { after: "${time_offset.one.rfc3339}" } } },
  },
});

const actionsOf = (resource_changes: { address: string; change: { actions: string[] } }[]) =>
  Object.fromEntries(resource_changes.map(({ address, change }) => [address, change.actions.join("+")]));

describe.each(binaries())("%s", (name) => {
  const binary = terraformBinary(name);

  test("tells the versions that init chose and the schemas of the types", () => {
    const planning = new Planning(binary, { changed: chain(1) }, {}, {});
    expect(planning.versions).toEqual({ "hashicorp/time": "0.13.1" });
    expect(planning.schemas("resource", "time_offset")?.attributes.offset_hours.type).toBe("number");
    expect(planning.schemas("resource", "time_nothing")).toBeUndefined();
  });

  test("a resource that is replaced answers anew, which is seen by those that read it", () => {
    const planning = new Planning(binary, { existing: chain(1), changed: chain(2) }, {}, {});
    expect(actionsOf(planning.answer([]).plan.resource_changes)).toEqual({
      "time_offset.one": "update",
      "time_static.two": "no-op",
    });
    expect(actionsOf(planning.answer(["time_offset.one"]).plan.resource_changes)).toEqual({
      "time_offset.one": "delete+create",
      "time_static.two": "update",
    });
  });

  test("made-up answers of new resources are told, so that they can be shown as unknown", () => {
    const { madeUp } = new Planning(binary, { changed: chain(1) }, {}, {}).answer([]);
    // Terraform itself leaves them unknown.
    expect(madeUp.size > 0).toBe(name === "tofu");
  });

  test("a check that fails is noted and does not hide the plan; one that cannot be decided is unknown", () => {
    const check = (condition: string) => ({ assert: [{ condition, error_message: "no" }] });
    const changed = {
      ...chain(1),
      check: {
        failing: check("${time_offset.one.offset_hours == 2}"),
        holding: check("${time_offset.one.offset_hours == 1}"),
        open: check('${time_offset.one.rfc3339 == ""}'),
      },
    };
    const planning = new Planning(binary, { changed }, {}, {});
    expect(planning.answer([]).plan.resource_changes).toHaveLength(2);
    expect(planning.checks).toEqual({ failing: "failed", holding: "passed", open: "unknown" });
  });

  test("anything else that fails is an error in the provider's words, with the version of the stack", () => {
    const wrong = { ...chain(1), output: { x: { value: "${time_offset.three.id}" } } };
    expect(() => new Planning(binary, { existing: wrong, changed: chain(1) }, {}, {}).answer([])).toThrow(
      /^the existing version of the stack cannot be planned\n.*time_offset/s,
    );
  });
});
