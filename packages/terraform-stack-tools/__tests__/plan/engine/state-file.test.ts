import { existingResources } from "../../../src/plan/engine/state";
import { writePrivateState } from "../../../src/plan/engine/values";

const kept = (open: readonly string[][], unplanned?: string) =>
  writePrivateState({ open, ...(unplanned === undefined ? {} : { unplanned }) }).toString("base64");

test("what proxies keep is read by the address of each instance", () => {
  const state = {
    version: 4,
    resources: [
      { mode: "managed", type: "a", name: "one", instances: [{ private: kept([["sku"]]) }] },
      { mode: "managed", type: "a", name: "many", instances: [{ index_key: "x", private: kept([], "gone") }, { index_key: 0 }] },
      { module: 'module.m["k"]', mode: "data", type: "b", name: "found", instances: [{}] },
    ],
  };
  expect(existingResources(Buffer.from(JSON.stringify(state)))).toEqual({
    "a.one": { open: [["sku"]] },
    'a.many["x"]': { open: [], unplanned: "gone" },
    "a.many[0]": { open: [] },
    'module.m["k"].data.b.found': { open: [] },
  });
  expect(existingResources(Buffer.from('{"version": 4}'))).toEqual({});
});
