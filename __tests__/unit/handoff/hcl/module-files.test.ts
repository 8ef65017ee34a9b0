import { hclFilesOf } from "../../../../src/handoff/hcl/module-files";
import { moduleOf } from "../../../../src/handoff/module";
import { providersOf } from "../../../../src/terraform/provider";
import { scenarios } from "../../../../stacks/main";
import { GRANT, HOSTILE } from "../../../support/hand-off";
import { stacksOf } from "../../../support/scenarios";
import { type Json, render } from "../../../support/stack";

const filesOf = (stack: Json) => Object.fromEntries(hclFilesOf(moduleOf(stack), providersOf(stack), "cdk.tf.json"));

const AZURERM = { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } };

test("a stack is four files that people would write", () => {
  expect(filesOf(GRANT)).toEqual({
    "main.tf": `provider "azurerm" {
  features {}
}

resource "azurerm_role_assignment" "pull" {
  principal_id         = var.object_id
  role_definition_name = "AcrPull"
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso"
}
`,
    "variables.tf": `variable "object_id" {
  description = "Who pulls"
  type        = string
}
`,
    "outputs.tf": `output "id" {
  description = "The grant"
  value       = azurerm_role_assignment.pull.id
}
`,
    "versions.tf": `terraform {
  required_version = ">= 1.7.0"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.55.0, < 5.0.0"
    }
  }
}
`,
  });
});

test("every section of Terraform is written", () => {
  const { "main.tf": main } = filesOf({
    terraform: AZURERM,
    locals: { a: 1, b: ["${local.a}"] },
    data: { azurerm_client_config: { current: {} } },
    module: { m: { source: "./assets/m", providers: { azurerm: "azurerm" }, size: "${local.a}" } },
    moved: [{ from: "azurerm_role_assignment.a", to: "azurerm_role_assignment.b" }],
    removed: [{ from: "azurerm_role_assignment.c", lifecycle: { destroy: false } }],
    import: [{ to: 'azurerm_role_assignment.b["x"]', id: "/subscriptions/x" }],
    check: { c: { assert: [{ condition: "${local.a == 1}", error_message: "no" }] } },
  });
  expect(main).toBe(`locals {
  a = 1
  b = [local.a]
}

data "azurerm_client_config" "current" {}

module "m" {
  source = "./assets/m"
  providers = {
    azurerm = azurerm
  }
  size = local.a
}

moved {
  from = azurerm_role_assignment.a
  to   = azurerm_role_assignment.b
}

removed {
  from = azurerm_role_assignment.c

  lifecycle {
    destroy = false
  }
}

import {
  id = "/subscriptions/x"
  to = azurerm_role_assignment.b["x"]
}

check "c" {
  assert {
    condition     = local.a == 1
    error_message = "no"
  }
}
`);
});

test.each(stacksOf(scenarios).map((stack) => [stack.node.id, render(stack)] as const))(
  "%s can be written whole",
  (_id, stack) => {
    const text = Object.values(filesOf(stack)).join("\n");
    for (const kind of ["resource", "data"]) {
      for (const [type, named] of Object.entries<Json>(stack[kind] ?? {})) {
        for (const name of Object.keys(named)) {
          expect(text).toContain(`${kind} "${type}" "${name}" {`);
        }
      }
    }
    expect(text).not.toContain("//");
  },
);

const PULL = "azurerm_role_assignment";

test.each<[string, Json, string]>([
  [
    "an unknown type",
    { resource: { azurerm_nothing: { x: {} } } },
    "'azurerm_nothing.x': this package has no schema of the type",
  ],
  ["an unknown provider", { provider: { random: [{}] } }, "'provider.random': this package has no schema of that provider"],
  [
    "another major version",
    {
      terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "3.0.0" } } },
      resource: { [PULL]: { x: {} } },
    },
    `'${PULL}.x': its version is 3.0.0, but this package has the schema of 4 and 5`,
  ],
  ["no requirement", { resource: { [PULL]: { x: {} } } }, `'${PULL}.x': its provider azurerm is in no required_providers`],
  [
    "provisioners",
    { terraform: AZURERM, resource: { [PULL]: { x: { provisioner: { "local-exec": { command: "x" } } } } } },
    `'${PULL}.x': provisioners and connections are written in JSON only`,
  ],
  ["a section to come", { action: { a: {} } }, "'action': a section that this package does not know"],
  [
    "aliases that a caller gives",
    { terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", configuration_aliases: ["azurerm.x"] } } } },
    "'terraform.required_providers.azurerm': configuration_aliases are written in JSON only",
  ],
  [
    "an unknown setting",
    { terraform: { experiments: ["x"] } },
    "'terraform.experiments': a setting that this package does not know",
  ],
  ["a name that would end the label", { variable: { [HOSTILE]: {} } }, "its name is none of HCL"],
])("refuses %s by name", (_case, stack, fault) => {
  expect(() => filesOf(stack)).toThrow(
    expect.objectContaining({
      name: "Refusal",
      message: expect.stringMatching(/^'cdk.tf.json' cannot be written as HCL; hand it over with --format json:\n {2}'/),
    }),
  );
  expect(() => filesOf(stack)).toThrow(fault);
});

test("all that cannot be written is named at once", () => {
  expect(() => filesOf({ resource: { a_b: { x: {}, y: {} } } })).toThrow(/'a_b\.x'.*\n.*'a_b\.y'/);
});
