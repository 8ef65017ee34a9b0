import { Plan, planSerializer } from "../../../src/testing";

expect.addSnapshotSerializer(planSerializer);

const plan = new Plan(
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

test("a plan reads as a person would write it down", () => {
  expect(plan).toMatchInlineSnapshot(`
    Plan: 1 to create, 1 to update, replacement unknown, 1 to replace, 1 to delete, 1 to move

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

test("it can stand inside something else", () => {
  expect({ plan: new Plan({ "a.gone": { action: "delete" } }, {}, {}, true) }).toMatchInlineSnapshot(`
    {
      "plan": Plan: 1 to delete

      - a.gone (delete),
    }
  `);
});

test("nothing to do is said so", () => {
  const unchanged = new Plan({ "a.kept": { action: "no-op", values: {} } }, {}, {}, true);
  expect(unchanged).toMatchInlineSnapshot(`No changes.`);
  expect(new Plan({}, {}, {}, false)).toMatchInlineSnapshot(`No resources.`);
});

test("other values are left to other serializers", () => {
  expect([null, undefined, {}, { resources: {} }, "Plan"].map(planSerializer.test)).toEqual([false, false, false, false, false]);
});
