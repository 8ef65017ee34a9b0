import { testCaveats } from "../../../../src/handoff/example/test-caveats";
import { testFile } from "../../../../src/handoff/example/test-file";
import type { Json } from "../../../../src/terraform/json";
import { readStack } from "../../../../src/terraform/stack";
import { GRANT } from "../../../support/hand-off";
import { CLIENT_ID, OBJECT_ID } from "../../../support/values";

const fileOf = (json: Json, engine: "opentofu" | "terraform" = "terraform") => testFile(readStack(json), engine);
const caveatsOf = (json: Json) => testCaveats(readStack(json));

const ZERO = "00000000-0000-0000-0000-000000000000";
const EXAMPLE_REGISTRY = expect.stringMatching(/\/Microsoft\.ContainerRegistry\/registries\/example$/);

test("plans with mocked providers and example inputs, and asserts what a reviewer agreed to", () => {
  expect(fileOf(GRANT)).toEqual({
    mock_provider: {
      azurerm: {
        mock_resource: { azurerm_role_assignment: { defaults: { id: expect.stringMatching(/\/roleAssignments\//) } } },
      },
    },
    variables: { object_id: ZERO },
    run: {
      plan: {
        command: "plan",
        assert: [
          {
            condition: '${azurerm_role_assignment.pull.role_definition_name == "AcrPull"}',
            error_message: expect.stringContaining("azurerm_role_assignment.pull must have role_definition_name 'AcrPull'"),
          },
        ],
      },
    },
  });
  expect(caveatsOf(GRANT)).toBe("");
});

describe("mocks", () => {
  test("do not answer what the configuration sets itself", () => {
    const stack = { resource: { azuread_service_principal: { a: { client_id: "x" } } } };
    expect(fileOf(stack)).toMatchObject({
      mock_provider: {
        azuread: {
          mock_resource: { azuread_service_principal: { defaults: { id: `/servicePrincipals/${ZERO}`, object_id: ZERO } } },
        },
      },
    });
    expect(JSON.stringify(fileOf(stack))).not.toContain("client_id");
  });

  test("cover each configuration of a provider, also one without blocks", () => {
    const stack: Json = {
      terraform: { required_providers: { time: "0.13.1" } },
      provider: { azurerm: [{ features: {} }, { alias: "shared", features: {} }] },
      data: { azurerm_client_config: { a: {} } },
    };
    const answers = { mock_data: { azurerm_client_config: { defaults: expect.objectContaining({ tenant_id: ZERO }) } } };
    expect(fileOf(stack).mock_provider).toEqual({ azurerm: [answers, { alias: "shared", ...answers }], time: {} });
  });

  test("know the provider of a block whichever way it is named", () => {
    const stack = { resource: { azurerm_role_assignment: { a: { provider: "${other.edge}" } } } };
    expect(fileOf(stack).mock_provider).toMatchObject({ other: { mock_resource: { azurerm_role_assignment: {} } } });
  });

  test("leave providers with ephemeral resources real for Terraform alone", () => {
    const stack = { ephemeral: { azurerm_key_vault_secret: { a: {} } }, resource: { kubernetes_secret_v1: { b: {} } } };
    expect(fileOf(stack, "terraform").mock_provider).toEqual({ kubernetes: {} });
    expect(fileOf(stack, "opentofu").mock_provider).toEqual({ azurerm: {}, kubernetes: {} });
    expect(caveatsOf(stack)).toContain("reads those of `azurerm` for real");
  });
});

describe("inputs", () => {
  test("are escaped, since texts in a test file are templates", () => {
    const validation = { condition: '${contains(["$${x}"], var.a)}', error_message: "no" };
    expect(fileOf({ variable: { a: { type: "string", validation }, b: { default: 1 } } }).variables).toEqual({ a: "$${x}" });
  });

  test("that may not pass their validation are named", () => {
    const validation = [{ condition: '${can(regex("^zebra$", var.a))}', error_message: "no" }];
    const stack = { variable: { a: { type: "string", validation }, b: { type: "string" } } };
    expect(caveatsOf(stack)).toContain("may not pass their validation: `a`.");
  });
});

describe("assertions", () => {
  const repeated = { role_definition_name: "AcrPull", for_each: "${var.x}" };

  test("hold for every instance of a repeated block", () => {
    const { run } = fileOf({ resource: { azurerm_role_assignment: { many: repeated } } });
    expect(run).toMatchObject({
      plan: {
        assert: [
          {
            condition: '${alltrue([for instance in azurerm_role_assignment.many : instance.role_definition_name == "AcrPull"])}',
          },
        ],
      },
    });
  });

  test.each(['x" : true', "x # ", "x /* */", "x y"])("leave out the name %j, which could change what they mean", (name) => {
    expect(fileOf({ resource: { azurerm_role_assignment: { [name]: repeated } } }).run).toEqual({ plan: { command: "plan" } });
  });

  test("hold the type of pull secrets, and leave other roles and secrets alone", () => {
    const type = "kubernetes.io/dockerconfigjson";
    const { run } = fileOf({
      resource: {
        kubernetes_secret_v1: { pull: { type }, counted: { type, count: 2 }, opaque: { type: "Opaque" } },
        azurerm_role_assignment: { owner: { role_definition_name: "Owner" } },
      },
    });
    expect(run).toMatchObject({
      plan: { assert: [{ condition: '${kubernetes_secret_v1.pull.type == "kubernetes.io/dockerconfigjson"}' }] },
    });
  });
});

describe("imports and the outputs of other stacks", () => {
  const stack = {
    import: [{ to: '${azurerm_role_assignment.pull["one"]}', id: "x" }],
    data: { terraform_remote_state: { "net-1": { backend: "azurerm" } } },
    resource: {
      azurerm_role_assignment: {
        pull: {
          scope: "${data.terraform_remote_state.net-1.outputs.registry_id}",
          principal_id: '${data.terraform_remote_state.net-1.outputs["object_id"]}',
        },
      },
    },
  };

  test("are overridden, since no mock is asked for them", () => {
    const file = fileOf(stack);
    expect(file.override_resource).toEqual([
      { target: 'azurerm_role_assignment.pull["one"]', values: { id: expect.stringContaining("/roleAssignments/") } },
    ]);
    expect(file.override_data).toEqual([
      {
        target: "data.terraform_remote_state.net-1",
        values: { outputs: { registry_id: EXAMPLE_REGISTRY, object_id: ZERO } },
      },
    ]);
  });

  test.each([
    ["list(string)", [], []],
    ["map(string)", [], {}],
    ["list(string)", [{ condition: '${alltrue([for name in var.existing : can(regex("^[a-z]+$", name))])}' }], []],
    ["list(string)", [{ condition: "${length(var.existing) > 0}" }], ["example"]],
    ["string", [], "example"],
  ])("import nothing by a %s with the validations %j", (type, validation, expected) => {
    const imports = [{ for_each: "${toset(var.existing)}", to: "kubernetes_secret_v1.acr[each.key]", id: "${each.value}/acr" }];
    const secrets = (namespaces: string) => ({
      import: imports,
      variable: { existing: { type, validation } },
      resource: { kubernetes_secret_v1: { acr: { for_each: namespaces } } },
    });
    expect(fileOf(secrets('${toset(["apps"])}')).variables).toEqual({ existing: expected });
    // An instance for each example: these can be imported.
    expect(fileOf(secrets("${toset(var.existing)}")).variables).not.toEqual({ existing: [] });
  });

  test("are told in the caveats where OpenTofu cannot test an import", () => {
    expect(caveatsOf(stack)).toMatch(/^OpenTofu cannot test a module that imports resources/);
  });

  test("are told in the caveats where the name of an output does not say what it contains", () => {
    const reading = (output: string) => ({
      data: { terraform_remote_state: { net: {} } },
      output: { a: { value: `\${data.terraform_remote_state.net.outputs.${output}}` } },
    });
    expect(caveatsOf(reading("kubelet"))).toContain("`data.terraform_remote_state.net.outputs.kubelet`");
    expect(caveatsOf(reading("registry_id"))).toBe("");
  });

  test("agree on the registry that an imported role assignment is on", () => {
    const scope = `/subscriptions/${OBJECT_ID}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/one`;
    const imports = (attribute: string) =>
      fileOf({
        import: [
          {
            to: "azurerm_role_assignment.pull",
            id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${CLIENT_ID}`,
          },
        ],
        data: { azurerm_container_registry: { acr: { name: "one" } } },
        resource: { azurerm_role_assignment: { pull: { scope: `\${data.azurerm_container_registry.acr.${attribute}}` } } },
      }).override_data;
    expect(imports("id")).toEqual([
      {
        target: "data.azurerm_container_registry.acr",
        values: { id: scope, login_server: "example.azurecr.io", admin_enabled: true },
      },
    ]);
    expect(imports("name")).toBeUndefined();
  });
});
