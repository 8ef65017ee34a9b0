import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { commitAll, git } from "../../packages/terraform-stack-tools/__tests__/support/repository";
import { plan } from "../../packages/terraform-stack-tools/src/plan";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { binaries, inWorkspace } from "../support/terraform";
import { OBJECT_ID } from "../support/values";

/** A registry with its grants, and a module in it for these. */
const MODULE = {
  "main.tf": `
    variable "name" { type = string }
    variable "sku" { type = string }
    variable "pullers" { type = map(string) }
    resource "azurerm_container_registry" "acr" {
      name                = var.name
      resource_group_name = "rg"
      location            = "westeurope"
      sku                 = var.sku
    }
    module "grant" {
      source    = "./grant"
      for_each  = var.pullers
      scope     = azurerm_container_registry.acr.id
      principal = each.value
    }
    output "login_server" { value = azurerm_container_registry.acr.login_server }
  `,
  "grant/main.tf": `
    variable "scope" { type = string }
    variable "principal" { type = string }
    resource "azurerm_role_assignment" "pull" {
      scope                = var.scope
      principal_id         = var.principal
      role_definition_name = "AcrPull"
    }
  `,
};

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-modules-"));
const checkout = join(folder, "module");
const archive = join(folder, "module.tar.gz");

beforeAll(() => {
  mkdirSync(checkout);
  writeFiles(checkout, MODULE);
  execFileSync("tar", ["--create", "--gzip", "--file", archive, "--directory", checkout, "."]);
  commitAll(checkout);
  git(checkout, "tag", "v1");
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Call {
  readonly name?: string;
  readonly sku?: string;
  readonly pullers?: JsonObject;
}

const PULLERS = { prod: OBJECT_ID };

/** Everything that a plan finds in a module is asked of one in a folder; of the others, whether it is found at all. */
const PLACES = [
  ["a folder", checkout],
  ["an archive", archive],
  ["a repository", `git::file://${checkout}?ref=v1`],
] as const;

const stack = ({ name = "contoso", sku = "Basic", pullers = PULLERS }: Call = {}, source = checkout): JsonObject => ({
  terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
  provider: { azurerm: [{ features: [{}] }] },
  module: { registry: { source, for_each: { eu: name }, name: "${each.value}", sku, pullers } },
  output: { server: { value: '${module.registry["eu"].login_server}' } },
});
const REGISTRY = 'module.registry["eu"].azurerm_container_registry.acr';
const grant = (key: string) => `module.registry["eu"].module.grant["${key}"].azurerm_role_assignment.pull`;

const REPLACED = { [REGISTRY]: "delete+create", [grant("prod")]: "delete+create" };
const CHANGES: readonly (readonly [string, Call, Readonly<Record<string, string>>])[] = [
  ["nothing", {}, {}],
  ["an argument that can change in place", { sku: "Premium" }, { [REGISTRY]: "update" }],
  ["a name, and with it what refers to the registry", { name: "fabrikam" }, REPLACED],
  ["one grant for another", { pullers: { edge: OBJECT_ID } }, { [grant("edge")]: "create", [grant("prod")]: "delete" }],
];

describe.each(binaries())("%s", (binary) => {
  test("what changes in a module is what Terraform plans", () => {
    inWorkspace(binary, (workspace) => {
      workspace.write(stack()).apply();
      for (const [what, call, expected] of CHANGES) {
        const { resources } = plan(stack(call), { existing: stack(), binary });
        const changes = Object.entries(resources).filter(([, { action }]) => action !== "no-op");
        const actions = changes.map(([address, { action }]) => [address, action === "replace" ? "delete+create" : action]);
        expect({ what, ...Object.fromEntries(actions) }).toEqual({ what, ...expected });
        expect({ what, ...workspace.write(stack(call)).plan() }).toEqual({ what, ...expected });
      }
    });
  });

  test.each(PLACES)("what forces a replacement in %s is told, and which value changes", (_place, source) => {
    const { resources, outputs } = plan(stack({ name: "fabrikam" }, source), { existing: stack({}, source), binary });
    expect(resources[REGISTRY]).toMatchObject({
      because: ["name"],
      changes: { name: { before: "contoso", after: "fabrikam" } },
    });
    expect(resources[grant("prod")]).toMatchObject({ because: ["scope"] });
    expect(outputs).toEqual({ server: "(known after apply)" });
  });
});
