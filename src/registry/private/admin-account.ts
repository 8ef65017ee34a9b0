import type { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { IRegistryCredentials } from "../../interfaces";
import { returnedByAzure } from "../../private/condition";
import { TerraformData } from "../../private/terraform-data";

export type AdminAccount = Pick<IRegistryCredentials, "username" | "password">;

/**
 * Name and password of a registry that the stack creates. azurerm plans both as empty for an account that the same apply
 * enables: Terraform's own resource makes them unknown until then.
 */
export function accountOnceEnabled(scope: Construct, registry: ContainerRegistry): AdminAccount {
  const account = new TerraformData(scope, "AdminAccount", {
    input: { is_enabled: registry.getBooleanAttribute("admin_enabled") },
  });
  const isEnabled = account.getBooleanAttribute("output.is_enabled");
  const once = (value: string) => returnedByAzure(Fn.conditional(isEnabled, value, ""));
  return { username: once(registry.adminUsername), password: once(registry.adminPassword) };
}
