import { rootModuleOf, withTerraformWords } from "../../src/export/root-module";
import { isList, isObject, type Json } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { GRANT } from "../support/hand-off";
import { SCENARIOS } from "../support/scenarios";

const moduleOf = (stack: Json) => rootModuleOf(readStack(stack));

test("drops the backend, metadata and paths of the machine, and keeps everything else", () => {
  const { azurerm_role_assignment } = GRANT.resource;
  const { "//": _metadata, ...pull } = azurerm_role_assignment.pull;
  expect(moduleOf(GRANT).files).toEqual({
    main: { provider: GRANT.provider, resource: { azurerm_role_assignment: { pull } } },
    variables: { variable: GRANT.variable },
    outputs: { output: GRANT.output },
    versions: {
      terraform: {
        required_version: ">= 1.7.0",
        required_providers: { azurerm: { source: "hashicorp/azurerm", version: ">= 4.55.0, < 5.0.0" } },
      },
    },
    moved: {},
  });
});

test("turns the path of another stack's local state into an input, and keeps a remote state", () => {
  const remote = { backend: "azurerm", config: { key: "x" } };
  const base = { backend: "local", config: { path: "/Users/someone/base.tfstate" } };
  const { files, stack } = moduleOf({ data: { terraform_remote_state: { base, far: remote } } });
  expect(files.main.data).toEqual({
    terraform_remote_state: { base: { backend: "local", config: { path: "${var.base_state_path}" } }, far: remote },
  });
  expect(files.variables.variable).toEqual({
    base_state_path: {
      type: "string",
      nullable: false,
      description: "Path of the state file that data.terraform_remote_state.base reads",
    },
  });
  expect(stack.variables.map(({ name }) => name)).toEqual(["base_state_path"]);
  expect(base.config.path).toBe("/Users/someone/base.tfstate");
});

test.each([
  [undefined, ">= 1.7.0"],
  [">= 1.5", ">= 1.7.0"],
  [">= 1.10", ">= 1.10"],
  ["~> 1.9", "~> 1.9, >= 1.7.0"],
  ["1.6.6", "1.6.6"],
])("requires of Terraform, where the stack requires %s: %s", (own, expected) => {
  const { files, requiredVersion } = moduleOf({ terraform: own === undefined ? {} : { required_version: own } });
  expect(requiredVersion).toBe(expected);
  expect(files.versions).toEqual({ terraform: { required_version: expected } });
});

test.each<[string, Json]>([
  ["an ephemeral resource", { ephemeral: { a: { b: {} } } }],
  ["an ephemeral input", { variable: { a: { ephemeral: true } } }],
  ["a write-only argument", { resource: { kubernetes_secret_v1: { a: { spec: [{ data_wo: {}, data_wo_revision: 1 }] } } } }],
])("requires 1.11 for %s", (_case, stack) => {
  expect(moduleOf(stack).requiredVersion).toBe(">= 1.11.0");
});

test.each([
  ["4.55.0", ">= 4.55.0, < 5.0.0"],
  ["= 4.55", ">= 4.55.0, < 5.0.0"],
  ["v4.55.1", ">= 4.55.1, < 5.0.0"],
  ["~> 4.55", "~> 4.55"],
  ["4.55.0-beta1", "4.55.0-beta1"],
])("allows for a provider of version '%s' the range '%s'", (version, range) => {
  const { providers } = moduleOf({ terraform: { required_providers: { azurerm: { source: "azurerm", version } } } });
  expect(providers).toEqual([{ name: "azurerm", source: "hashicorp/azurerm", version, range, others: {} }]);
});

test("pins google to the versions of google-beta, which are released together, where only types imply it", () => {
  const { providers } = moduleOf({
    terraform: { required_providers: { "google-beta": { source: "hashicorp/google-beta", version: "6.8.0" } } },
    resource: { google_storage_bucket: { a: {} }, google_project: { b: { provider: "google-beta" } } },
  });
  expect(providers.map(({ name, range }) => [name, range])).toEqual([
    ["google", ">= 6.8.0, < 7.0.0"],
    ["google-beta", ">= 6.8.0, < 7.0.0"],
  ]);
});

const shown = (error_message: string) => withTerraformWords({ x: [{ error_message }] }).x;

function messagesIn(value: Json): string[] {
  if (isList(value)) {
    return value.flatMap(messagesIn);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, child]) =>
        name === "error_message" && typeof child === "string" ? [child] : messagesIn(child),
      )
    : [];
}

test("no message of a bundle speaks of a construct, and each that one has written names a page", () => {
  const stacks = SCENARIOS.map(([, stack]) => readStack(stack));
  const messages = stacks.flatMap((stack) => messagesIn(rootModuleOf(stack).stack.sections));
  const written = stacks.flatMap(({ sections }) => messagesIn(sections)).filter((message) => message.startsWith("["));
  expect(messages.filter((message) => /^\[|\bset[A-Z]|TerraformVariable|\bloginServer (must|and)/.test(message))).toEqual([]);
  const links = messages.flatMap((message) => /see (https:\S+)$/.exec(message)?.[1] ?? []);
  expect(links).toHaveLength(written.length);
  expect(links.length).toBeGreaterThan(20);
});

test.each([
  ["[stack/pull] principalId must be a GUID; use x.", "Principal id must be a GUID; use x."],
  ["[stack] apiServerUrl must be readable.", "API server URL must be readable."],
  ["[stack/pull] is a prefix of ours.", "[stack/pull] is a prefix of ours."],
  ["name must not be empty.", "name must not be empty."],
])("%j becomes %j", (message, expected) => {
  expect(shown(message)).toEqual([{ error_message: expected }]);
});
