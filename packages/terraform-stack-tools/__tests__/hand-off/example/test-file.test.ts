import { testCaveats, testFile } from "../../../src/hand-off/example/test-file";
import { type Layout, modulesOf } from "../../../src/hand-off/module/layout";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT, sourceOf } from "../../support/hand-off";

const fileOf = (json: Json, layout: Layout = "root") => testFile(modulesOf(sourceOf(json), layout));
const caveatsOf = (json: Json) => testCaveats(readStack(json));
/** The conditions on the outputs of a stack, each without the spaces between its lines. */
const conditionsOf = (json: Json) =>
  [...fileOf(json).matchAll(/^ {4}condition +=(.*?)^ {4}error_message/gms)].map(([, text]) => text.replace(/\s+/g, " ").trim());

const ZERO = "00000000-0000-0000-0000-000000000000";
const [CLIENT_ID, OBJECT_ID] = [ZERO, ZERO.replace(/0/g, "1")];

test("one run plans the configuration that calls the module, with a value for every input", () => {
  const size = { size: { type: "number", default: 3 }, nothing: { default: null } };
  const stack = {
    ...GRANT,
    variable: { ...GRANT.variable, ...size },
    output: { who: { value: "${var.object_id}" }, ...GRANT.output },
  };
  expect(fileOf(stack, "module")).toMatchInlineSnapshot(`
    "# Does the configuration plan, and does it output what it did when it was handed over? Providers are mocked, so that the
    # test needs no credentials and creates nothing. It sets every input, so that your own values do not matter. An output
    # that is known only after an apply is planned, and not compared.

    mock_provider "azurerm" {
      mock_resource "azurerm_role_assignment" {
        defaults = {
          id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000000"
        }
      }
    }

    run "plan" {
      command = plan

      module {
        source = "./examples/default"
      }

      variables {
        object_id = "00000000-0000-0000-0000-000000000001"
        nothing   = null
        size      = 3
      }

      assert {
        condition     = output.who == "00000000-0000-0000-0000-000000000001"
        error_message = "The output who is not what was handed over."
      }
    }
    "
  `);
});

test("a root module is planned where it is", () => {
  expect(fileOf(GRANT)).not.toContain("module {");
});

describe("an output is compared", () => {
  const STACK: JsonObject = {
    variable: {
      name: { type: "string" },
      list: { type: "list(string)" },
      size: { default: 3 },
      all: { default: { a: "x", b: [1, true] } },
    },
    locals: { name: "${var.name}", deep: { inner: ["${local.name}"] } },
    data: {
      azurerm_container_registry: {
        acr: { name: "${var.name}", resource_group_name: "rg" },
        later: { name: "${azurerm_resource_group.g.id}", resource_group_name: "rg" },
        after: { name: "a", resource_group_name: "rg", depends_on: ["azurerm_resource_group.g"] },
      },
    },
    resource: {
      azurerm_resource_group: {
        g: { name: "rg-${var.name}", location: "westeurope", tags: { a: "1.0", b: "x" }, secret_wo: "x" },
        many: { count: 2, name: "many", location: "westeurope" },
      },
    },
  };

  test.each<[value: Json, conditions: readonly string[]]>([
    ["text", ['output.o == "text"']],
    ["${var.name}", ['output.o == "example2"']],
    ["a-${local.deep.inner[0]}-b", ['output.o == "a-example2-b"']],
    ["${var.size}", ['tostring(output.o) == "3"']],
    ["${var.list}", ['toset([for one in output.o : tostring(one)]) == toset(["example1"])']],
    [
      "${var.all}",
      ['alltrue([ output.o["a"] == "x", toset([for one in output.o["b"] : tostring(one)]) == toset(["1", "true"]), ])'],
    ],
    ['${var.all["a"]}', ['output.o == "x"']],
    ["${azurerm_resource_group.g.name}", ['output.o == "rg-example2"']],
    ["${azurerm_resource_group.g.tags}", ['output.o["b"] == "x"']],
    ["${data.azurerm_container_registry.acr.login_server}", ['output.o == "example.azurecr.io"']],
  ])("where a plan knows %j", (value, conditions) => {
    expect(conditionsOf({ ...STACK, output: { o: { value } } })).toEqual(conditions);
  });

  test.each<[what: string, value: Json]>([
    ["what an apply tells", "${azurerm_resource_group.g.id}"],
    ["what a data source reads after an apply", "${data.azurerm_container_registry.later.login_server}"],
    ["what a data source waits for", "${data.azurerm_container_registry.after.login_server}"],
    ["one of several", "${azurerm_resource_group.many[0].name}"],
    ["an argument that is only written", "${azurerm_resource_group.g.secret_wo}"],
    ["a function", "${upper(var.name)}"],
    ["a condition", "%{if true}a%{endif}"],
    ["an escape", "$${x} ${var.name}"],
    ["what is not there", "${local.missing}"],
    ["a circle", "${local.circle}"],
    ["a number that Terraform writes in another way", "1.0"],
    ["a list of what only an apply tells", ["a", "${azurerm_resource_group.g.id}"]],
    ["nothing", null],
  ])("but not where it is %s", (_what, value) => {
    const locals = { ...(STACK.locals as JsonObject), circle: "${local.circle}" };
    expect(conditionsOf({ ...STACK, locals, output: { o: { value } } })).toEqual([]);
  });

  test("but not where it is sensitive, nor in a stack that has a secret written in it", () => {
    const output = { o: { value: "${var.name}" }, p: { value: "${var.name}", sensitive: true } };
    expect(conditionsOf({ ...STACK, output })).toHaveLength(1);
    const provider = { aws: [{ secret_key: "hunter2hunter2" }] };
    expect(conditionsOf({ ...STACK, provider, output })).toEqual([]);
  });
});

