import { bundleOf } from "../../../src/hand-off/bundle";
import { testCaveats } from "../../../src/hand-off/example/test-caveats";
import { modulesOf } from "../../../src/hand-off/module/layout";
import type { Format } from "../../../src/hand-off/module/root-module";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT, sourceOf } from "../../support/hand-off";

const filesOf = (json: Json, format: Format = "hcl") =>
  bundleOf(sourceOf(json), modulesOf(sourceOf(json), "root"), {
    format,
    provenance: { version: "0.0.0" },
    changes: "",
  }).files;
const textIn = (files: ReturnType<typeof filesOf>, name: string) => files.get(`tests/${name}.tftest.hcl`)?.toString() ?? "";
const fileOf = (json: Json, format: Format = "hcl") => textIn(filesOf(json, format), "module");
const blocksOf = (json: Json, format: Format = "hcl") => textIn(filesOf(json, format), "blocks");
const approvedOf = (json: Json, format: Format = "hcl") => {
  const [, approved = ""] = /^ {4}approved = \{\n(.*?)^ {4}\}/ms.exec(blocksOf(json, format)) ?? [];
  const rows = approved.replace(/^ {6}/gm, "").replace(/ +=/g, " =");
  return rows
    .replace(/\[\n\s+/g, "[")
    .replace(/,\n\s*\]/g, "]")
    .replace(/,\n\s+/g, ", ");
};
const assertionsOf = (json: Json) => {
  const [, run = ""] = fileOf(json).split('run "plan" {');
  return [...run.matchAll(/^ {4}condition +=(.*?)^ {4}error_message/gms)].map(([, text]) => text.replace(/\s+/g, " ").trim());
};
const caveatsOf = (json: Json) => testCaveats(readStack(json));

const ZERO = "00000000-0000-0000-0000-000000000000";

test("one file in HCL holds the blocks as they are written, another plans with example values", () => {
  expect([blocksOf(GRANT), fileOf(GRANT)].join("\n")).toMatchInlineSnapshot(`
    "# Is written what was approved? Whoever changes the module on purpose changes the line here with it.
    # It reads files only, so that it needs no provider.

    run "module" {
      module {
        source = "./tests/blocks"
      }

      variables {
        folder = "."

        # Each block, no more and no less, with what it sets: a line as it is written, or the name of an argument
        # whose value the plan in module.tftest.hcl holds.
        approved = {
          terraform = [
            "required_version = >= 1.7.0", "required_providers", "azurerm", "source = hashicorp/azurerm",
            "version = >= 4.55.0, < 5.0.0",
          ]
          "variable.object_id" = ["type = string", "description"]
          "provider.azurerm"   = ["features {}"]
          "azurerm_role_assignment.pull" = [
            "principal_id = var.object_id",
            "scope = /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso",
            "role_definition_name = AcrPull",
          ]
          "output.id" = ["description", "value = azurerm_role_assignment.pull.id"]
        }
      }

      assert {
        condition     = length(output.differences) == 0
        error_message = "Not what was approved: \${join("; ", output.differences)}."
      }
    }

    # Does the module plan what was approved? Providers are mocked, so that a test needs no credentials and creates nothing.
    # Whoever changes the module on purpose changes the value here with it.

    mock_provider "azurerm" {}

    variables {
      object_id = "00000000-0000-0000-0000-000000000001"
    }

    run "plan" {
      command = plan

      assert {
        condition = alltrue([
          azurerm_role_assignment.pull.role_definition_name == "AcrPull",
          azurerm_role_assignment.pull.scope == "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso",
        ])
        error_message = "azurerm_role_assignment.pull is not what was approved."
      }
    }
    "
  `);
  expect(caveatsOf(GRANT)).toBe("");
});

