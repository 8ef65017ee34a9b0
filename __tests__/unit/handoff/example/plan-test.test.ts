import { planTestOf } from "../../../../src/handoff/example/plan-test";
import { SHAPES } from "../../../../src/handoff/example/sample";
import { moduleOf, whole } from "../../../../src/handoff/module";
import { blocks, GRANT } from "../../../support/hand-off";
import type { Json } from "../../../support/stack";

const test_ = (stack: Json, mocksEphemeral = false) => planTestOf(whole(moduleOf(stack)), mocksEphemeral);

test("mocked providers, made-up inputs, and what a reader said yes to", () => {
  expect(test_(GRANT)).toEqual({
    note: "",
    file: {
      mock_provider: {
        azurerm: {
          mock_resource: { azurerm_role_assignment: { defaults: { id: expect.stringMatching(/roleAssignments/) } } },
        },
      },
      variables: { object_id: "00000000-0000-0000-0000-000000000000" },
      run: {
        plan: {
          command: "plan",
          assert: [
            {
              condition: '${azurerm_role_assignment.pull.role_definition_name == "AcrPull"}',
              error_message: expect.stringContaining("azurerm_role_assignment.pull must have the role_definition_name AcrPull"),
            },
          ],
        },
      },
    },
  });
});

test("what the configuration sets itself is not made up", () => {
  const stack = { resource: { azuread_service_principal: { a: { client_id: "x" } } } };
  const { azuread } = (test_(stack).file as Json).mock_provider;
  expect(Object.keys(azuread.mock_resource.azuread_service_principal.defaults)).toEqual(["id", "object_id"]);
});

test("each configuration of a provider is mocked", () => {
  const stack = {
    provider: { azurerm: [{ features: {} }, { alias: "shared", features: {} }] },
    data: { azurerm_subscription: { a: {} } },
  };
  const { azurerm } = (test_(stack).file as Json).mock_provider;
  expect(azurerm.map(({ alias }: Json) => alias)).toEqual([undefined, "shared"]);
});

test("a provider with ephemeral resources stays real for Terraform, and the note says so", () => {
  const stack = { ephemeral: { azurerm_key_vault_secret: { a: {} } }, resource: { kubernetes_secret_v1: { b: {} } } };
  const { file, note } = test_(stack);
  expect(Object.keys((file as Json).mock_provider)).toEqual(["kubernetes"]);
  expect(note).toContain("Terraform cannot mock the ephemeral resources of `azurerm`");
  expect(Object.keys((test_(stack, true).file as Json).mock_provider)).toEqual(["azurerm", "kubernetes"]);
});

test("an input without a value that is certain is named", () => {
  const validation = [{ condition: '${can(regex("^zebra$", var.a))}', error_message: "no" }];
  expect(test_({ variable: { a: { type: "string", validation } } }).note).toContain(
    "No made-up value is sure to pass the rules of `a`",
  );
});

test("repeated blocks are asserted one by one, and a name that is no name is left out", () => {
  const assignment = { role_definition_name: "AcrPull", for_each: "${var.x}" };
  const stack = { resource: { azurerm_role_assignment: { many: assignment, 'x" : true': assignment } } };
  expect(blocks(stack)).toHaveLength(2);
  expect((test_(stack).file as Json).run.plan.assert.map(({ condition }: Json) => condition)).toEqual([
    '${alltrue([for instance in azurerm_role_assignment.many : instance.role_definition_name == "AcrPull"])}',
  ]);
});

test("what is imported and what other stacks put out is made up, since no mock is asked for it", () => {
  const { file, note } = planTestOf(
    {
      import: [{ to: 'azurerm_role_assignment.pull["one"]', id: "x" }],
      data: { terraform_remote_state: { "net-1": { backend: "azurerm" } } },
      resource: {
        azurerm_role_assignment: {
          pull: {
            scope: "${data.terraform_remote_state.net-1.outputs.registry_id}",
            principal_id: '${data.terraform_remote_state.net-1.outputs["object_id"]}',
          },
        },
      },
    },
    false,
  );
  expect(file.override_resource).toEqual([
    { target: 'azurerm_role_assignment.pull["one"]', values: { id: expect.stringContaining("/roleAssignments/") } },
  ]);
  expect(file.override_data).toEqual([
    {
      target: "data.terraform_remote_state.net-1",
      values: { outputs: { registry_id: SHAPES.registry, object_id: SHAPES.guid } },
    },
  ]);
  expect(note).toContain("OpenTofu cannot test a module that imports");
});

test("a registry that is looked up is the one that an imported assignment is on, and answers the rest as others do", () => {
  const { file } = planTestOf(
    {
      import: [
        { to: "azurerm_role_assignment.pull", id: `${SHAPES.registry}x/providers/Microsoft.Authorization/roleAssignments/1` },
      ],
      data: { azurerm_container_registry: { acr: { name: "x" } } },
      resource: { azurerm_role_assignment: { pull: { scope: "${data.azurerm_container_registry.acr.id}" } } },
    },
    false,
  );
  expect(file.override_data).toEqual([
    {
      target: "data.azurerm_container_registry.acr",
      values: { id: `${SHAPES.registry}x`, login_server: SHAPES.loginServer, admin_enabled: true },
    },
  ]);
});

test("says which outputs of other stacks have no shape that a name tells", () => {
  const read = (output: string) => ({
    data: { terraform_remote_state: { net: {} } },
    output: { a: { value: `\${data.terraform_remote_state.net.outputs.${output}}` } },
  });
  expect(planTestOf(read("kubelet"), false).note).toContain("`data.terraform_remote_state.net.outputs.kubelet`");
  expect(planTestOf(read("registry_id"), false).note).toBe("");
});