describe("inputs", () => {
  const input = (variable: JsonObject) => /^ {4}a = (.*)$/m.exec(fileOf({ variable: { a: variable } }))?.[1];

  test("have an example that passes their validations, or their default", () => {
    const one = '${alltrue([for one in var.a : contains(["x"], one)])}';
    expect(input({ type: "list(string)" })).toBe('["example1"]');
    expect(input({ type: "list(string)", validation: [{ condition: one, error_message: "no" }] })).toBe('["x"]');
    expect(input({ type: "number" })).toBe("1");
    expect(input({ type: "number", default: 7 })).toBe("7");
    expect(input({ type: "string", default: null })).toBe("null");
    expect(input({ type: "string", sensitive: true, default: "hunter2" })).toBe('"example1"');
  });

  test("are escaped, since texts in a test file are templates", () => {
    const validation = { condition: '${contains(["$${x}"], var.a)}', error_message: "no" };
    expect(input({ type: "string", validation })).toBe('"$${x}"');
  });
});

describe("mocks", () => {
  const reading = { azurerm_role_assignment: { a: { scope: "${data.azurerm_container_registry.r.id}" } } };

  test("answer what other blocks read, without what the configuration sets itself", () => {
    const stack = {
      data: { azurerm_container_registry: { r: { name: "x", login_server: "set" } } },
      resource: { ...reading, azuread_group: { g: {} } },
    };
    const text = fileOf(stack);
    expect(text).toMatch(/mock_data "azurerm_container_registry" \{\n {4}defaults = \{/);
    expect(text).toMatch(/id +=.*registries\/example/);
    expect(text).not.toContain("login_server  = ");
    expect(text).toContain('mock_provider "azuread" {}');
  });

  test("cover each configuration of a provider, also one without blocks", () => {
    const stack: Json = {
      terraform: { required_providers: { time: "0.13.1" } },
      provider: { azurerm: [{ features: {} }, { alias: "shared", features: {} }] },
      data: { azurerm_client_config: { a: {} } },
    };
    expect(fileOf(stack)).toContain(
      'mock_provider "azurerm" {}\n\nmock_provider "azurerm" {\n  alias = "shared"\n}\n\nmock_provider "time" {}',
    );
  });

  test("leave providers with ephemeral resources real, since both engines run the same file", () => {
    const stack = { ephemeral: { azurerm_key_vault_secret: { a: {} } }, resource: { kubernetes_namespace_v1: { b: {} } } };
    expect(fileOf(stack)).not.toContain('mock_provider "azurerm"');
    expect(fileOf(stack)).toContain('mock_provider "kubernetes" {}');
    expect(caveatsOf(stack)).toContain("reads those of `azurerm` for real");
  });

  test.each([
    ["azurerm_linux_function_app", /\/resourceGroups\/example\/providers\/Microsoft\.Web\/sites\/example"/],
    ["azurerm_service_plan", /\/resourceGroups\/example\/providers\/Microsoft\.Web\/serverFarms\/example"/],
    ["azurerm_network_interface", /\/resourceGroups\/example\/providers\/Microsoft\.Network\/networkInterfaces\/example"/],
    ["azurerm_management_group", /"\/providers\/Microsoft\.Management\/managementGroups\/example"/],
  ])("give a %s the id that its provider writes", (type, id) => {
    const resource = { azurerm_role_assignment: { b: { scope: `\${data.${type}.a.id}` } } };
    expect(fileOf({ data: { [type]: { a: {} } }, resource })).toMatch(id);
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
    const text = fileOf(stack);
    expect(text).toMatch(/override_data \{\n {2}target = data\.terraform_remote_state\.net-1\n {2}values = \{\n {4}outputs = \{/);
    expect(text).toMatch(new RegExp(`object_id +="?.*${ZERO}`));
    expect(text).toContain('override_resource {\n  target = azurerm_role_assignment.pull["one"]');
  });

  test.each([
    ["list(string)", [], "[]"],
    ["map(string)", [], "{}"],
    ["list(string)", [{ condition: '${alltrue([for name in var.existing : can(regex("^[a-z]+$", name))])}' }], "[]"],
    ["list(string)", [{ condition: "${length(var.existing) > 0}" }], '["example1"]'],
    ["string", [], '"example1"'],
  ])("import nothing by a %s with the validations %j", (type, validation, expected) => {
    const imports = [{ for_each: "${toset(var.existing)}", to: "kubernetes_secret_v1.acr[each.key]", id: "${each.value}/acr" }];
    const secrets = (namespaces: string) => ({
      import: imports,
      variable: { existing: { type, validation } },
      resource: { kubernetes_secret_v1: { acr: { for_each: namespaces } } },
    });
    expect(fileOf(secrets('${toset(["apps"])}'))).toContain(`existing = ${expected}\n`);
    // An instance for each example: these can be imported.
    expect(fileOf(secrets("${toset(var.existing)}"))).not.toContain("existing = []");
  });

  test("are told in the caveats where OpenTofu cannot test an import", () => {
    expect(caveatsOf(stack)).toMatch(/OpenTofu cannot test a module that imports resources/);
  });

  test.each<[string, Json]>([
    [
      "outputs of other stacks",
      { output: { a: { value: "${data.terraform_remote_state.net.outputs.x}" } }, data: { terraform_remote_state: { net: {} } } },
    ],
    ["required inputs", { variable: { a: { type: "string" } } }],
  ])("are told in the caveats to be made up: %s", (_what, made) => {
    expect(caveatsOf(made)).toContain("have placeholder values. If one fails a validation, replace it in");
    expect(caveatsOf({ variable: { a: { default: 1 } } })).toBe("");
  });

  test("agree on the registry that an imported role assignment is on", () => {
    const scope = `/subscriptions/${OBJECT_ID}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/one`;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${CLIENT_ID}`;
    const imports = (attribute: string) =>
      fileOf({
        import: [{ to: "azurerm_role_assignment.pull", id }],
        data: { azurerm_container_registry: { acr: { name: "one" } } },
        resource: { azurerm_role_assignment: { pull: { scope: `\${data.azurerm_container_registry.acr.${attribute}}` } } },
      }).split("override_resource")[0];
    expect(imports("id")).toMatch(new RegExp(`override_data \\{\\n {2}target = data.*\\n(.*\\n)*? +id +="? ?"${scope}"`));
    expect(imports("name")).not.toContain(`"${scope}"`);
  });
});
