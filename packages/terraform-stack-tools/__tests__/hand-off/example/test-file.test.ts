import { GRANT } from "../../../../../__tests__/support/hand-off";
import { CLIENT_ID, OBJECT_ID } from "../../../../../__tests__/support/values";
import { fileAssertions } from "../../../src/hand-off/example/approved/file-assertions";
import { testCaveats } from "../../../src/hand-off/example/test-caveats";
import { testFile } from "../../../src/hand-off/example/test-file";
import { rootModuleOf } from "../../../src/hand-off/module/root-module";
import { type Json, listOf, objectOf } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

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
    variables: { object_id: `${ZERO.slice(0, -1)}1` },
    override_resource: [{ target: "azurerm_role_assignment.pull", values: { id: expect.stringContaining("/roleAssignments/") } }],
    run: {
      approved: {
        command: "apply",
        assert: [
          {
            condition: expect.stringContaining("tostring(var.object_id)"),
            error_message: expect.stringContaining("principal_id"),
          },
          {
            condition: '${tostring(azurerm_role_assignment.pull.role_definition_name) == "AcrPull"}',
            error_message:
              "azurerm_role_assignment.pull: role_definition_name is not what was approved; ask for a handoff to change it.",
          },
          { condition: expect.stringMatching(/registries\/contoso"\}$/), error_message: expect.stringContaining("scope") },
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
    const { mock_provider, override_resource = null } = fileOf(stack);
    expect(JSON.stringify([mock_provider, override_resource])).not.toContain("client_id");
  });

  test("answer differently for each block, so that a test sees when two are swapped", () => {
    const stack = { resource: { azurerm_role_assignment: { a: {}, b: {} } } };
    const ids = listOf(fileOf(stack).override_resource).map((one) => objectOf(objectOf(one).values).id);
    expect(new Set(ids).size).toBe(2);
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
    expect(fileOf(stack, "terraform").mock_provider).toEqual({ kubernetes: { override_during: "plan" } });
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
  const conditionsOf = (json: Json, engine: "opentofu" | "terraform" = "terraform") =>
    listOf(objectOf(objectOf(fileOf(json, engine).run).approved).assert).map((one) => objectOf(one).condition);

  test("hold for every instance of a repeated block, and their number", () => {
    const repeated = { role_definition_name: "AcrPull", principal_id: "${each.value.id}", for_each: "${var.x}" };
    expect(conditionsOf({ variable: { x: {} }, resource: { azurerm_role_assignment: { many: repeated } } })).toEqual([
      "${length(azurerm_role_assignment.many) == length(var.x)}",
      expect.stringMatching(/^\$\{alltrue\(\[for each_key, each_value in var\.x : .*tostring\(each_value\.id\)/),
      '${alltrue([for each_key, each_value in var.x : tostring(azurerm_role_assignment.many[each_key].role_definition_name) == "AcrPull"])}',
    ]);
    const counted = { role_definition_name: "AcrPull", count: 2 };
    expect(conditionsOf({ resource: { azurerm_role_assignment: { many: counted } } })).toEqual([
      "${length(azurerm_role_assignment.many) == 2}",
      '${alltrue([for count_index in range(2) : tostring(azurerm_role_assignment.many[count_index].role_definition_name) == "AcrPull"])}',
    ]);
  });

  test.each(['x" : true', "x # ", "x /* */", "x y"])("leave out the name %j, which could change what they mean", (name) => {
    const body = { role_definition_name: "AcrPull" };
    expect(conditionsOf({ resource: { azurerm_role_assignment: { [name]: body } } })).toEqual([]);
  });

  test("hold what is nested in blocks, in maps and in lists, locals and defaults", () => {
    const spec = { container: [{ image: "a" }, { image: "b" }] };
    expect(
      conditionsOf({
        variable: { tier: { default: "Basic" } },
        locals: { names: ["b", "${var.tier}"] },
        resource: {
          kubernetes_pod_v1: { p: { metadata: [{ name: "p", labels: { "a/b": "c" } }], spec } },
          unknown_thing: { u: { name: "n", block: { x: "y" } } },
        },
      }),
    ).toEqual([
      '${tostring(one(kubernetes_pod_v1.p.metadata).labels["a/b"]) == "c"}',
      '${tostring(one(kubernetes_pod_v1.p.metadata).name) == "p"}',
      '${anytrue([for spec_container_block in one(kubernetes_pod_v1.p.spec).container : tostring(spec_container_block.image) == "a"])}',
      '${anytrue([for spec_container_block in one(kubernetes_pod_v1.p.spec).container : tostring(spec_container_block.image) == "b"])}',
      '${tostring(unknown_thing.u.name) == "n"}',
      '${sort([for one in local.names : tostring(one)]) == sort([for one in ["b", var.tier] : tostring(one)])}',
      '${tostring(var.tier) == "Basic"}',
    ]);
  });

  test("compare nothing that a test cannot evaluate, or that is a secret", () => {
    const variable = { password: { default: "hunter2" }, passing: { ephemeral: true } };
    const locals = { now: "${timestamp()}", later: "${local.now}", hidden: "${var.passing}" };
    const data = { a: "hunter2", b: "${local.later}", c: "${local.hidden}", d: "${ephemeral.random_password.p.result}" };
    const ephemeral = { random_password: { p: {} } };
    expect(conditionsOf({ variable, locals, ephemeral, resource: { kubernetes_secret_v1: { s: { data } } } })).toEqual([]);
  });

  test("of a plan compare what is known then: nothing that a protected module creates but what its mock answers", () => {
    const lifecycle = [{ prevent_destroy: true }];
    const acr = { name: "contoso", identity: [{ type: "SystemAssigned" }], lifecycle };
    const grants = {
      id: "${azurerm_container_registry.acr.id}",
      name: "${azurerm_container_registry.acr.name}",
      principal: "${azurerm_container_registry.acr.identity[0].principal_id}",
    };
    const stack = { resource: { azurerm_container_registry: { acr }, azurerm_role_assignment: { a: grants } } };
    expect(fileOf(stack).run).toMatchObject({ approved: { command: "plan" } });
    const conditions = conditionsOf(stack).join();
    expect(conditions).toContain("azurerm_container_registry.acr.id");
    expect(conditions).toContain("tostring(azurerm_container_registry.acr.name)");
    expect(conditions).not.toContain("principal_id");
    expect(caveatsOf(stack)).toContain("Terraform 1.11");
  });
});

test("the text of each condition is held, where HCL and JSON say the same", () => {
  const error_message = "no";
  const named = (condition: string) => ({ condition: `\${${condition}}`, error_message });
  const texts = (json: Json) => {
    const assertions = fileAssertions(rootModuleOf(readStack(json)));
    return assertions
      .filter(({ error_message: text }) => / condition is not/.test(String(text)))
      .map(({ condition }) => String(condition));
  };
  const lifecycle = [{ postcondition: [named('self.id != ""'), named('self.id != ""')] }];
  const all = texts({
    data: { azurerm_container_registry: { acr: { lifecycle } } },
    check: { up: { assert: [named("data.azurerm_container_registry.acr.id != null")] } },
    variable: { a: { validation: [named('can(regex("^[a-z]{5,9}$", var.a))'), named("length({ a : 1 }) > 1")] } },
  });
  expect(all).toHaveLength(3);
  expect(all[0]).toMatch(/self\\\\\.id!=.* == 2\}$/);
  expect(all[1]).toMatch(/acr\\\\\.id!=null.* == 1\}$/);
  expect(all[2]).toContain("a-z");
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
      {
        target: 'azurerm_role_assignment.pull["one"]',
        values: { id: expect.stringContaining("/roleAssignments/") },
        override_during: "plan",
      },
    ]);
    expect(file.override_data).toEqual([
      {
        target: "data.terraform_remote_state.net-1",
        values: { outputs: { registry_id: EXAMPLE_REGISTRY, object_id: ZERO } },
        override_during: "plan",
      },
    ]);
  });

  test.each([
    ["list(string)", [], []],
    ["map(string)", [], {}],
    ["list(string)", [{ condition: '${alltrue([for name in var.existing : can(regex("^[a-z]+$", name))])}' }], []],
    ["list(string)", [{ condition: "${length(var.existing) > 0}" }], ["example1"]],
    ["string", [], "example1"],
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
    expect(caveatsOf(stack)).toMatch(/OpenTofu cannot test a module that imports resources/);
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
        override_during: "plan",
      },
    ]);
    expect(JSON.stringify(imports("name"))).not.toContain(scope);
  });
});
