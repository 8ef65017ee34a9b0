import { moduleOf, whole } from "../../../src/handoff/module";
import type { JsonObject } from "../../../src/terraform/json";
import { GRANT } from "../../support/hand-off";

test("backend, metadata and the machine's paths are gone; everything else is as it was", () => {
  expect(moduleOf(GRANT)).toEqual({
    main: {
      provider: GRANT.provider,
      resource: {
        azurerm_role_assignment: {
          pull: {
            scope: GRANT.resource.azurerm_role_assignment.pull.scope,
            principal_id: "${var.object_id}",
            role_definition_name: "AcrPull",
          },
        },
      },
    },
    variables: { variable: GRANT.variable },
    outputs: { output: GRANT.output },
    versions: {
      terraform: {
        required_version: ">= 1.7.0",
        required_providers: { azurerm: { source: "hashicorp/azurerm", version: ">= 4.55.0, < 5.0.0" } },
      },
    },
  });
});

test("a required version of the stack is kept, and what else terraform holds; a cloud goes", () => {
  const { versions } = moduleOf({ terraform: { required_version: ">= 1.11.0", experiments: ["x"], cloud: {} } });
  expect(versions).toEqual({ terraform: { required_version: ">= 1.11.0", experiments: ["x"] } });
});

test("a comment goes where it is one, and a key of that name stays where it is a value", () => {
  const { main, variables } = moduleOf({
    locals: { "//": "comment", map: { "//": "value" } },
    resource: { a: { b: { "//": {}, tags: { "//": "value" } } } },
    variable: { v: { "//": {}, default: { "//": "value" } } },
  });
  expect(main).toEqual({ locals: { map: { "//": "value" } }, resource: { a: { b: { tags: { "//": "value" } } } } });
  expect(variables).toEqual({ variable: { v: { default: { "//": "value" } } } });
});

test("the path of another stack's local state becomes an input; a remote one stays", () => {
  const remote = { backend: "azurerm", config: { key: "x" } };
  const stack = {
    data: {
      terraform_remote_state: { base: { backend: "local", config: { path: "/Users/someone/base.tfstate" } }, far: remote },
    },
  };
  const module = whole(moduleOf(stack));
  expect(module.data).toEqual({
    terraform_remote_state: { base: { backend: "local", config: { path: "${var.base_state_path}" } }, far: remote },
  });
  expect(module.variable).toEqual({
    base_state_path: {
      type: "string",
      nullable: false,
      description: "Path of the state file that data.terraform_remote_state.base reads",
    },
  });
  expect(stack.data.terraform_remote_state.base.config.path).toBe("/Users/someone/base.tfstate");
});

test.each([
  [undefined, ">= 1.7.0"],
  [">= 1.5", ">= 1.7.0"],
  [">= 1.11.0", ">= 1.11.0"],
  ["~> 1.9", "~> 1.9, >= 1.7.0"],
  ["1.6.6", "1.6.6"],
])("a stack that requires %s is handed over as one that requires %s", (own, expected) => {
  const { versions } = moduleOf({ terraform: own === undefined ? {} : { required_version: own } });
  expect((versions.terraform as JsonObject).required_version).toBe(expected);
});

test.each<[string, JsonObject]>([
  ["an ephemeral resource", { ephemeral: { a: { b: {} } } }],
  ["an ephemeral input", { variable: { a: { ephemeral: true } } }],
  ["an argument that is only written", { resource: { kubernetes_secret_v1: { a: { data_wo: {}, data_wo_revision: 1 } } } }],
])("a module with %s needs 1.11", (_case, stack) => {
  expect((moduleOf(stack).versions.terraform as JsonObject).required_version).toBe(">= 1.11.0");
});
