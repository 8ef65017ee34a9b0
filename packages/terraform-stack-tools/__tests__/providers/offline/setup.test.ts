import type { BlockSchema } from "../../../src/providers/initialized-folder";
import { conformed, offlineConfiguration } from "../../../src/providers/plugin/offline-provider";

const INNER: BlockSchema = { attributes: { size: {} } };
const BLOCK: BlockSchema = {
  attributes: { host: {}, token: {} },
  block_types: {
    single: { nesting_mode: "single", block: INNER },
    group: { nesting_mode: "group", block: INNER },
    list: { block: INNER },
    map: { nesting_mode: "map", block: INNER },
  },
};

test("a configuration has every member of the schema, and no other", () => {
  expect(conformed(BLOCK, { host: "h", list: [{}, { size: 1, other: 2 }], single: [{}], other: 1 })).toEqual({
    host: "h",
    token: null,
    single: { size: null },
    group: null,
    list: [{ size: null }, { size: 1 }],
    map: {},
  });
});

test("a provider that nobody knows is configured only if it takes nothing", () => {
  const setup = { configure: () => ({ host: "invalid" }) };
  expect(offlineConfiguration(undefined, { block: {} }, {})).toEqual({});
  expect(offlineConfiguration(undefined, { block: INNER }, {})).toBeUndefined();
  expect(offlineConfiguration(setup, { block: { attributes: { host: {}, size: {} } } }, { size: 1 })).toEqual({
    host: "invalid",
    size: null,
  });
});
