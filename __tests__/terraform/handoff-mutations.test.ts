import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { bundleOf } from "../../packages/terraform-stack-tools/src/hand-off/bundle";
import { modulesOf } from "../../packages/terraform-stack-tools/src/hand-off/module/layout";
import type { Format } from "../../packages/terraform-stack-tools/src/hand-off/module/root-module";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { governedStack } from "../support/governed-stack";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { type Binary, binaries, Workspace } from "../support/terraform";

/** A change that an editor could make to a bundle after it was approved: in a file, or a new file with a text. */
type Mutation = readonly [name: string, file: string, from: string | RegExp, to: string];

const MAIN = "main.tf";
const EXAMPLE = "examples/default/main.tf";

const GOVERNED: readonly Mutation[] = [
  ["another role in place", MAIN, "Repository Reader", "Repository Writer"],
  [
    "another scope",
    MAIN,
    "= data.azurerm_container_registry.acr.id\n",
    '= "/subscriptions/11111111-2222-3333-4444-555555555555"\n',
  ],
  [
    "the principal of another grant",
    MAIN,
    "data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id",
    "azuread_service_principal.puller.object_id",
  ],
  ["another repository in a condition", MAIN, "'team/app'", "'team/other'"],
  ["a grant without its condition", MAIN, /^ +condition +=[^\n]*StringStarts.*\n/m, ""],
  ["a scope map with one action more", MAIN, 'content/read", ', 'content/read", "repositories/shop/*/content/delete", '],
  ["a later end of a password", MAIN, 'end_date       = "2099', 'end_date       = "2199'],
  ["a password without an end", MAIN, /^ +end_date +=.*\n/m, ""],
  ["an end of a token password", MAIN, 'expiry = "2099', 'expiry = "2199'],
  ["one namespace more", MAIN, 'toset(["apps"])', 'toset(["apps", "kube-system"])'],
  ["one namespace less", MAIN, 'toset(["shop", "checkout"])', 'toset(["shop"])'],
  ["a namespace for all instances", MAIN, "= each.value\n", '= "default"\n'],
  ["another type of secret", MAIN, "kubernetes.io/dockerconfigjson", "Opaque"],
  ["a pull secret for another host", MAIN, /data\.azurerm_container_registry\.acr\.login_server\]/, '"evil.example.com"]'],
  ["the lookup of another object", MAIN, "= var.registry_name", "= var.cluster_name"],
  ["a secret that does not wait for its grant", MAIN, /^ +depends_on = \[azurerm_role_assignment.*\n/m, ""],
  ["an argument more whose drift is ignored", MAIN, "ignore_changes = [description]", "ignore_changes = [actions, description]"],
  ["a data source without its postcondition", MAIN, /^ +postcondition \{\n +condition +=[^\n]*kubelet[^}]*\}\n/m, ""],
  ["another tenant of a provider", EXAMPLE, "00000000-0000-0000-0000-000000000000", "11111111-0000-0000-0000-000000000000"],
  ["a call that passes other values", EXAMPLE, "= var.registry_name", "= var.cluster_name"],
  ["a move that is gone", "examples/default/moved.tf", /^moved \{[^}]*\}\n/m, ""],
];

const OWNER = `resource "azurerm_role_assignment" "owner" {
  principal_id         = azurerm_user_assigned_identity.aks_KubeletIdentity_5DB8468F.principal_id
  role_definition_name = "Owner"
  scope                = azurerm_container_registry.acr.id
}
`;

const NEW_CLUSTER: readonly Mutation[] = [
  ["the admin account", MAIN, /admin_enabled( +)= false/, "admin_enabled$1= true"],
  ["pulling without an account", MAIN, /anonymous_pull_enabled( +)= false/, "anonymous_pull_enabled$1= true"],
  [
    "network access, which is not set",
    MAIN,
    /^( +)sku( +)= "Standard"/m,
    '$1public_network_access_enabled = true\n$1sku = "Standard"',
  ],
  ["a new role assignment in main.tf", MAIN, /$/, OWNER],
  ["a new role assignment in a new file", "more.tf", "", OWNER],
  ["a new role assignment that nobody formatted", MAIN, /$/, OWNER.replace(/^(?=.)/gm, "  ")],
  ["a new role assignment beside the call", "examples/default/more.tf.json", "", '{"resource":{"terraform_data":{"x":{}}}}'],
  ["a registry that may be destroyed", MAIN, "prevent_destroy = true", "prevent_destroy = false"],
  ["larger nodes", MAIN, "Standard_D2s_v5", "Standard_D64s_v5"],
  ["another major version of a provider", "versions.tf", ">= 4.55.0, < 5.0.0", ">= 4.0.0"],
  ["an older Terraform", "versions.tf", '">= 1.7.0"', '">= 1.0.0"'],
  ["a validation that takes shorter names", "variables.tf", "{5,50}", "{1,50}"],
  ["a validation that is gone", "variables.tf", /^ +validation \{[^}]*location[^}]*\}\n/m, ""],
];

/** What the stacks of this repository do not have. */
const STRANGER: JsonObject = {
  terraform: { required_providers: { kubernetes: { source: "kubernetes", version: "2.38.0" } } },
  provider: { kubernetes: [{ config_path: "near" }, { alias: "edge", config_path: "edge" }] },
  variable: {
    namespaces: { type: "list(string)" },
    tier: { type: "string", default: "basic" },
    password: { type: "string", sensitive: true },
  },
  resource: {
    kubernetes_namespace_v1: {
      each: {
        for_each: "${toset(var.namespaces)}",
        metadata: [{ name: "${each.value}", labels: { team: "a", "pod-security.kubernetes.io/enforce": "${var.tier}" } }],
      },
    },
    kubernetes_secret_v1: {
      one: {
        provider: "kubernetes.edge",
        metadata: [{ name: "one" }],
        data: { password: "${var.password}" },
        depends_on: ["kubernetes_namespace_v1.each"],
      },
    },
  },
  output: { password: { value: "${var.password}", sensitive: true } },
};

