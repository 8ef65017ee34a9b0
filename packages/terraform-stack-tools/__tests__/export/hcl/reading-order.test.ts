import { inReadingOrder } from "../../../src/export/hcl/module-files";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { SCENARIOS } from "../../support/scenarios";

const orderOf = (stack: Json) => inReadingOrder(readStack(stack)).map(({ address }) => address);

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

test.each(SCENARIOS)("%s reads from top to bottom", (_id, json) => {
  const ordered = inReadingOrder(readStack(json));
  ordered.forEach(({ body }, index) => {
    const later = ordered.slice(index + 1).map(({ address }) => address);
    expect(later.filter((address) => JSON.stringify(body).includes(`${address}.`))).toEqual([]);
  });
});

test("a chain of many blocks has room", () => {
  const block = (_: unknown, index: number): [string, Json] => [`n${index}`, { input: `\${terraform_data.n${index + 1}.id}` }];
  const terraform_data = Object.fromEntries(Array.from({ length: 20_000 }, block));
  expect(orderOf({ resource: { terraform_data } }).slice(0, 2)).toEqual(["terraform_data.n19999", "terraform_data.n19998"]);
});
