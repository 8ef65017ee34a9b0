import { configurationOf } from "../../../../src/testing/mocked/configuration";
import { ephemeralVariables, mockProviders, type RunOptions, runOf } from "../../../../src/testing/mocked/test-file";

const text = { type: "string", computed: true };
const schemas = () => ({ attributes: { id: text, name: { type: "string" }, sku: { ...text, optional: true } } });
const of = (json: object, variables = {}) => configurationOf(json, variables, "the stack");
const run = (json: object, options: Partial<RunOptions> = {}) =>
  runOf({ command: "plan", configuration: of(json), schemas, mocks: {}, renewed: new Set(), replace: [], ...options });
const ids = (overrides: { target: string; values: { id: string } }[]) => overrides.map(({ values }) => values.id);

test("every block answers for what it does not set", () => {
  const { run: file, texts } = run({ resource: { a: { b: { name: "n", sku: "x" } } }, data: { c: { d: {} } } });
  expect(file.override_resource).toEqual([{ target: "a.b", values: { id: expect.any(String) } }]);
  expect(file.override_data).toEqual([{ target: "data.c.d", values: { id: expect.any(String), sku: expect.any(String) } }]);
  expect(Object.keys(texts)).toEqual(["a.b"]);
});

test("answers of the user win, those for an address most, but not over what the stack sets", () => {
  const mocks = { a: { id: "type", sku: "type" }, "a.b": { id: "address" }, "data.c": { id: "data" } };
  const { run: file } = run({ resource: { a: { b: { sku: "set" }, e: {} } }, data: { c: { d: {} } } }, { mocks });
  expect(file.override_resource.map(({ values }: { values: object }) => values)).toEqual([
    { id: "address" },
    { id: "type", sku: "type" },
  ]);
  expect(ids(file.override_data)).toEqual(["data"]);
});

test("a resource that is replaced answers anew, one that has moved as before", () => {
  const json = { resource: { a: { b: {}, c: {} } } };
  const [b, c] = ids(run(json).run.override_resource);
  expect(ids(run(json, { renewed: new Set(["a.b"]) }).run.override_resource)).toEqual([expect.not.stringMatching(b), c]);
  const moved = [
    { from: "a.b", to: "a.x" },
    { from: "a.x", to: 'a.d["k"]' },
  ];
  expect(ids(run({ resource: { a: { d: {} } }, moved }).run.override_resource)).toEqual([b]);
});

test("a data source that asks for something else finds something else", () => {
  const found = (name: string, value: string) =>
    ids(
      runOf({ ...COMMON, configuration: of({ variable: { v: {} }, data: { c: { d: { name } } } }, { v: value }) }).run
        .override_data,
    )[0];
  expect(found("a", "1")).toBe(found("a", "2"));
  expect(found("a", "1")).not.toBe(found("b", "1"));
  expect(found("${var.v}", "1")).not.toBe(found("${var.v}", "2"));
});

const COMMON = { command: "plan" as const, schemas, mocks: {}, renewed: new Set<string>(), replace: [] };

test("texts with the signs of templates stand for themselves", () => {
  const json = { variable: { v: {}, m: {} } };
  const configuration = of(json, { v: "${x} %{y} $z", m: { "${k}": ["%{l}"] } });
  expect(runOf({ ...COMMON, configuration }).run.variables).toEqual({ v: "$${x} %%{y} $z", m: { "$${k}": ["%%{l}"] } });
});

test("outputs of another stack are made up where they are read", () => {
  const json = {
    data: { terraform_remote_state: { other: {} } },
    output: { x: "${data.terraform_remote_state.other.outputs.one}" },
  };
  expect(run(json).run.override_data).toEqual([
    { target: "data.terraform_remote_state.other", values: { outputs: { one: expect.stringMatching(/^madeup[0-9a-f]{8}$/) } } },
  ]);
});

test("an ephemeral resource's variable has its answers and is as fleeting", () => {
  const configuration = of({ ephemeral: { vault_secret: { one: {} } } });
  expect(ephemeralVariables(configuration, schemas, { "ephemeral.vault_secret": { sku: "given" } })).toEqual({
    ephemeral_vault_secret_one: {
      type: "any",
      ephemeral: true,
      sensitive: true,
      default: { id: expect.any(String), sku: "given" },
    },
  });
});

test("each configuration of a provider is mocked", () => {
  const one = of({ terraform: { required_providers: { azurerm: {} } }, provider: { azurerm: [{}, { alias: "two" }] } });
  const other = of({ provider: { azurerm: [{ alias: "two" }, { alias: "three" }], kubernetes: {} } });
  expect(mockProviders([one, other])).toEqual({ azurerm: [{}, { alias: "two" }, { alias: "three" }], kubernetes: [{}] });
});

test("a run says where it is and what it replaces", () => {
  expect(run({}, { module: "./stack", replace: ['a.b["c"]'] }).run).toMatchObject({
    command: "plan",
    module: { source: "./stack" },
    plan_options: { replace: ['a.b["c"]'] },
  });
});

test("another stack's state, and another subscription, answer otherwise", () => {
  const remote = (key: string) => ({
    data: { terraform_remote_state: { net: { backend: "azurerm", config: { key } } } },
    output: {
      a: { value: "${data.terraform_remote_state.net.outputs.registry_id}" },
      b: { value: '${data.terraform_remote_state.net.outputs["name"]}' },
    },
  });
  const outputs = (key: string) => run(remote(key)).run.override_data[0].values.outputs;
  expect(outputs("prod")).toEqual({
    name: expect.stringMatching(/^madeup[0-9a-f]{8}$/),
    registry_id: expect.stringMatching(/\/Microsoft\.ContainerRegistry\/registries\/madeup[0-9a-f]{8}$/),
  });
  expect(outputs("prod")).toEqual(outputs("prod"));
  expect(outputs("prod")).not.toEqual(outputs("staging"));
  const found = (subscription_id: string) =>
    ids(run({ provider: { c: [{ subscription_id }] }, data: { c: { d: {} } } }).run.override_data);
  expect(found("1")).not.toEqual(found("2"));
});