const STRANGERS: readonly Mutation[] = [
  ["the first namespace alone", MAIN, "toset(var.namespaces)", "toset(slice(var.namespaces, 0, 1))"],
  ["a label that is gone", MAIN, /^ +team += "a"\n/m, ""],
  ["another label", MAIN, 'team                                 = "a"', 'team                                 = "b"'],
  ["another configuration of a provider", MAIN, /^ +provider = kubernetes.edge\n/m, ""],
  ["a secret that anybody reads", "outputs.tf", /^ +sensitive += true\n/m, "  sensitive = false\n"],
  ["an input that is no secret", "variables.tf", /^ +sensitive += true\n/m, ""],
  ["another default", "variables.tf", '"basic"', '"privileged"'],
  ["an input of another type", "variables.tf", "list(string)", "set(string)"],
];

const stackOf = (id: string): JsonObject => {
  const stack = installableStacksOf(scenarios).find(({ node }) => node.id === id);
  if (stack === undefined) {
    throw new Error(`no scenario ${id}`);
  }
  return render(stack);
};

const GROUPS: readonly (readonly [name: string, stack: () => JsonObject, mutations: readonly Mutation[]])[] = [
  ["governed", () => render(governedStack()), GOVERNED],
  ["new-cluster", () => stackOf("new-cluster"), NEW_CLUSTER],
  ["stranger", () => STRANGER, STRANGERS],
];

const IN_JSON: readonly Mutation[] = [
  ["another default", "variables.tf.json", '"basic"', '"privileged"'],
  ["a value more", "main.tf.json", '"name": "one"', '"name": "one", "generate_name": "two"'],
  ["no wait", "main.tf.json", /"depends_on": \[[^\]]*\],/, ""],
  ["another reference", "main.tf.json", "var.password", "var.tier"],
  ["a new resource", "more.tf.json", "", '{"resource":{"kubernetes_namespace_v1":{"x":{"metadata":[{"name":"x"}]}}}}'],
  ["a new resource in HCL", "more.tf", "", 'resource "kubernetes_namespace_v1" "x" {\n}\n'],
];

function contentOf(stack: Json, format: Format): ReadonlyMap<string, Buffer> {
  const source = sourceOf(stack);
  return bundleOf(source, modulesOf(source, "module"), { format, provenance: { version: "0.0.0" }, changes: "" }).files;
}

async function inBundle<T>(binary: Binary, stack: Json, format: Format, body: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = new Workspace(binary);
  try {
    for (const [path, bytes] of contentOf(stack, format)) {
      workspace.file(path, bytes.toString());
    }
    return await body(workspace);
  } finally {
    workspace.remove();
  }
}

/** The names of the mutations after which the tests of the changed folder still pass, or fail for another reason. */
async function survivorsIn(binary: Binary, stack: Json, format: Format, mutations: readonly Mutation[]): Promise<string[]> {
  const files = contentOf(stack, format);
  return inBundle(binary, stack, format, async (workspace) => {
    const survivors: string[] = [];
    for (const [name, path, from, to] of mutations) {
      const approved = files.get(path)?.toString();
      const changed = approved === undefined ? to : approved.replace(from, to);
      expect({ name, isChanged: changed !== approved }).toEqual({ name, isChanged: true });
      workspace.file(path, changed);
      const test = path.startsWith("examples/") ? "example" : "module";
      // The plan of the folder that changes, and what is written in both.
      const filters = [test, "blocks"].map((name) => `-filter=tests/${name}.tftest.hcl`);
      const { code, output } = await workspace.runMeanwhile("test", ...filters);
      // The condition of a block may refuse a plan before it is compared.
      if (code === 0 || !/what was approved|postcondition failed/i.test(output)) {
        survivors.push(name);
      }
      workspace.removeFile(path);
      if (approved !== undefined) {
        workspace.file(path, approved);
      }
    }
    return survivors;
  });
}

const all = GROUPS.flatMap(([, , mutations]) => mutations);

test("there are at least 32 mutations, each once", () => {
  expect(new Set(all.map(([name]) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(32);
});

describe.each(binaries())("%s", (binary) => {
  test("finds nothing in an unchanged bundle, nor in one whose team keeps its state elsewhere", async () => {
    for (const format of ["hcl", "json"] as const) {
      await inBundle(binary, STRANGER, format, async (workspace) => {
        const backend = 'terraform {\n  backend "local" {}\n}\n';
        workspace.file("backend.tf", backend).file("examples/default/backend.tf", backend);
        expect(await workspace.succeedMeanwhile("test")).toMatch(/4 passed, 0 failed/);
      });
    }
  }, 300_000);

  test("finds what was changed in JSON", async () => {
    expect(await survivorsIn(binary, STRANGER, "json", IN_JSON)).toEqual([]);
  }, 300_000);

  test.each(GROUPS)(
    "finds every mutation of %s",
    async (_name, stack, mutations) => {
      expect(await survivorsIn(binary, stack(), "hcl", mutations)).toEqual([]);
    },
    900_000,
  );
});
