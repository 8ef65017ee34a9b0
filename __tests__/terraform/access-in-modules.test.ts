import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { outsideOfPipelines } from "../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { run } from "../../packages/terraform-stack-tools/src/cli/program";
import { originWords } from "../../packages/terraform-stack-tools/src/knowledge/access/access";
import { accessOf } from "../../packages/terraform-stack-tools/src/plan";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { GRANT_MODULE } from "../support/grant-module";
import { binaries } from "../support/terraform";
import { OBJECT_ID } from "../support/values";

outsideOfPipelines();

/** A registry with an account and a token, secrets and service accounts, and a module in it for role assignments. */
const MODULE = {
  "main.tf": `
    variable "scope" { type = string }
    variable "login_server" { type = string }
    variable "pullers" { type = map(string) }
    variable "namespaces" { type = set(string) }
    variable "password" {
      type      = string
      sensitive = true
    }
    module "grant" {
      source    = "./grant"
      for_each  = var.pullers
      scope     = var.scope
      principal = each.value
    }
    resource "azurerm_container_registry" "own" {
      name                = "tailspin"
      resource_group_name = "rg"
      location            = "westeurope"
      sku                 = "Premium"
      admin_enabled       = true
    }
    resource "azurerm_container_registry_scope_map" "team" {
      name                    = "team-map"
      container_registry_name = azurerm_container_registry.own.name
      resource_group_name     = "rg"
      actions                 = ["repositories/team/*/content/read"]
    }
    resource "azurerm_container_registry_token" "team" {
      name                    = "team-token"
      container_registry_name = azurerm_container_registry.own.name
      resource_group_name     = "rg"
      scope_map_id            = azurerm_container_registry_scope_map.team.id
    }
    resource "azurerm_container_registry_token_password" "team" {
      container_registry_token_id = azurerm_container_registry_token.team.id
      password1 { expiry = "2027-01-01T00:00:00Z" }
    }
    resource "kubernetes_secret_v1" "token" {
      type = "kubernetes.io/dockerconfigjson"
      metadata {
        name      = "token"
        namespace = "team"
      }
      data = {
        ".dockerconfigjson" = jsonencode({ auths = { (azurerm_container_registry.own.login_server) = {
          username = azurerm_container_registry_token.team.name
          password = azurerm_container_registry_token_password.team.password1[0].value
        } } })
      }
    }
    resource "kubernetes_secret_v1" "given" {
      for_each = var.namespaces
      type     = "kubernetes.io/dockerconfigjson"
      metadata {
        name      = "given"
        namespace = each.value
      }
      data = { ".dockerconfigjson" = jsonencode({ auths = { (var.login_server) = { password = var.password } } }) }
    }
    resource "kubernetes_service_account_v1" "app" {
      for_each = var.namespaces
      metadata {
        name      = "app"
        namespace = each.value
      }
      image_pull_secret { name = kubernetes_secret_v1.given[each.key].metadata[0].name }
    }
    locals { document = jsonencode({ auths = { (var.login_server) = { password = var.password } } }) }
    resource "kubernetes_secret_v1" "hidden" {
      type = "kubernetes.io/dockerconfigjson"
      metadata { name = "hidden" }
      data = { ".dockerconfigjson" = local.document }
    }
    output "own_id" { value = azurerm_container_registry.own.id }
  `,
  ...GRANT_MODULE,
};

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-access-"));
const source = join(folder, "module");

beforeAll(() => {
  mkdirSync(source);
  writeFiles(source, MODULE);
});

afterAll(() => rmSync(folder, { recursive: true }));

const identity = (name: string) => ({ name, resource_group_name: "rg", location: "westeurope" });

/** A cluster pulls as one of two identities, so that it matters which of them the module is given. */
function stackOf(pullers: JsonObject): JsonObject {
  return {
    terraform: {
      required_providers: {
        azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
        kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
      },
    },
    provider: { azurerm: [{ features: [{}] }], kubernetes: [{}, { alias: "edge" }] },
    variable: { password: { type: "string", sensitive: true } },
    data: { azurerm_container_registry: { eu: { name: "contoso", resource_group_name: "rg" } } },
    resource: {
      azurerm_user_assigned_identity: { kubelet: identity("prod-kubelet"), builder: identity("builder") },
      azurerm_role_assignment: {
        push: {
          scope: '${module.delivery["eu"].own_id}',
          role_definition_name: "AcrPush",
          principal_id: "${azurerm_user_assigned_identity.builder.principal_id}",
        },
      },
    },
    module: {
      delivery: {
        source,
        for_each: { eu: "" },
        providers: { azurerm: "azurerm", kubernetes: "kubernetes.edge" },
        scope: "${data.azurerm_container_registry.eu.id}",
        login_server: "${data.azurerm_container_registry.eu.login_server}",
        pullers,
        namespaces: ["shop", "mail"],
        password: "${var.password}",
      },
    },
  };
}

