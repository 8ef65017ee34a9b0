import { hclFiles } from "../../../src/export/hcl/module-files";
import { rootModuleOf } from "../../../src/export/root-module";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT, HOSTILE } from "../../support/hand-off";

const filesOf = (stack: Json) => Object.fromEntries(hclFiles(rootModuleOf(readStack(stack)), "cdk.tf.json"));

const AZURERM = { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } };

test("writes four files as people would", () => {
  expect(filesOf(GRANT)).toEqual({
    "main.tf": `provider "azurerm" {
  features {}
}

resource "azurerm_role_assignment" "pull" {
  principal_id         = var.object_id
  scope                = "${GRANT.resource.azurerm_role_assignment.pull.scope}"
  role_definition_name = "AcrPull"
}
`,
    "variables.tf": `variable "object_id" {
  type        = string
  description = "Who pulls"
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

test("writes every section that Terraform has", () => {
  const { "main.tf": main, "moved.tf": moved } = filesOf({
    terraform: AZURERM,
    locals: { a: 1, b: ["${local.a}"] },
    data: { azurerm_client_config: { current: {} } },
    module: { m: { source: "./assets/m", providers: { azurerm: "azurerm" }, size: "${local.a}" } },
    moved: [{ from: "azurerm_role_assignment.a", to: "azurerm_role_assignment.b" }],
    removed: [{ from: "azurerm_role_assignment.c", lifecycle: { destroy: false } }],
    import: [{ to: 'azurerm_role_assignment.b["x"]', id: "/subscriptions/x" }],
    check: {
      c: {
        data: { azurerm_subscription: { own: { "//": "comment" } } },
        assert: [{ condition: "${local.a == 1}", error_message: "no" }],
      },
    },
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

check "c" {
  data "azurerm_subscription" "own" {}

  assert {
    condition     = local.a == 1
    error_message = "no"
  }
}
`);
  expect(moved).toBe(`moved {
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
  to = azurerm_role_assignment.b["x"]
  id = "/subscriptions/x"
}
`);
});

test("writes provisioners and connections, with their labels and in their order", () => {
  const connection = { type: "ssh", host: "${self.output}" };
  const { "main.tf": main, "moved.tf": moved } = filesOf({
    resource: {
      terraform_data: {
        server: {
          connection,
          input: "x",
          provisioner: [
            { "remote-exec": { inline: ["echo 1"], connection: { ...connection, user: "root" } } },
            { "local-exec": [{ command: "rm x", when: "destroy", on_failure: "continue" }, { command: "ls" }] },
          ],
        },
        other: { provisioner: { "remote-exec": { script: "x" }, file: { source: "a", destination: "b" } } },
      },
    },
    removed: [{ from: "terraform_data.old", provisioner: { "local-exec": { when: "destroy", command: "${self.id}" } } }],
  });
  expect(main).toBe(`resource "terraform_data" "other" {
  provisioner "remote-exec" {
    script = "x"
  }

  provisioner "file" {
    destination = "b"
    source      = "a"
  }
}

resource "terraform_data" "server" {
  input = "x"

  connection {
    host = self.output
    type = "ssh"
  }

  provisioner "remote-exec" {
    inline = ["echo 1"]

    connection {
      host = self.output
      type = "ssh"
      user = "root"
    }
  }

  provisioner "local-exec" {
    command    = "rm x"
    on_failure = continue
    when       = destroy
  }

  provisioner "local-exec" {
    command = "ls"
  }
}
`);
  expect(moved).toBe(`removed {
  from = terraform_data.old

  provisioner "local-exec" {
    command = self.id
    when    = destroy
  }
}
`);
});

test("writes provider configurations that are passed from module to module", () => {
  const kubernetes = {
    source: "hashicorp/kubernetes",
    version: "2.38.0",
    configuration_aliases: ["kubernetes.edge", "kubernetes.core"],
  };
  const { "main.tf": main, "versions.tf": versions } = filesOf({
    terraform: { required_providers: { kubernetes }, provider_meta: { kubernetes: { module_name: "x" } } },
    provider: { kubernetes: [{ alias: "edge", config_path: "kubeconfig" }] },
    resource: { kubernetes_secret_v1: { pull: { provider: "${kubernetes.edge}", type: "Opaque", metadata: {} } } },
    module: { m: { source: "./assets/m", providers: { kubernetes: "kubernetes.edge", "kubernetes.other": "kubernetes.core" } } },
  });
  expect(main).toBe(`provider "kubernetes" {
  alias       = "edge"
  config_path = "kubeconfig"
}

resource "kubernetes_secret_v1" "pull" {
  provider = kubernetes.edge

  type = "Opaque"

  metadata {}
}

module "m" {
  source = "./assets/m"
  providers = {
    kubernetes       = kubernetes.edge
    kubernetes.other = kubernetes.core
  }
}
`);
  expect(versions).toContain("      configuration_aliases = [kubernetes.edge, kubernetes.core]\n");
  expect(versions).toContain('  provider_meta "kubernetes" {\n    module_name = "x"\n  }\n');
});

const PULL = "azurerm_role_assignment";

/** Only a schema tells what it has. */
const UNKNOWN = { z: {} };

test.each<[string, Json, string]>([
  [
    "an unknown type",
    { resource: { azurerm_nothing: { x: { z: {} } } } },
    "'azurerm_nothing.x': no schema of 'azurerm_nothing' is known (azurerm 4.55.0 and 5.2.0 have no such type)",
  ],
  [
    "another provider of the same name",
    { terraform: { required_providers: { time: { source: "someone/time" } } }, resource: { time_sleep: { x: { z: {} } } } },
    "'time_sleep.x': no schema of 'time_sleep' is known",
  ],
  [
    "another major version",
    {
      terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "3.0.0" } } },
      resource: { [PULL]: { x: { z: {} } } },
    },
    `'${PULL}.x': no schema of '${PULL}' is known (version '3.0.0' is required, and this package has azurerm 4.55.0 and 5.2.0)`,
  ],
  ["a section of a newer Terraform", { terraform: {}, action: { a: {} } }, "'action': unsupported section"],
  ["an unknown setting", { terraform: { encryption: {} } }, "'terraform.encryption': unsupported setting"],
  ["a name that would end the label", { variable: { [HOSTILE]: {} } }, "its name is not a valid HCL identifier"],
])("refuses %s by its place", (_case, stack, problem) => {
  expect(() => filesOf(stack)).toThrow(
    expect.objectContaining({
      name: "Refusal",
      message: expect.stringMatching(/^'cdk.tf.json' cannot be written as HCL; use --format json:\n {2}'/),
    }),
  );
  expect(() => filesOf(stack)).toThrow(problem);
});

test("refuses everything at once, and types without a schema once each", () => {
  const stack = { resource: { a_b: { x: UNKNOWN, y: UNKNOWN, z: UNKNOWN }, c_d: { x: UNKNOWN } }, action: { a: {} } };
  expect(() => filesOf(stack)).toThrow(`cannot be written as HCL; use --format json:
  'action': unsupported section
  'a_b.x' and 2 more: no schema of 'a_b' is known
  'c_d.x': no schema of 'c_d' is known
Only a schema tells blocks from arguments. Add --init, which downloads the provider and asks it, without credentials; or, in the stack's folder, run \`terraform init\` and \`terraform providers schema -json > schemas.json\`, then add --schemas schemas.json.
see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#hcl-bundles`);
});

test("a provider that only types imply is required, in the versions that are known", () => {
  const { "versions.tf": versions } = filesOf({
    resource: { random_pet: { x: {} }, kubernetes_namespace_v1: { x: { metadata: {} } }, terraform_data: { x: {} } },
    check: { up: { data: { http: { x: { url: "https://example.com" } } }, assert: { condition: true, error_message: "no" } } },
  });
  expect(versions).toContain(`  required_providers {
    http = {
      source = "hashicorp/http"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.38.0, < 4.0.0"
    }
    random = {
      source = "hashicorp/random"
    }
  }`);
});
