import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { bundleOf } from "../../packages/terraform-stack-tools/src/hand-off/bundle";
import { type Layout, modulesOf } from "../../packages/terraform-stack-tools/src/hand-off/module/layout";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { type Binary, binaries, inWorkspace, type Workspace } from "../support/terraform";

/** Outputs of each kind that a plan knows, and one that only an apply tells. */
const STACK: JsonObject = {
  terraform: {
    required_providers: {
      azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
      kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
    },
  },
  provider: { azurerm: [{ features: [{}] }], kubernetes: [{}, { alias: "edge", config_path: "edge" }] },
  variable: {
    registry_name: { type: "string" },
    resource_group_name: { type: "string" },
    namespaces: { type: "list(string)", default: ["apps", "jobs"] },
    replicas: { type: "number", default: 3 },
    tier: { type: "object({ name = string, note = optional(string) })", default: { name: "basic" } },
    nothing: { type: "string", default: null },
    password: { type: "string", sensitive: true },
  },
  locals: { host: "${data.azurerm_container_registry.acr.login_server}", labels: { team: "${var.tier.name}" } },
  data: {
    azurerm_container_registry: { acr: { name: "${var.registry_name}", resource_group_name: "${var.resource_group_name}" } },
  },
  resource: {
    kubernetes_namespace_v1: {
      shop: { metadata: [{ name: "shop-${var.registry_name}", labels: "${local.labels}" }] },
      each: { for_each: "${toset(var.namespaces)}", metadata: [{ name: "${each.value}" }] },
    },
    kubernetes_secret_v1: {
      one: { provider: "kubernetes.edge", metadata: [{ name: "one" }], data: { password: "${var.password}" } },
    },
  },
  output: {
    login_server: { value: "${local.host}" },
    image: { value: "${local.host}/team/app:${var.tier.name}" },
    group: { value: "${var.resource_group_name}" },
    namespace: { value: "${kubernetes_namespace_v1.shop.metadata[0].name}" },
    namespaces: { value: "${var.namespaces}" },
    replicas: { value: "${var.replicas}" },
    labels: { value: { team: "${local.labels.team}", 'a "b"': "c" } },
    nothing: { value: "${var.nothing}" },
    id: { value: "${kubernetes_namespace_v1.shop.id}" },
    password: { value: "${var.password}", sensitive: true },
  },
};

function withBundle<T>(binary: Binary, layout: Layout, body: (workspace: Workspace) => T): T {
  const source = sourceOf(STACK);
  const options = { format: "hcl", provenance: { version: "0.0.0" }, changes: "" } as const;
  return inWorkspace(binary, (workspace) => {
    for (const [path, bytes] of bundleOf(source, modulesOf(source, layout), options).files) {
      workspace.file(path, bytes.toString());
    }
    return body(workspace);
  });
}

/** Values that the receiver may have, of each input, of another type, and of an input that the module does not have. */
const OWN_VALUES = `registry_name       = "Not A Registry"
resource_group_name = null
namespaces          = []
replicas            = 7
tier                = { name = "premium", note = "x" }
nothing             = "something"
password            = "canary-4f1c"
unknown             = { a = [1, "b"] }
`;

/** What is edited in the outputs of the module: what is written, and what is written instead. */
const BROKEN: readonly (readonly [what: string, from: string | RegExp, to: string])[] = [
  ["another reference", "value = local.host", "value = var.registry_name"],
  ["another text", "/team/app:", "/team/other:"],
  ["the value of another input", "value = var.resource_group_name", "value = var.registry_name"],
  ["another argument", "kubernetes_namespace_v1.shop.metadata[0].name", "kubernetes_secret_v1.one.metadata[0].name"],
  ["an element less", "value = var.namespaces", "value = slice(var.namespaces, 0, 1)"],
  ["another number", "value = var.replicas", "value = var.replicas + 1"],
  ["another member", "local.labels.team", '"other"'],
  ["no output", /output "image" \{[^}]*\}[^}]*\}[^}]*\}\n/, ""],
  ["what is not there", "kubernetes_namespace_v1.shop.id", "kubernetes_namespace_v1.other.id"],
];

describe.each(binaries())("%s", (binary) => {
  test.each<Layout>(["module", "root"])("a bundle as a %s passes its test, whatever values the receiver has", (layout) => {
    withBundle(binary, layout, (workspace) => {
      expect(workspace.succeed("test")).toMatch(/1 passed, 0 failed/);
      for (const folder of ["", "tests/", ...(layout === "module" ? ["examples/default/"] : [])]) {
        workspace.file(`${folder}terraform.tfvars`, OWN_VALUES);
        workspace.file(`${folder}more.auto.tfvars.json`, '{"namespaces":["x"],"replicas":"many","tier":5}');
      }
      process.env.TF_VAR_registry_name = "elsewhere";
      try {
        const output = workspace.succeed("test");
        expect(output).toMatch(/1 passed, 0 failed/);
        expect(output).not.toContain("canary");
      } finally {
        delete process.env.TF_VAR_registry_name;
      }
    });
  });

  test("the test fails where the module has other outputs than were handed over", () => {
    withBundle(binary, "module", (workspace) => {
      const outputs = readFileSync(join(workspace.folder, "outputs.tf"), "utf8");
      const survivors = BROKEN.filter(([what, from, to]) => {
        const broken = outputs.replace(/ +=/g, " =").replace(from, to);
        expect({ what, isBroken: broken !== outputs.replace(/ +=/g, " =") }).toEqual({ what, isBroken: true });
        workspace.file("outputs.tf", broken);
        return workspace.run("test").code === 0;
      });
      expect(survivors.map(([what]) => what)).toEqual([]);
      workspace.file("outputs.tf", outputs);
      const call = readFileSync(join(workspace.folder, "examples/default/main.tf"), "utf8");
      workspace.file("examples/default/main.tf", call.replace("= var.registry_name", "= var.resource_group_name"));
      expect(workspace.run("test").output).toContain("The output namespace is not what was handed over.");
    });
  });
});
