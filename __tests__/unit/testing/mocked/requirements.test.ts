import { configurationOf } from "../../../../src/testing/mocked/configuration";
import { addReadBlocks, unify } from "../../../../src/testing/mocked/requirements";

const of = (json: object) => configurationOf(json, {}, "the stack");
const provider = (version: string) => ({ source: "hashicorp/azurerm", version });

test("both versions of a stack get the providers of the later one", () => {
  const existing = of({ terraform: { required_providers: { azurerm: provider("4.54.0"), time: { source: "time" } } } });
  const changed = of({ terraform: { required_providers: { azurerm: provider("4.55.0") } } });
  const both = { azurerm: provider("4.55.0"), time: { source: "time" } };
  expect(unify([existing, changed])).toEqual({ terraform: { required_providers: both } });
  expect([existing, changed].map(({ json }) => json.terraform.required_providers)).toEqual([both, both]);
});

test("providers that Terraform infers are named, its own is not", () => {
  const json = {
    resource: { random_pet: { a: {} }, terraform_data: { b: {} }, x_y: { c: { provider: "other.alias" } } },
    provider: { time: {} },
  };
  expect(Object.keys(unify([of(json)]).terraform.required_providers).sort()).toEqual(["other", "random", "time"]);
});

test("modules are fetched once for each source, with the configurations of providers that they are given", () => {
  const call = { source: "x/y/z", version: "1.0.0", name: "n", providers: { azurerm: "azurerm.two" } };
  const json = {
    provider: { azurerm: [{ features: {} }, { alias: "two", features: {} }] },
    module: { a: call, b: [{ ...call }] },
  };
  const { module, provider: configured } = unify([of(json)]);
  expect(Object.values(module)).toEqual([{ source: "x/y/z", version: "1.0.0", providers: { azurerm: "azurerm.two" } }]);
  expect(configured).toEqual({ azurerm: [{ alias: "two" }] });
});

test("a block that is read and that the provider fills is put where it is missing", () => {
  const schema = {
    block_types: {
      kubelet_identity: { block: { attributes: { object_id: { computed: true, optional: true } } } },
      identity: { block: { attributes: { type: { required: true } } } },
    },
  };
  const configuration = of({
    resource: { cluster: { one: {}, two: {} } },
    output: { x: "${cluster.one.kubelet_identity[0].object_id}", y: "${cluster.one.identity[0].type}" },
  });
  addReadBlocks([configuration], () => schema);
  expect(configuration.json.resource.cluster).toEqual({ one: { kubelet_identity: [{}] }, two: {} });
});