const KUBELET = "${azurerm_user_assigned_identity.kubelet.principal_id}";
const BUILDER = "${azurerm_user_assigned_identity.builder.principal_id}";
const variables = { password: "canary" };
const EDGE = " of the cluster of provider kubernetes.edge";
const IN = 'module.delivery["eu"]';

describe.each(binaries())("%s", (binary) => {
  test("access by what is in modules is listed with its address there, and so is what the stack grants on it", () => {
    const access = accessOf(stackOf({ prod: KUBELET, ci: BUILDER, other: OBJECT_ID }), { binary, variables });
    const lines = access.map(
      ({ address, who, repository, registry, rights, origin, until = "-" }) =>
        `${address}: ${who}, ${rights.join("+") || "?"} ${repository} of ${registry} by ${originWords(origin)}, ${until}`,
    );
    const grant = (key: string) => `${IN}.module.grant["${key}"].azurerm_role_assignment.pull`;
    expect(lines.sort()).toEqual(
      [
        `${grant("ci")}: managed identity builder, pull * of contoso by role AcrPull, -`,
        `${grant("other")}: principal ${OBJECT_ID}, pull * of contoso by role AcrPull, -`,
        `${grant("prod")}: managed identity prod-kubelet, pull * of contoso by role AcrPull, -`,
        `${IN}.azurerm_container_registry.own: whoever holds an admin password of the registry, pull+push+delete * of tailspin by admin account, -`,
        `${IN}.azurerm_container_registry_token.team: whoever holds a password of registry token team-token, pull team/* of tailspin by registry token team-token, 2027-01-01T00:00:00Z`,
        `${IN}.kubernetes_secret_v1.token: pods in namespace team${EDGE} that name the secret, pull team/* of tailspin by registry token team-token, 2027-01-01T00:00:00Z`,
        ...["mail", "shop"].map(
          (namespace) =>
            `${IN}.kubernetes_secret_v1.given["${namespace}"]: pods in namespace ${namespace}${EDGE} with service account app, ? what its credentials allow of contoso by user name and password, -`,
        ),
        // A plan does not tell the local values of modules.
        `${IN}.kubernetes_secret_v1.hidden: pods in namespace default${EDGE} that name the secret, ? what its credentials allow of contoso by user name and password, -`,
        "azurerm_role_assignment.push: managed identity builder, pull+push * of tailspin by role AcrPush, -",
      ].sort(),
    );
  });

  test("a report says what a module grants, and where it is called", () => {
    const written = (version: string, stack: JsonObject) =>
      writeFiles(join(folder, `${version}-${binary}`, "stack"), { "cdk.tf.json": JSON.stringify(stack, null, 2) });
    const before = written("before", stackOf({ prod: KUBELET }));
    const after = written("after", stackOf({ prod: KUBELET, ci: BUILDER }));
    const [markdown, sarif] = ["markdown", "sarif"].map((format) => join(folder, `${binary}.${format}`));
    const streams = { out: () => {}, error: () => {} };
    const code = run(
      [
        ...["plan", after, "--existing", before, "--binary", binary, "--var", "password=canary", "--fail-on", "gain"],
        ...["--format", "markdown", "--out", markdown, "--format", "sarif", "--out", sarif],
      ],
      streams,
    );
    expect(code).toBe(3);
    expect(readFileSync(markdown, "utf8")).toContain("Managed identity builder may now pull everything in contoso");
    const results: { ruleId: string; locations: { physicalLocation: { region: { startLine: number } } }[] }[] = JSON.parse(
      readFileSync(sarif, "utf8"),
    ).runs[0].results;
    const gained = results.filter(({ ruleId }) => ruleId === "access-gained");
    const lines = readFileSync(join(after, "cdk.tf.json"), "utf8").split("\n");
    expect(gained.map(({ locations: [{ physicalLocation }] }) => lines[physicalLocation.region.startLine - 1].trim())).toEqual([
      '"delivery": {',
    ]);
  });
});
