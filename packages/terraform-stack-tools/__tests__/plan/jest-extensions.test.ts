import { Plan, type PlannedChange, planMatchers, planSerializer } from "../../src/plan";

expect.extend(planMatchers);
expect.addSnapshotSerializer(planSerializer);

const plan = (resources: Record<string, PlannedChange>, isUpdate = true) => new Plan(resources, {}, {}, isUpdate);

describe("the matchers", () => {
  const harmless = plan({ "a.b": { action: "update", changes: {} }, "a.c": { action: "create" }, "a.d": { action: "forget" } });

  test("pass for a plan that neither replaces nor deletes", () => {
    expect(harmless).toPlanNoReplacement();
    expect(harmless).toPlanNoDeletion();
  });

  test("fail with the addresses that are replaced and the arguments that force it", () => {
    const replacing = plan({
      "a.b": { action: "replace", because: ["name", "location"] },
      "a.c": { action: "replace" },
      "a.d": { action: "delete" },
    });
    expect(() => expect(replacing).toPlanNoReplacement()).toThrow("2 would be replaced:\n  a.b: forced by name, location\n  a.c");
    expect(() => expect(harmless).not.toPlanNoReplacement()).toThrow("nothing would be replaced");
  });

  test("fail where a replacement is unknown, and say why", () => {
    const unknown = plan({
      "x.y": { action: "update, replacement unknown", reason: "it depends on another" },
      "x.z": { action: "update, replacement unknown", because: ["scope"], reason: "scope is open" },
    });
    expect(() => expect(unknown).toPlanNoReplacement()).toThrow(
      "x.y: unknown; it depends on another\n  x.z: unknown, possibly forced by scope; scope is open",
    );
  });

  test("fail with the addresses that are deleted, but not with those that are replaced", () => {
    const deleting = plan({ "a.b": { action: "delete" }, "a.c": { action: "replace" } });
    expect(() => expect(deleting).toPlanNoDeletion()).toThrow(/^1 would be deleted:\n {2}a\.b$/);
  });

  test("reject a plan without an earlier version, and any other value", () => {
    expect(() => expect(plan({}, false)).toPlanNoReplacement()).toThrow("with existing");
    expect(() => expect({}).toPlanNoDeletion()).toThrow("must be called on the result of plan(), got object");
  });
});

describe("the serializer", () => {
  const everything = new Plan(
    {
      "a.created": {
        action: "create",
        values: {
          metadata: [{ name: "n", uid: "(known after apply)" }],
          "odd.name": { "x.y/z": [1, true, null] },
          password: "(sensitive value)",
          text: 'quote " and\nline',
        },
      },
      "a.gone": { action: "delete" },
      "a.kept": { action: "no-op", values: { name: "n" } },
      "a.moved": { action: "no-op", movedFrom: "a.was", values: { name: "n" } },
      "a.open": {
        action: "update, replacement unknown",
        because: ["scope"],
        reason: "the provider did not answer",
        changes: { scope: { before: "a", after: "b" } },
      },
      "a.replaced": {
        action: "replace",
        because: ["name"],
        createBeforeDestroy: true,
        changes: { name: { before: "a", after: "(known after apply)" } },
      },
    },
    { id: "(known after apply)", list: [] },
    { "check.health": "failed" },
    true,
  );

  test("prints a plan as Terraform does", () => {
    expect(everything).toMatchInlineSnapshot(`
    Plan: 1 to create, 1 to update (replacement unknown), 1 to replace, 1 to delete, 1 to move

    + a.created (create)
        metadata {
          name = "n"
          uid = (known after apply)
        }
        odd.name = { "x.y/z" = [1, true, null] }
        password = (sensitive value)
        text = "quote \\" and\\nline"

    - a.gone (delete)

    → a.moved (moved from a.was)

    ~? a.open (update, replacement unknown; perhaps forced by scope)
        # the provider did not answer
        scope = "a" -> "b"

    +/- a.replaced (replace; forced by name)
        name = "a" -> (known after apply)

    Outputs:
      id = (known after apply)
      list = []

    Checks:
      check.health: failed
  `);
  });

  test("says so when nothing changes", () => {
    expect(planSerializer.test(plan({}))).toBe(true);
    expect(plan({ "a.kept": { action: "no-op", values: {} } })).toMatchInlineSnapshot(`No changes.`);
    expect(plan({}, false)).toMatchInlineSnapshot(`No resources.`);
  });

  test("leaves other values to other serializers", () => {
    expect([null, undefined, {}, { resources: {} }, "Plan"].map(planSerializer.test)).not.toContain(true);
  });
});
