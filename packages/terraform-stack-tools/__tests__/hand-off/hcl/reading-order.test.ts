import { inReadingOrder } from "../../../src/hand-off/hcl/module-files";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { SCENARIOS } from "../../support/scenarios";

const orderOf = (stack: Json) => inReadingOrder(readStack(stack)).map(({ address }) => address);

/** A stack of `terraform_data` blocks, each with the addresses that it refers to. */
const data = (blocks: Record<string, string[]>): Json => ({
  resource: {
    terraform_data: Object.fromEntries(
      Object.entries(blocks).map(([name, used]) => [name, { input: used.map((one) => `\${terraform_data.${one}.id}`) }]),
    ),
  },
});

const namesOf = (blocks: Record<string, string[]>) => orderOf(data(blocks)).map((address) => address.split(".")[1]);

test("follows local values, modules, data sources and the configuration of a provider", () => {
  const stack = {
    provider: { a: [{ alias: "edge", host: "${data.z_z.z.host}" }] },
    locals: { name: "${local.inner}", inner: "${module.m.name}" },
    module: { m: { source: "./m" } },
    data: { z_z: { z: {} } },
    resource: { a_a: { x: { name: "${local.name}" }, y: { provider: "a.edge" } } },
  };
  expect(orderOf(stack)).toEqual(["module.m", "a_a.x", "data.z_z.z", "a_a.y"]);
});

test("has room for a chain of many blocks", () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `n${String(index).padStart(5, "0")}`);
  const chain = Object.fromEntries(names.map((name, index) => [name, names.slice(index + 1, index + 2)]));
  expect(namesOf(chain)).toEqual([...names].reverse());
});

test.each(SCENARIOS)("the order of %s is the same however its JSON is sorted, and reads from top to bottom", (_id, json) => {
  const reversed = JSON.parse(JSON.stringify(json), (_key, value) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  );
  expect(orderOf(reversed)).toEqual(orderOf(json));
  const written = new Set<string>();
  for (const { address, body } of inReadingOrder(readStack(json))) {
    const text = JSON.stringify(body);
    const later = readStack(json).blocks.filter((block) => !written.has(block.address) && block.address !== address);
    expect(later.filter((block) => text.includes(`${block.address}.`)).map((block) => block.address)).toEqual([]);
    written.add(address);
  }
});
