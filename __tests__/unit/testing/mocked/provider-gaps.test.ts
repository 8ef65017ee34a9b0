import { fitNewerProviders, ignoreWhatIsSet } from "../../../../src/testing/mocked/provider-gaps";
import type { Json } from "../../../support/stack";

const resource = (body: Json) => ({ resource: { cluster: { aks: body } } });

test("what is ignored and not set is left to the provider without a word", () => {
  const ignoring = (...ignore_changes: string[]) => {
    const json: Json = resource({ tags: {}, name: null, lifecycle: { ignore_changes, prevent_destroy: true } });
    ignoreWhatIsSet(json);
    return json.resource.cluster.aks.lifecycle;
  };
  expect(ignoring("end_date", "tags", "tags.team", "pool[0].name", "name")).toEqual({
    ignore_changes: ["tags", "tags.team"],
    prevent_destroy: true,
  });
  expect(ignoring("end_date")).toEqual({ prevent_destroy: true });
});

test("that all is ignored stays", () => {
  const json = resource({ lifecycle: { ignore_changes: "all" } });
  ignoreWhatIsSet(json);
  expect(json).toEqual(resource({ lifecycle: { ignore_changes: "all" } }));
});

const schemas = () => ({ attributes: { name: {} }, block_types: { profile: { min_items: 1 }, pool: {} } });

test("an older version gets the block that newer providers demand, and loses what they know no more", () => {
  const existing = resource({ name: "x", gone: true, for_each: {}, lifecycle: {} });
  fitNewerProviders(existing, resource({ profile: { mode: "Manual" }, pool: {} }), schemas);
  expect(existing).toEqual(resource({ name: "x", for_each: {}, lifecycle: {}, profile: { mode: "Manual" } }));
});

test.each([{ profile: { mode: "Auto" } }, { dynamic: { profile: {} } }])("a block that it has stays: %j", (body) => {
  const existing = resource(body);
  fitNewerProviders(existing, resource({ profile: { mode: "Manual" } }), schemas);
  expect(existing).toEqual(resource(body));
});

test("nothing is taken from a type without a schema", () => {
  const existing = resource({ input: 1 });
  fitNewerProviders(existing, resource({}), () => undefined);
  expect(existing).toEqual(resource({ input: 1 }));
});