describe("the blocks that are approved", () => {
  test("are the same for both languages, but for what belongs to the language", () => {
    const body = {
      for_each: "${toset(var.x)}",
      metadata: [{ name: "${each.value}", labels: { "a/b": "c" } }],
    };
    const stack = (lifecycle: JsonObject) => ({
      variable: { x: { type: "list(string)", default: [] } },
      resource: { kubernetes_namespace_v1: { n: { ...body, lifecycle } } },
    });
    const lines = (format: Format) =>
      approvedOf(stack({ ignore_changes: ["metadata[0].labels"] }), format)
        .split("\n")
        .filter((line) => line.startsWith('"kubernetes_namespace_v1.n"'))
        .join("");
    expect(lines("hcl")).toContain('"for_each = toset(var.x)", "metadata", "name = each.value", "labels", "a/b"');
    expect(lines("hcl")).toContain('"ignore_changes = [metadata[0].labels]"');
    expect(lines("json")).toContain('"for_each = $${toset(var.x)}"');
  });

  test("name an argument whose value the plan holds, and show every other line whole", () => {
    const stack = {
      resource: {
        azurerm_role_assignment: {
          a: {
            scope: "/subscriptions/x",
            role_definition_name: "AcrPull",
            principal_id: "p",
          },
        },
        azurerm_container_registry: {
          r: { name: "one", sku: "Basic", tags: { "$${x}": "y" } },
        },
      },
    };
    const approved = approvedOf(stack);
    expect(approved).toContain('"role_definition_name = AcrPull"');
    expect(approved).toContain('"scope = /subscriptions/x"');
    expect(approved).toMatch(/registry\.r" = \["name", "sku", "tags", "\$\$\$\$\{x\}|registry\.r" = \["name", "sku", "tags", /);
    expect(approved).not.toContain("admin_enabled");
  });

  test("repeat no secret", () => {
    const stack = {
      provider: { vault: { token: "hunter2", address: "https://vault" } },
      variable: {
        password: { default: "hunter2" },
        other: { type: "string", sensitive: true, default: "hunter2" },
      },
      locals: { api_key: "hunter2" },
      resource: {
        kubernetes_secret_v1: { s: { data: { a: "hunter2", b: ["hunter2"] } } },
      },
      output: { secret: { value: "hunter2" } },
    };
    for (const format of ["hcl", "json"] as const) {
      expect(fileOf(stack, format)).not.toContain("hunter2");
    }
  });

  test("do not hold what is said to people", () => {
    const validation = [{ condition: "${var.a != null}", error_message: "no" }];
    const approved = approvedOf({
      variable: { a: { type: "string", description: "one", validation } },
    });
    expect(approved).toContain('["type = string", "description", "validation", "condition = var.a != null", "error_message"]');
  });
});

describe("mocks", () => {
  const reading = {
    azurerm_role_assignment: {
      a: { scope: "${data.azurerm_container_registry.r.id}" },
    },
  };

  test("answer what other blocks read, without what the configuration sets itself", () => {
    const stack = {
      data: {
        azurerm_container_registry: { r: { name: "x", login_server: "set" } },
      },
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
      provider: {
        azurerm: [{ features: {} }, { alias: "shared", features: {} }],
      },
      data: { azurerm_client_config: { a: {} } },
    };
    expect(fileOf(stack)).toContain(
      'mock_provider "azurerm" {}\n\nmock_provider "azurerm" {\n  alias = "shared"\n}\n\nmock_provider "time" {}',
    );
  });

  test("leave providers with ephemeral resources real for Terraform alone, which takes a file for each engine", () => {
    const stack = {
      ephemeral: { azurerm_key_vault_secret: { a: {} } },
      resource: { kubernetes_namespace_v1: { b: {} } },
    };
    expect(fileOf(stack)).not.toContain('mock_provider "azurerm"');
    expect(filesOf(stack).get("tests/module.tofutest.hcl")?.toString()).toContain('mock_provider "azurerm" {}');
    expect(filesOf(GRANT).has("tests/module.tofutest.hcl")).toBe(false);
    expect(caveatsOf(stack)).toContain("reads those of `azurerm` for real");
  });

  test.each([
    ["azurerm_linux_function_app", /\/resourceGroups\/example\/providers\/Microsoft\.Web\/sites\/example"/],
    ["azurerm_service_plan", /\/resourceGroups\/example\/providers\/Microsoft\.Web\/serverFarms\/example"/],
    ["azurerm_network_interface", /\/resourceGroups\/example\/providers\/Microsoft\.Network\/networkInterfaces\/example"/],
    ["azurerm_management_group", /"\/providers\/Microsoft\.Management\/managementGroups\/example"/],
  ])("give a %s the id that its provider writes", (type, id) => {
    const resource: JsonObject = {
      [type]: { a: {} },
      azurerm_role_assignment: { b: { scope: `\${${type}.a.id}` } },
    };
    expect(fileOf({ resource })).toMatch(id);
  });
});

describe("inputs", () => {
  test("have two instances of a collection, where validations allow two", () => {
    const inputs = (type: string, condition?: string) => {
      const validation = condition === undefined ? [] : [{ condition, error_message: "no" }];
      return /^ {2}a = (.*)$/m.exec(fileOf({ variable: { a: { type, validation } } }))?.[1];
    };
    expect(inputs("list(string)")).toBe('["example1", "example2"]');
    expect(inputs("set(string)", "${length(var.a) > 0}")).toBe('["example1", "example2"]');
    expect(inputs("list(string)", "${length(var.a) == 1}")).toBe('["example1"]');
    expect(inputs("list(string)", '${alltrue([for one in var.a : contains(["x"], one)])}')).toBe('["x"]');
    expect(inputs("list(bool)")).toBe("[true]");
    expect(inputs("number")).toBe("2");
  });

  test("are escaped, since texts in a test file are templates", () => {
    const validation = {
      condition: '${contains(["$${x}"], var.a)}',
      error_message: "no",
    };
    expect(
      fileOf({
        variable: { a: { type: "string", validation }, b: { default: 1 } },
      }),
    ).toContain('a = "$${x}"');
  });

  test("that may not pass their validation are named", () => {
    const validation = [{ condition: '${can(regex("^zebra$", var.a))}', error_message: "no" }];
    expect(caveatsOf({ variable: { a: { type: "string", validation } } })).toContain("may not pass their validation: `a`.");
  });
});

describe("assertions on a plan", () => {
  test("hold for every instance of a repeated block, and their number", () => {
    const repeated = {
      role_definition_name: "AcrPull",
      principal_id: "${each.value.id}",
      for_each: "${var.x}",
    };
    expect(
      assertionsOf({
        variable: { x: {} },
        resource: { azurerm_role_assignment: { many: repeated } },
      }),
    ).toEqual([
      "length(azurerm_role_assignment.many) == length(var.x)",
      'alltrue([for instance in azurerm_role_assignment.many : instance.role_definition_name == "AcrPull"])',
    ]);
    expect(
      assertionsOf({
        resource: { azurerm_role_assignment: { many: { count: 2 } } },
      }),
    ).toEqual(["length(azurerm_role_assignment.many) == 2"]);
  });

  test("hold what is nested in blocks, in maps and in lists, locals and defaults", () => {
    const spec: JsonObject = {
      container: [{ image: "a", name: "x" }, { image: "b" }],
    };
    const labels = { "a/b": "c", "$${x}": "d" };
    expect(
      assertionsOf({
        variable: { tier: { default: "Basic" }, size: { default: 1 } },
        locals: { names: ["b", "c"], read: ["${var.tier}"] },
        resource: {
          kubernetes_pod_v1: { p: { metadata: [{ name: "p", labels }], spec } },
        },
      }),
    ).toEqual([
      'alltrue([ one(kubernetes_pod_v1.p.metadata).labels["$${x}"] == "d", one(kubernetes_pod_v1.p.metadata).labels["a/b"] == "c", ' +
        'one(kubernetes_pod_v1.p.metadata).name == "p", ' +
        'anytrue([for container in one(kubernetes_pod_v1.p.spec).container : try(container.image == "a" && container.name == "x", false)]), ' +
        'anytrue([for container in one(kubernetes_pod_v1.p.spec).container : try(container.image == "b", false)]), ])',
      'toset(local.names) == toset(["b", "c"])',
      'alltrue([ tostring(var.size) == "1", var.tier == "Basic", ])',
    ]);
  });

  test("compare nothing that is a secret, nor what an expression gives", () => {
    const variable = { password: { default: "hunter2" } };
    const locals = { now: "${timestamp()}" };
    const data = { a: "hunter2", b: "${local.now}" };
    expect(
      assertionsOf({
        variable,
        locals,
        resource: { kubernetes_secret_v1: { s: { data } } },
      }),
    ).toEqual([]);
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
    [
      "list(string)",
      [
        {
          condition: '${alltrue([for name in var.existing : can(regex("^[a-z]+$", name))])}',
        },
      ],
      "[]",
    ],
    ["list(string)", [{ condition: "${length(var.existing) > 0}" }], '["example1", "example2"]'],
    ["string", [], '"example1"'],
  ])("import nothing by a %s with the validations %j", (type, validation, expected) => {
    const imports = [
      {
        for_each: "${toset(var.existing)}",
        to: "kubernetes_secret_v1.acr[each.key]",
        id: "${each.value}/acr",
      },
    ];
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

  test("are told in the caveats where the name of an output does not say what it contains", () => {
    const reading = (output: string) => ({
      data: { terraform_remote_state: { net: {} } },
      output: {
        a: { value: `\${data.terraform_remote_state.net.outputs.${output}}` },
      },
    });
    expect(caveatsOf(reading("kubelet"))).toContain("`data.terraform_remote_state.net.outputs.kubelet`");
    expect(caveatsOf(reading("registry_id"))).toBe("");
  });

  test("agree on the registry that an imported role assignment is on", () => {
    const scope = `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/one`;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/66666666-7777-8888-9999-000000000000`;
    const imports = (attribute: string) =>
      fileOf({
        import: [{ to: "azurerm_role_assignment.pull", id }],
        data: { azurerm_container_registry: { acr: { name: "one" } } },
        resource: {
          azurerm_role_assignment: {
            pull: {
              scope: `\${data.azurerm_container_registry.acr.${attribute}}`,
            },
          },
        },
      }).split("override_resource")[0];
    expect(imports("id")).toMatch(new RegExp(`override_data \\{\\n {2}target = data.*\\n(.*\\n)*? +id +="? ?"${scope}"`));
    expect(imports("name")).not.toContain(`"${scope}"`);
  });
});
